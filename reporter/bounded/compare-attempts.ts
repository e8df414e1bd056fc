import type { RecordedSession } from '../../src/session/format/schema.ts';
import { defined } from '../../src/std/defined.ts';
import { findCauses } from '../../src/triage/causes/find-causes.ts';
import type { Verdict } from '../../src/triage/causes/verdict.ts';
import { diffSessions } from '../../src/triage/diff-sessions.ts';
import { verdictSentence } from '../../src/triage/verdict-lines.ts';

/** How an attempt that failed differs from one that passed. */
export interface AttemptDifference {
  text: string;
  /** The index of the event that the text is about, in the failed attempt; absent where it has none there. */
  index?: number;
}

/** A failed attempt beside one that passed. */
export interface AttemptComparison {
  verdict: Verdict;
  /** The likely cause, or, where that cannot be told, the first place where the attempts part; absent when they do not. */
  difference?: AttemptDifference;
}

/** Compares an attempt that failed with one that passed. */
export function compareAttempts(failed: RecordedSession, passed: RecordedSession): AttemptComparison {
  const verdict = findCauses(failed, { baselines: [passed] });
  return { verdict, ...defined({ difference: differenceOf(verdict, failed, passed) }) };
}

function differenceOf(
  verdict: Verdict,
  failed: RecordedSession,
  passed: RecordedSession,
): AttemptDifference | undefined {
  if (verdict.confidence !== 'cannot tell')
    return { text: verdictSentence(verdict), ...defined({ index: verdict.causes[0]?.calls[0] }) };
  const { first } = diffSessions(failed, passed);
  return first && { text: first.text, ...defined({ index: first.first }) };
}
