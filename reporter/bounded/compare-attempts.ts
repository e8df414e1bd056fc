import type { RecordedSession } from '../../src/session/format/schema.ts';
import { defined } from '../../src/std/defined.ts';
import { findCauses } from '../../src/triage/causes/find-causes.ts';
import type { Verdict } from '../../src/triage/causes/verdict.ts';
import { diffSessions } from '../../src/triage/diff-sessions.ts';
import { attemptNames } from '../../src/triage/side-names.ts';

/** How an attempt that failed differs from one that passed. */
export interface AttemptDifference {
  text: string;
  /** The index of the event that the text is about, in the failed attempt; absent where it has none there. */
  index?: number;
}

/** Sessions of a test that passed. */
export interface Passes {
  /** The sessions of passes of this run, the nearest to the failed attempt first. */
  passes: RecordedSession[];
  /** The stored sessions of passes of earlier runs, the newest first. */
  earlier: RecordedSession[];
}

/** A failed attempt beside those that passed. */
export interface AttemptComparison {
  verdict: Verdict;
  /** The first place where it parts from the first pass of this run, where the verdict cannot tell more; absent when there is none. */
  difference?: AttemptDifference;
}

/** Compares an attempt that failed with those that passed. */
export function compareAttempts(failed: RecordedSession, { passes, earlier }: Passes): AttemptComparison {
  const verdict = findCauses(failed, { baselines: passes, earlier });
  const difference = verdict.confidence === 'cannot tell' ? differenceOf(failed, passes[0]) : undefined;
  return { verdict, ...defined({ difference }) };
}

function differenceOf(failed: RecordedSession, passed: RecordedSession | undefined): AttemptDifference | undefined {
  const names = attemptNames(failed.test?.attempt ?? 0, passed?.test?.attempt ?? 1);
  const first = passed && diffSessions(failed, passed, names).first;
  return first && { text: first.text, ...defined({ index: first.first }) };
}
