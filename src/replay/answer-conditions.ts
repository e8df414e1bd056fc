import type { RecordedCall } from '../calls/recorded-call.ts';
import type { Condition } from './delivery/delivery-items.ts';
import type { FaultyAnswer } from './faults/inject-faults.ts';

/**
 * When recorded answers are given: `in-order` = in the order in which they came in the recording, as far as the calls overlap
 * (what reproduces a race); `at-once`; `recorded` = after the time they took, or that times a number.
 */
export type ReplayTiming = 'in-order' | 'at-once' | 'recorded' | number;

/** Two calls whose answers change places, by the numbers of their events: what would have come of a race that went the other way. */
export interface AnswerSwap {
  /** The call that is answered before the other one. */
  call: number;
  /** The call it before, which was answered first in the recording. */
  before: number;
}

/** The conditions of an answer that is given for the first time, by the option `timing`. */
export function timingConditions(call: RecordedCall, timing: ReplayTiming, placeUs: number): Condition[] {
  if (timing === 'in-order') return [{ kind: 'order', afterUs: call.startUs, beforeUs: placeUs }];
  const scale = timing === 'recorded' ? 1 : timing;
  return scale === 'at-once' ? [] : [{ kind: 'delay', ms: ((call.endUs - call.startUs) / 1_000) * scale }];
}

/** The conditions that faults add: they come last, so that no other answer waits for one that a fault holds back. */
export function faultConditions({ isHeld, delayMs }: FaultyAnswer): Condition[] {
  const held: Condition[] = isHeld ? [{ kind: 'another-answer' }] : [];
  return delayMs > 0 ? [...held, { kind: 'delay', ms: delayMs }] : held;
}

/** The order of a recording in which two answers may change places. */
export class SwappedOrder {
  private readonly overtaker: RecordedCall | undefined;
  private readonly overtaken: RecordedCall | undefined;
  private readonly given: RecordedCall[] = [];

  constructor(calls: readonly RecordedCall[], swap: AnswerSwap | undefined) {
    this.overtaker = calls.find(({ index }) => index === swap?.call);
    this.overtaken = calls.find(({ index }) => index === swap?.before);
  }

  /** When a call is to be answered: as recorded, but the answer that is moved forward comes just before the other one. */
  placeOf(call: RecordedCall): number {
    const { endUs } = call;
    if (call !== this.overtaker || this.overtaken === undefined) return endUs;
    return Math.min(endUs, this.overtaken.endUs - 0.5);
  }

  /** A call was answered. */
  answered(call: RecordedCall): void {
    if (call === this.overtaker || call === this.overtaken) this.given.push(call);
  }

  /** Whether the two have changed places: undefined until both are answered. */
  get isSwapped(): boolean | undefined {
    return this.given.length < 2 ? undefined : this.given[0] === this.overtaker;
  }
}
