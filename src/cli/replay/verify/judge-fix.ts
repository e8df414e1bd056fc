import type { StubReport } from '../../../replay/stub-report.ts';
import type { StubReplay } from '../judge/judge-result.ts';

/** The replays of a fix, and what is known beside them. */
export interface FixEvidence {
  failure: FixedReplay & { outcome: FailureOutcome };
  passes: (FixedReplay & { passes: boolean })[];
  /** Whether a replay has failed as recorded without the fix: noted by `replay`, or said by the user. */
  reproduced: 'noted' | 'said' | 'not-known';
  /** Whether the fix is known to change assertions. */
  isTestChanged: boolean;
  /** Whether replays are missing here, since the command was interrupted. */
  isInterrupted: boolean;
}

/** A replay, and the calls that its recording has no answer for. */
export interface FixedReplay {
  replay: StubReplay;
  /** Those that the fix explains: their command is that of a cause of the failure, or was said to change. */
  explained: StubReport['missed'];
  unexplained: StubReport['missed'];
}

/** `gone`; `still-there`: it fails as recorded; `fails-otherwise`; `cannot-tell`: it did not run, or asked the recording for nothing. */
export type FailureOutcome = 'gone' | 'still-there' | 'fails-otherwise' | 'cannot-tell';

/** `not-verified`: something fails, or is asked for that the fix does not explain. `cannot-tell`: nothing does, and that proves nothing. */
export type FixVerdict = 'verified' | 'not-verified' | 'cannot-tell';

/** A reason why replays say less than they seem to. */
export interface Caveat {
  kind:
    | 'interrupted'
    | 'no-evidence'
    | 'not-reproduced'
    | 'no-passes'
    | 'fewer-assertions'
    | 'said-reproduced'
    | 'test-changed';
  text: string;
}

/** Says what the replays of a fix prove. A test that passes proves nothing where it would have passed without the fix. */
export function judgeFix({ failure, passes, reproduced, isTestChanged, isInterrupted }: FixEvidence): {
  verdict: FixVerdict;
  caveats: Caveat[];
} {
  const blocking: Caveat['kind'][] = [];
  const others: Caveat['kind'][] = [];
  if (isInterrupted) blocking.push('interrupted');
  else if (failure.outcome === 'cannot-tell') blocking.push('no-evidence');
  if (reproduced === 'not-known') blocking.push('not-reproduced');
  if (reproduced === 'said') others.push('said-reproduced');
  if (passes.length === 0 && !isInterrupted) blocking.push('no-passes');
  if ([failure, ...passes].some(hasFewerAssertions)) {
    if (isTestChanged) others.push('test-changed');
    else blocking.push('fewer-assertions');
  }
  const isFailing = failure.outcome === 'still-there' || failure.outcome === 'fails-otherwise';
  const isBreaking = passes.some((one) => !one.passes);
  const isUnexplained = [failure, ...passes].some(({ unexplained }) => unexplained.length > 0);
  const caveats = [...blocking, ...others].map((kind): Caveat => ({ kind, text: TEXTS[kind] }));
  if (isFailing || isBreaking || isUnexplained) return { verdict: 'not-verified', caveats };
  return { verdict: blocking.length > 0 ? 'cannot-tell' : 'verified', caveats };
}

function hasFewerAssertions({ replay }: { replay: StubReplay }): boolean {
  return (replay.fewerAssertions?.length ?? 0) > 0;
}

const TEXTS: Record<Caveat['kind'], string> = {
  interrupted: 'It was interrupted before all was replayed: only what had ended is told of.',
  'no-evidence': 'The failed test has not run, or has asked the recording for nothing.',
  'not-reproduced':
    'No replay without the fix has been seen to fail as recorded, so this test may pass without it, too. Take the fix back, run ipc-recorder replay <session>, and when it says "Reproduced" put the fix back and verify it. Where that was done elsewhere: --reproduced.',
  'no-passes': 'No pass was given (--pass): whether the fix breaks what worked is not known.',
  'fewer-assertions':
    'A test has fewer assertions than in its recording: it may pass because the one that failed is gone. Where the fix changes them on purpose: --test-changed.',
  'said-reproduced': 'That the failure was reproduced without the fix is what --reproduced says; it was not seen here.',
  'test-changed': 'A test has fewer assertions than in its recording, as --test-changed says.',
};
