import { firstWhere } from '../session/first-where.ts';
import { holdAnswer } from './hold-answer.ts';
import type { RecordedCall } from './recorded-call.ts';

/**
 * When recorded answers are given: `order` = in the order in which they came in the recording, as far as the calls overlap
 * (what reproduces a race); `at-once`; `recorded` = after the time they took, or that times a number.
 */
export type ReplayTiming = 'order' | 'at-once' | 'recorded' | number;

/** Two calls whose answers change places, by the numbers of their events: what would have come of a race that went the other way. */
export interface Overtaking {
  /** The call that is answered before the other one. */
  call: number;
  /** The call it overtakes, which was answered first in the recording. */
  overtakes: number;
}

/** Taken when the module loads: a test may replace them with fakes later. */
const { setTimeout: later, setImmediate: next } = globalThis;

interface Held {
  recorded: RecordedCall;
  give: () => void;
}

/** Holds answers back until it is their turn. */
export class AnswerTiming {
  readonly #calls: RecordedCall[];
  readonly #timing: ReplayTiming;
  readonly #overtaker: RecordedCall | undefined;
  readonly #overtaken: RecordedCall | undefined;
  /** Calls whose answers are given. */
  readonly #given = new Set<RecordedCall>();
  #held: Held[] = [];

  /**
   * @param calls the recorded calls that can be asked for, in record order.
   * @param overtaking with the timing `order`, one answer that comes earlier than it did.
   */
  constructor(calls: RecordedCall[], timing: ReplayTiming, overtaking?: Overtaking) {
    this.#calls = calls;
    this.#timing = timing;
    this.#overtaker = calls.find(({ index }) => index === overtaking?.call);
    this.#overtaken = calls.find(({ index }) => index === overtaking?.overtakes);
  }

  /** Whether the answers that were to change places have: undefined until both are given. */
  get hasOvertaken(): boolean | undefined {
    const [overtaker, overtaken] = [this.#overtaker, this.#overtaken];
    if (!overtaker || !overtaken || !this.#given.has(overtaker) || !this.#given.has(overtaken)) return undefined;
    const given = [...this.#given];
    return given.indexOf(overtaker) < given.indexOf(overtaken);
  }

  /** Resolves when the answer to a call is due. Call it in the order in which the calls are made, once for each. */
  due(recorded: RecordedCall): Promise<void> {
    if (this.#timing === 'at-once') return Promise.resolve();
    if (this.#timing !== 'order') {
      const scale = this.#timing === 'recorded' ? 1 : this.#timing;
      const ms = ((recorded.endUs - recorded.startUs) / 1_000) * scale;
      return Number.isFinite(ms) ? new Promise((resolve) => void later(resolve, ms)) : Promise.resolve();
    }
    if (!this.#hasEarlier(recorded)) {
      this.#give(recorded);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const give = holdAnswer(() => {
        this.#held = this.#held.filter((one) => one.recorded !== recorded);
        resolve();
        this.#give(recorded);
      });
      this.#held.push({ recorded, give });
    });
  }

  /** No answer is given to a call, or at once: no other one waits for it. */
  pass(recorded: RecordedCall): void {
    this.#give(recorded);
  }

  #give(recorded: RecordedCall): void {
    this.#given.add(recorded);
    // In a later task: this answer is on its way by then.
    if (this.#held.length > 0) next(() => this.#held.find((one) => !this.#hasEarlier(one.recorded))?.give());
  }

  /** Whether another answer is to come first: of a call that was made while this one was out, and answered before it. */
  #hasEarlier(recorded: RecordedCall): boolean {
    const isEarlier = (other: RecordedCall) => this.#isBefore(other, recorded) && !this.#given.has(other);
    if (this.#held.some((one) => one.recorded !== recorded && isEarlier(one.recorded))) return true;
    for (let at = this.#positionOf(recorded) + 1; at < this.#calls.length; at++) {
      const other = this.#calls[at];
      if (other === undefined || other.startUs >= recorded.endUs) break;
      if (isEarlier(other) && other.call.mocked !== true) return true;
    }
    return recorded === this.#overtaken && this.#overtaker !== undefined && !this.#given.has(this.#overtaker);
  }

  /** Whether one of two answers is to come before the other. */
  #isBefore(other: RecordedCall, recorded: RecordedCall): boolean {
    // What overtakes waits for nothing that came after the one it overtakes.
    const isOvertaking =
      recorded === this.#overtaker && other.endUs >= (this.#overtaken?.endUs ?? Number.POSITIVE_INFINITY);
    return !isOvertaking && other.endUs < recorded.endUs && other.endUs > recorded.startUs;
  }

  /** Where a call is among the calls: they are in order of their numbers. */
  #positionOf({ index }: RecordedCall): number {
    return firstWhere(this.#calls.length, (at) => (this.#calls[at]?.index ?? 0) >= index);
  }
}
