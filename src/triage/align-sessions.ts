import { maskIds } from '../calls/new-values/made-up-ids.ts';
import { maskKey } from '../calls/new-values/volatile-parts.ts';
import { type RecordedCall, recordedCalls } from '../calls/recorded-call.ts';
import { callKey } from '../calls/same-call/call-key.ts';
import { type StepBoundary, stepBoundaries } from '../calls/steps/step-boundaries.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { alignKeys, longestIncreasing } from './align-keys.ts';
import { VolatileIds } from './volatile-ids.ts';

/**
 * Puts the calls of two sessions side by side: between the steps that both have, with batches of overlapping calls in a
 * canonical order, so that a legal change of order is none. One-way traffic from the backend is aligned by itself.
 *
 * @param ids those of both sessions: what only one has may be another's in the other.
 * @returns pairs in the order of the sessions.
 */
export function alignSessions(
  first: RecordedSession,
  second: RecordedSession,
  ids = new VolatileIds(first, second),
): AlignedPair[] {
  const [a, b] = [prepareCalls(first, ids), prepareCalls(second, ids)];
  const boundaries = commonBoundaries(stepBoundaries(first), stepBoundaries(second));
  return [false, true].flatMap((pushes) => {
    const lane = (calls: AlignedCall[]) => calls.filter(({ call }) => (call.kind === 'push') === pushes);
    return alignLane(lane(a), lane(b), boundaries);
  });
}

/** A call prepared for comparison. */
export interface AlignedCall extends RecordedCall {
  /** Command and arguments, with what differs from run to run masked. */
  key: string;
  /** The number of its batch: calls that all overlapped each other, which could have started in any order. */
  batch: number;
  /** True when its batch has other calls. */
  isConcurrent: boolean;
}

/** Two calls that stand at one place of their sessions; one is absent where the other session has a call too many. */
export interface AlignedPair {
  first?: AlignedCall;
  second?: AlignedCall;
  /** The two stand at different places among the others. */
  isMoved?: boolean;
}

function prepareCalls(session: RecordedSession, { isShared }: VolatileIds): AlignedCall[] {
  const calls = recordedCalls(session).map((recorded) => {
    const { command, args, options, kind = 'invoke' } = recorded.call;
    const key = maskKey(command, callKey(command, args, options), isShared);
    return {
      ...recorded,
      key: `${kind} ${maskIds(key, isShared)}`,
      batch: recorded.index,
      isConcurrent: false,
    };
  });
  for (const [number, batch] of batchesOf(calls).entries()) {
    for (const one of batch) Object.assign(one, { batch: number, isConcurrent: batch.length > 1 });
  }
  return calls;
}

/** Runs of calls that each started before any of the run had ended. A call that never ended overlaps nothing: it says nothing about order. */
function batchesOf(calls: AlignedCall[]): AlignedCall[][] {
  const batches: AlignedCall[][] = [];
  let firstEnd = Number.NEGATIVE_INFINITY;
  for (const one of calls) {
    if (one.call.kind === 'push') continue;
    const endUs = one.endUs === Number.POSITIVE_INFINITY ? one.startUs : one.endUs;
    const batch = batches.at(-1);
    if (batch && one.startUs < firstEnd) batch.push(one);
    else {
      batches.push([one]);
      firstEnd = Number.POSITIVE_INFINITY;
    }
    firstEnd = Math.min(firstEnd, endUs);
  }
  return batches;
}

/** Event numbers at which both sessions stand at the same place of the test. */
function commonBoundaries(first: StepBoundary[], second: StepBoundary[]): [number, number][] {
  const names = (boundaries: StepBoundary[]) => boundaries.map(({ name }) => name);
  const common = longestIncreasing(alignKeys(names(first), names(second)));
  return common.map(([i, j]) => [first[i]?.eventIndex ?? 0, second[j]?.eventIndex ?? 0]);
}

function alignLane(first: AlignedCall[], second: AlignedCall[], boundaries: [number, number][]): AlignedPair[] {
  const aligned: AlignedPair[] = [];
  let [i, j] = [0, 0];
  for (const [untilFirst, untilSecond] of [...boundaries, [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]]) {
    const [fromFirst, fromSecond] = [i, j];
    while (i < first.length && (first[i]?.index ?? 0) < (untilFirst ?? 0)) i++;
    while (j < second.length && (second[j]?.index ?? 0) < (untilSecond ?? 0)) j++;
    aligned.push(
      ...alignStretch(inCanonicalOrder(first.slice(fromFirst, i)), inCanonicalOrder(second.slice(fromSecond, j))),
    );
  }
  return aligned;
}

/** Batches stay where they are; within one, calls are sorted by key. */
function inCanonicalOrder(calls: AlignedCall[]): AlignedCall[] {
  return calls.sort((a, b) => a.batch - b.batch || (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
}

function alignStretch(first: AlignedCall[], second: AlignedCall[]): AlignedPair[] {
  const keys = (calls: AlignedCall[]) => calls.map(({ key }) => key);
  const pairs = alignKeys(keys(first), keys(second));
  const paired = new Set(pairs.map(([, j]) => j));
  const inOrder = new Set(longestIncreasing(pairs));
  const aligned: AlignedPair[] = [];
  let [i, j] = [0, 0];
  const addSecondUntil = (end: number) => {
    for (; j < end; j++) if (!paired.has(j)) aligned.push({ second: second[j] as AlignedCall });
  };
  for (const pair of pairs) {
    for (; i < pair[0]; i++) aligned.push({ first: first[i] as AlignedCall });
    addSecondUntil(pair[1]);
    const both = { first: first[i++] as AlignedCall, second: second[pair[1]] as AlignedCall };
    aligned.push(inOrder.has(pair) ? both : { ...both, isMoved: true });
  }
  for (; i < first.length; i++) aligned.push({ first: first[i] as AlignedCall });
  addSecondUntil(second.length);
  return aligned;
}
