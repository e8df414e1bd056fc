import type { ReplayVerdict } from './judge-replay.ts';

/** The exit code that `git bisect run` takes for "skip this commit". */
export const CANNOT_TELL = 125;

/** Returns the exit code for `git bisect run`: a test that passes without the recording says nothing of the commit. */
export function bisectCode(verdict: ReplayVerdict): 0 | 1 | 125 {
  if (verdict === 'reproduced') return 1;
  return verdict === 'passed' || verdict === 'same' ? 0 : CANNOT_TELL;
}
