import type { Match, MatchContext, Matcher, Question } from './match-calls.ts';
import type { RecordedCall } from './recorded-call.ts';

/** Gives the calls in the recorded order. Those that overlapped may change places, and what a mock answered may be left out. */
export class StrictMatcher implements Matcher {
  readonly #calls: RecordedCall[];
  readonly #context: MatchContext;
  readonly #used = new Set<RecordedCall>();
  #first = 0;

  constructor(calls: RecordedCall[], context: MatchContext) {
    this.#calls = calls;
    this.#context = context;
  }

  take({ command, args }: Question): Match | undefined {
    const { keys, renames } = this.#context;
    const key = keys.exact(command, renames.toRecorded(args));
    const masked = keys.masked(key);
    const isIgnored = keys.ignoredOf(command);
    const isMeant = ({ call }: RecordedCall) => {
      const recorded = keys.exact(call.command, call.args);
      if (recorded === key && isIgnored === undefined) return true;
      return keys.masked(recorded) === masked && renames.bind(call.args, args, isIgnored);
    };
    let earliestEnd = Number.POSITIVE_INFINITY;
    while (this.#isUsedAt(this.#first)) this.#first++;
    for (let at = this.#first; at < this.#calls.length; at++) {
      const recorded = this.#calls[at];
      if (!recorded || recorded.startUs >= earliestEnd) break; // it began after one that is still due had ended
      if (this.#used.has(recorded)) continue;
      if (isMeant(recorded)) {
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
