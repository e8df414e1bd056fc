import type { RecordedSession } from '../../src/session/format/schema.ts';
import { defined } from '../../src/std/defined.ts';
import { findCauses } from '../../src/triage/causes/find-causes.ts';
import { diffSessions } from '../../src/triage/diff-sessions.ts';
import { verdictSentence } from '../../src/triage/verdict-lines.ts';

/** How an attempt that failed differs from one that passed. */
export interface AttemptDifference {
  text: string;
  /** The index of the event that the text is about, in the failed attempt; absent where it has none there. */
  index?: number;
}

/** Returns the likely cause of a failure, or, where that cannot be told, the first place where the attempts part; undefined when they do not. */
export function compareAttempts(failed: RecordedSession, passed: RecordedSession): AttemptDifference | undefined {
  const verdict = findCauses(failed, { baselines: [passed] });
  if (verdict.confidence !== 'cannot tell')
    return { text: verdictSentence(verdict), ...defined({ index: verdict.causes[0]?.calls[0] }) };
  const { first } = diffSessions(failed, passed);
  return first && { text: first.text, ...defined({ index: first.first }) };
}
