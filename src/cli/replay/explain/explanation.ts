import type { Deviation } from '../../../replay/transplant/deviation.ts';
import type { Confidence, FaultPlace } from '../../../triage/causes/verdict.ts';
import type { Experiment } from './experiments.ts';

/** What replays tell of the cause of a failure. */
export interface Explanation {
  /**
   * `proved`: the test passes when the causes alone are as in the pass, and the pass fails alike when they alone are as in the failure, each time. `likely`:
   * less than that was seen.
   */
  confidence: Confidence;
  where: FaultPlace;
  /** Why that is said, in one sentence. */
  reason: string;
  /** In what the backend behaved otherwise, so that the test fails; all of them together where there are several. */
  causes: ExplainedCause[];
  /** The replays, in their order. */
  replays: Experiment[];
  /** Respects in which the backend behaved otherwise than in the pass, and those that were left out since there are too many. */
  deviations: { of: number; left: number };
  /** True when it was interrupted, or the time was over: the same command goes on from there. Absent otherwise. */
  isUnfinished?: true;
}

export interface ExplainedCause {
  kind: Deviation['kind'];
  command: string;
  text: string;
  /** Numbers of events of the failed session; empty where the fault is that nothing came. */
  calls: number[];
}

/** Why nothing, or not more, can be told. */
export const REASONS = {
  'not-the-backend':
    'The test fails alike with all that the backend answered in the pass: the frontend is at fault or the test, or what they run on.',
  'asked-more':
    'The test fails alike with the pass as soon as what the failure alone has asked for is answered as it was there:',
  'no-pass': 'The pass does not pass when it is replayed, so nothing can be told from it.',
  'nothing-differs': 'The backend behaved as in the pass, as far as the sessions tell: what decides is not in them.',
  'nothing-to-repair':
    'The failure has nothing that could be repaired without a pass: no answer that came late, failed or never came, with another of its command. Give one: --baseline.',
  'not-repaired': 'The test still fails when all of that is as in the pass.',
  'not-mended': 'The test still fails with each of that repaired.',
  chance: 'The test fails, and passes, with the same answers: it is flaky for a reason that is not in them.',
  unfinished: 'The search was not finished.',
};

/** Why a test that does not fail as recorded when it is replayed cannot be explained. */
export function notReproduced({ outcome, reason }: Experiment): string {
  if (outcome === 'passes')
    return 'The test passes on what was recorded when it failed: the code was changed since, or the failure does not come from the backend.';
  if (outcome === 'fails-otherwise') return `The test fails otherwise than recorded: ${reason ?? 'no error was told'}`;
  return `The test could not be replayed: ${reason ?? 'it asked for none of the recorded calls'}`;
}

/**
 * An order of answers is for the frontend to bear, and when it listens is its own affair; all else the backend has done. A push that may have been sent
 * before anybody listened is of either, and so is an answer so late that another one overtook it.
 */
export function whereOf(causes: readonly Deviation[]): FaultPlace {
  if (causes.some((one) => (one.kind === 'push' && one.isUnheard) || (one.kind === 'delay' && one.isOvertaken)))
    return 'cannot tell';
  return causes.every(({ kind }) => kind === 'order' || kind === 'listener') ? 'frontend' : 'backend';
}
