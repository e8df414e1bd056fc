import { callKey } from './call-key.ts';
import type { RecordedCall } from './recorded-call.ts';

/**
 * How a question finds its recorded call:
 * `key` takes the calls of equal command and arguments in turn, and the last answer again when there are no more;
 * `strict` wants all calls in the recorded order, though calls that overlapped may change places and what a mock answered may be left out;
 * `any` gives the last recorded answer, always.
 */
export type CallOrder = 'key' | 'strict' | 'any';

/** A recorded call for a question, or nothing. */
export interface Matcher {
  take(question: Question): { found: RecordedCall; repeated: boolean } | undefined;
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

/** @param calls the recorded calls that can be asked for, in record order. */
export function createMatcher(calls: RecordedCall[], order: CallOrder): Matcher {
  const hasArgs = calls.some(({ call }) => call.args !== undefined);
  return order === 'strict' ? new StrictMatcher(calls, hasArgs) : new KeyMatcher(calls, order, hasArgs);
}

/** Victauri records no arguments: in such a session the command alone is the key. */
function keyOf(command: string, args: unknown, hasArgs: boolean): string {
  return callKey(command, hasArgs ? args : undefined);
}

class KeyMatcher implements Matcher {
  readonly #queues = new Map<string, Queue>();
  readonly #used = new Set<RecordedCall>();
  readonly #order: 'key' | 'any';
  readonly #hasArgs: boolean;

  constructor(calls: RecordedCall[], order: 'key' | 'any', hasArgs: boolean) {
    this.#order = order;
    this.#hasArgs = hasArgs;
    for (const recorded of calls) {
      const { command, args, webview_label } = recorded.call;
      const key = keyOf(command, args, hasArgs);
      for (const name of [key, windowKey(webview_label, key)]) {
        const queue = this.#queues.get(name);
        if (queue) queue.calls.push(recorded);
        else this.#queues.set(name, { calls: [recorded], next: 0 });
      }
    }
  }

  take({ command, args, window }: Question): { found: RecordedCall; repeated: boolean } | undefined {
    const key = keyOf(command, args, this.#hasArgs);
    const queue = this.#queues.get(key);
    if (!queue) return undefined;
    const own = window === undefined ? undefined : this.#queues.get(windowKey(window, key));
    const fresh = this.#order === 'key' ? (this.#next(own) ?? this.#next(queue)) : undefined;
    const found = fresh ?? lastAnswer((own ?? queue).calls);
    const repeated = this.#used.has(found);
    // With one answer for all calls of a key, none of them is left unused.
    for (const used of this.#order === 'any' ? queue.calls : [found]) this.#used.add(used);
    return { found, repeated };
  }

  isUsed(recorded: RecordedCall): boolean {
    return this.#used.has(recorded);
  }

  due(): undefined {
    return undefined;
  }

  /** The first call of a queue that was not used, neither from here nor from another queue. */
  #next(queue: Queue | undefined): RecordedCall | undefined {
    while (queue && queue.next < queue.calls.length) {
      const recorded = queue.calls[queue.next++];
      if (recorded && !this.#used.has(recorded)) return recorded;
    }
    return undefined;
  }
}

interface Queue {
  calls: RecordedCall[];
  next: number;
}

function windowKey(window: string, key: string): string {
  return `${JSON.stringify(window)} ${key}`;
}

/** A call that was cut off by the end of the recording says nothing about the next one, if others were answered. */
function lastAnswer(calls: RecordedCall[]): RecordedCall {
  const last = calls.findLast(({ call }) => call.result !== 'Pending') ?? calls.at(-1);
  if (!last) throw new Error('a queue is never empty');
  return last;
}

class StrictMatcher implements Matcher {
  readonly #calls: RecordedCall[];
  readonly #hasArgs: boolean;
  readonly #used = new Set<RecordedCall>();
  #first = 0;

  constructor(calls: RecordedCall[], hasArgs: boolean) {
    this.#calls = calls;
    this.#hasArgs = hasArgs;
  }

  take({ command, args }: Question): { found: RecordedCall; repeated: false } | undefined {
    const key = keyOf(command, args, this.#hasArgs);
    let earliestEnd = Number.POSITIVE_INFINITY;
    while (this.#isUsedAt(this.#first)) this.#first++;
    for (let at = this.#first; at < this.#calls.length; at++) {
      const recorded = this.#calls[at];
      if (!recorded || recorded.startUs >= earliestEnd) break; // it began after one that is still due had ended
      if (this.#used.has(recorded)) continue;
      if (keyOf(recorded.call.command, recorded.call.args, this.#hasArgs) === key) {
        this.#used.add(recorded);
        return { found: recorded, repeated: false };
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
