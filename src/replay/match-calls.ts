import { callKey } from './call-key.ts';
import { CallShelf } from './call-shelf.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { Renames } from './renames.ts';
import type { StepCursor } from './step-fences.ts';
import { maskKey } from './volatile-values.ts';

/**
 * How a question finds its recorded call:
 * `key` takes the calls of equal command and arguments in turn, step by step, and the last answer again when there are no more;
 * `strict` wants all calls in the recorded order, though calls that overlapped may change places and what a mock answered may be left out;
 * `any` gives the last recorded answer, always.
 */
export type CallOrder = 'key' | 'strict' | 'any';

/** A recorded call for a question. */
export interface Match {
  found: RecordedCall;
  /** It was given as an answer before. */
  repeated: boolean;
  /** It was recorded in another step than the one the replay is in. */
  shifted: boolean;
}

export interface Matcher {
  /** The recorded call for a question, or nothing. */
  take(question: Question): Match | undefined;
  /** Has it been given as an answer? */
  isUsed(recorded: RecordedCall): boolean;
  /** In `strict` order, the call that is due. */
  due(): RecordedCall | undefined;
}

export interface Question {
  command: string;
  args: unknown;
  window?: string | undefined;
}

/** What a matcher needs beside the calls. */
export interface MatchContext {
  steps: StepCursor;
  renames: Renames;
}

/** @param calls the recorded calls that can be asked for, in record order. */
export function createMatcher(calls: RecordedCall[], order: CallOrder, context: MatchContext): Matcher {
  const hasArgs = calls.some(({ call }) => call.args !== undefined);
  return order === 'strict'
    ? new StrictMatcher(calls, hasArgs, context)
    : new KeyMatcher(calls, order, hasArgs, context);
}

/** Victauri records no arguments: in such a session the command alone is the key. */
function keyOf(command: string, args: unknown, hasArgs: boolean): string {
  return callKey(command, hasArgs ? args : undefined);
}

/**
 * Finds a call in this order: the same arguments in the step the replay is in; the same but for values that are new in every
 * run, there; then both in the steps nearest to it; then an answer given before.
 */
class KeyMatcher implements Matcher {
  readonly #exact = new Map<string, CallShelf>();
  readonly #masked = new Map<string, CallShelf>();
  readonly #used = new Set<RecordedCall>();
  readonly #order: 'key' | 'any';
  readonly #hasArgs: boolean;
  readonly #steps: StepCursor;
  readonly #renames: Renames;

  constructor(calls: RecordedCall[], order: 'key' | 'any', hasArgs: boolean, { steps, renames }: MatchContext) {
    this.#order = order;
    this.#hasArgs = hasArgs;
    this.#steps = steps;
    this.#renames = renames;
    for (const recorded of calls) {
      const key = keyOf(recorded.call.command, recorded.call.args, hasArgs);
      const section = steps.sectionOf(recorded.index);
      put(this.#exact, key, section, recorded);
      put(this.#masked, maskKey(key), section, recorded);
    }
  }

  take({ command, args, window }: Question): Match | undefined {
    const { section } = this.#steps;
    const key = keyOf(command, this.#renames.toRecorded(args), this.#hasArgs);
    const exact = this.#exact.get(key);
    const masked = this.#masked.get(maskKey(key));
    const isFree = (recorded: RecordedCall) => !this.#used.has(recorded);
    const canBind = (recorded: RecordedCall) => this.#renames.bind(recorded.call.args, args);
    if (this.#order === 'key') {
      const found =
        exact?.first(section, window, isFree) ??
        masked?.first(section, window, isFree, canBind) ??
        exact?.nearest(section, window, isFree) ??
        masked?.nearest(section, window, isFree, canBind);
      if (found !== undefined && !this.#isOneMore(found, exact, window)) {
        this.#used.add(found);
        return { found, repeated: false, shifted: this.#steps.sectionOf(found.index) !== section };
      }
    }
    const last = exact?.lastAnswer(section, window) ?? masked?.lastAnswer(section, window, canBind);
    if (last === undefined) return undefined;
    const repeated = this.#used.has(last);
    // With one answer for all calls of a key, none of them is left unused.
    const answered = this.#order === 'any' ? ((exact ?? masked)?.all ?? []) : [last];
    if (!repeated) for (const used of answered) this.#used.add(used);
    return { found: last, repeated, shifted: false };
  }

  /** A question that was answered in this step as often as it was recorded: the calls of later steps are for those. */
  #isOneMore(found: RecordedCall, exact: CallShelf | undefined, window: string | undefined): boolean {
    const { section } = this.#steps;
    if (this.#steps.sectionOf(found.index) <= section || this.#steps.mayBeEarlier(found)) return false;
    const last = exact?.lastAnswer(section, window);
    return last !== undefined && this.#used.has(last) && this.#steps.sectionOf(last.index) <= section;
  }

  isUsed(recorded: RecordedCall): boolean {
    return this.#used.has(recorded);
  }

  due(): undefined {
    return undefined;
  }
}

function put(shelves: Map<string, CallShelf>, key: string, section: number, recorded: RecordedCall): void {
  const shelf = shelves.get(key) ?? new CallShelf();
  shelves.set(key, shelf);
  shelf.add(section, recorded);
}

class StrictMatcher implements Matcher {
  readonly #calls: RecordedCall[];
  readonly #hasArgs: boolean;
  readonly #used = new Set<RecordedCall>();
  readonly #renames: Renames;
  #first = 0;

  constructor(calls: RecordedCall[], hasArgs: boolean, { renames }: MatchContext) {
    this.#calls = calls;
    this.#hasArgs = hasArgs;
    this.#renames = renames;
  }

  take({ command, args }: Question): Match | undefined {
    const key = keyOf(command, this.#renames.toRecorded(args), this.#hasArgs);
    const maskedKey = maskKey(key);
    let earliestEnd = Number.POSITIVE_INFINITY;
    while (this.#isUsedAt(this.#first)) this.#first++;
    for (let at = this.#first; at < this.#calls.length; at++) {
      const recorded = this.#calls[at];
      if (!recorded || recorded.startUs >= earliestEnd) break; // it began after one that is still due had ended
      if (this.#used.has(recorded)) continue;
      const recordedKey = keyOf(recorded.call.command, recorded.call.args, this.#hasArgs);
      const isAlike = () => maskKey(recordedKey) === maskedKey && this.#renames.bind(recorded.call.args, args);
      if (recordedKey === key || isAlike()) {
        this.#used.add(recorded);
        return { found: recorded, repeated: false, shifted: false };
      }
      if (!recorded.call.mocked) earliestEnd = Math.min(earliestEnd, recorded.endUs);
    }
    return undefined;
  }

  #isUsedAt(at: number): boolean {
    const recorded = this.#calls[at];
    return recorded !== undefined && this.#used.has(recorded);
  }

  isUsed(recorded: RecordedCall): boolean {
    return this.#used.has(recorded);
  }

  due(): RecordedCall | undefined {
    return this.#calls.find((recorded) => !recorded.call.mocked && !this.#used.has(recorded));
  }
}
