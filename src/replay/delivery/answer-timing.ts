import type { RecordedCall } from '../../calls/recorded-call.ts';
import { firstWhere } from '../../std/first-where.ts';
import { HeldAnswer, MAX_TIMER_MS } from './held-answer.ts';
import type { PlacedPushes } from './place-pushes.ts';

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

/** Taken when the module loads: a test may replace them with fakes later. */
const { setTimeout: later, setImmediate: next } = globalThis;

interface Held {
  recorded: RecordedCall;
  answer?: HeldAnswer;
  /** Up to which of the calls nothing is to come first any more. */
  looked: number;
}

/** Holds answers back until it is their turn. */
export class AnswerTiming {
  private readonly calls: RecordedCall[];
  private readonly timing: ReplayTiming;
  private readonly overtaker: RecordedCall | undefined;
  private readonly swapped: RecordedCall | undefined;
  private readonly pushes: PlacedPushes['afterStart'];
  /** Calls that were made. */
  private readonly asked = new Set<RecordedCall>();
  /** Calls that came before the furthest one that was made, and were not made themselves: they may still be. */
  private readonly passedOver = new Set<RecordedCall>();
  private furthest = 0;
  /** Calls whose answers are given. */
  private readonly given = new Set<RecordedCall>();
  /** Those that wait, in the order in which they are to be given. */
  private readonly held: Held[] = [];

  /**
   * @param calls the recorded calls that can be asked for, in record order.
   * @param pushes those that came when a call had been made: an answer that came after them waits for that call.
   * @param swap with the timing `in-order`, one answer that comes earlier than it did.
   */
  constructor(
    calls: RecordedCall[],
    timing: ReplayTiming,
    pushes: PlacedPushes['afterStart'] = new Map(),
    swap?: AnswerSwap,
  ) {
    this.calls = calls;
    this.timing = timing;
    this.pushes = pushes;
    this.overtaker = calls.find(({ index }) => index === swap?.call);
    this.swapped = calls.find(({ index }) => index === swap?.before);
  }

  /** Whether the answers that were to change places have: undefined until both are given. */
  get isSwapped(): boolean | undefined {
    const [overtaker, swapped] = [this.overtaker, this.swapped];
    if (!overtaker || !swapped || !this.given.has(overtaker) || !this.given.has(swapped)) return undefined;
    const given = [...this.given];
    return given.indexOf(overtaker) < given.indexOf(swapped);
  }

  /** Resolves when the answer to a call is due. Call it in the order in which the calls are made, once for each. */
  due(recorded: RecordedCall): Promise<void> {
    this.made(recorded);
    if (this.timing === 'at-once') return Promise.resolve();
    if (this.timing !== 'in-order') {
      const scale = this.timing === 'recorded' ? 1 : this.timing;
      const ms = ((recorded.endUs - recorded.startUs) / 1_000) * scale;
      return Number.isFinite(ms)
        ? new Promise((resolve) => void later(resolve, Math.min(ms, MAX_TIMER_MS)))
        : Promise.resolve();
    }
    const one: Held = { recorded, looked: this.positionOf(recorded) + 1 };
    if (!this.hasEarlier(one)) {
      this.give(recorded);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const give = () => {
        this.held.splice(this.held.indexOf(one), 1);
        resolve();
        this.give(recorded);
      };
      const giveUp = () => {
        // In the order of the recording, as far as it is known: those before it wait for calls that may not come either.
        for (const earlier of this.held.slice(0, this.held.indexOf(one))) earlier.answer?.give();
        give();
      };
      one.answer = new HeldAnswer(give, giveUp, (recorded.endUs - recorded.startUs) / 1_000);
      const at = firstWhere(
        this.held.length,
        (nth) => this.dueUs((this.held[nth] as Held).recorded) > this.dueUs(recorded),
      );
      this.held.splice(at, 0, one);
      // Another answer may have waited for this call.
      this.giveNext();
    });
  }

  /** No answer is given to a call, or at once: no other one waits for it. */
  pass(recorded: RecordedCall): void {
    this.made(recorded);
    this.give(recorded);
  }

  private made(recorded: RecordedCall): void {
    this.asked.add(recorded);
    for (const end = this.positionOf(recorded); this.furthest < end; this.furthest++) {
      const other = this.calls[this.furthest] as RecordedCall;
      if (!this.asked.has(other) && other.call.mocked !== true) this.passedOver.add(other);
    }
    this.passedOver.delete(recorded);
    for (const held of this.held) if (recorded.startUs < held.recorded.endUs) held.answer?.extend();
    // What had ended when this one was made is in nobody's way, and what never ended neither.
    for (const other of this.passedOver)
      if (other.endUs <= recorded.startUs || other.endUs === Number.POSITIVE_INFINITY) this.passedOver.delete(other);
  }

  private give(recorded: RecordedCall): void {
    this.given.add(recorded);
    this.giveNext();
  }

  /** In a later task: the answer before it is on its way by then. */
  private giveNext(): void {
    if (this.held.length > 0)
      next(() => {
        const [first] = this.held;
        if (first !== undefined && !this.hasEarlier(first)) first.answer?.give();
      });
  }

  /**
   * Whether something else is to come first: the answer to a call that was made while this one was out, and answered before it; a
   * push that came while this one was out, behind a call that is not made yet; or another one that waits.
   */
  private hasEarlier(one: Held): boolean {
    const { recorded } = one;
    const [first] = this.held;
    // Of calls that were made, the one that was answered first comes first, whether they overlapped in the recording or not.
    if (first !== undefined && first !== one && this.dueUs(first.recorded) < this.dueUs(recorded)) return true;
    for (const other of this.passedOver) if (this.isBefore(other, recorded)) return true;
    for (; one.looked < this.calls.length; one.looked++) {
      const other = this.calls[one.looked] as RecordedCall;
      if (other.startUs >= recorded.endUs) break;
      if (other.call.mocked !== true && this.isBefore(other, recorded)) return true;
      if (this.hasPushBefore(other, recorded)) return true;
    }
    return recorded === this.swapped && this.overtaker !== undefined && !this.given.has(this.overtaker);
  }

  /** Whether another answer is to come first, and is not given yet. */
  private isBefore(other: RecordedCall, recorded: RecordedCall): boolean {
    return this.dueUs(other) < this.dueUs(recorded) && other.endUs > recorded.startUs && !this.given.has(other);
  }

  /** Whether a call that was made while this one was out brings a push that is to come before this one's answer. */
  private hasPushBefore(other: RecordedCall, recorded: RecordedCall): boolean {
    if (this.asked.has(other) || other.startUs >= this.dueUs(recorded)) return false;
    return (this.pushes.get(other)?.[0]?.startUs ?? Number.POSITIVE_INFINITY) < this.dueUs(recorded);
  }

  /** When a call is to be answered: as recorded, but the answer that a swap moves forward comes just before the other one. */
  private dueUs(recorded: RecordedCall): number {
    const { endUs } = recorded;
    const beforeUs = (this.swapped?.endUs ?? Number.POSITIVE_INFINITY) - 0.5;
    return recorded === this.overtaker ? Math.min(endUs, beforeUs) : endUs;
  }

  /** Where a call is among the calls: they are in order of their numbers. */
  private positionOf({ index }: RecordedCall): number {
    return firstWhere(this.calls.length, (at) => (this.calls[at]?.index ?? 0) >= index);
  }
}
