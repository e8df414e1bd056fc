import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { Match, MatchContext, Matcher, Question } from './matcher.ts';
import { Pairing } from './pairing.ts';

/** Gives the calls in the recorded order. Those that overlapped may change places, and what a mock answered may be left out. */
export class StrictMatcher implements Matcher {
  /** Recorded calls that were not asked for yet, in record order. */
  private readonly left: RecordedCall[];
  private readonly used = new Set<RecordedCall>();
  private readonly context: MatchContext;

  constructor(calls: readonly RecordedCall[], context: MatchContext) {
    this.left = [...calls];
    this.context = context;
  }

  take(question: Question): Match | undefined {
    const { keys, renames } = this.context;
    const pairing = new Pairing(question, this.context);
    const key = keys.exact(pairing.asRecorded);
    const isMeant = (recorded: RecordedCall) => {
      const isSame = keys.exact(keys.asked(recorded.call)) === key;
      return isSame && !pairing.ignores ? true : pairing.canMean(recorded);
    };
    let earliestEnd = Number.POSITIVE_INFINITY;
    for (const [at, recorded] of this.left.entries()) {
      if (recorded.startUs >= earliestEnd) break; // it began after one that is still due had ended
      if (isMeant(recorded)) {
        this.left.splice(at, 1);
        this.used.add(recorded);
        pairing.bind(recorded);
        if (!pairing.ignores) renames.keep(question.args);
        return { found: recorded, repeated: false, shifted: false };
      }
      if (!recorded.call.mocked) earliestEnd = Math.min(earliestEnd, recorded.endUs);
    }
    return undefined;
  }

  /** In a given order each question means the call that is due. */
  doubt(): undefined {
    return undefined;
  }

  use(recorded: RecordedCall): void {
    const at = this.left.indexOf(recorded);
    if (at !== -1) this.left.splice(at, 1);
    this.used.add(recorded);
  }

  isUsed(recorded: RecordedCall): boolean {
    return this.used.has(recorded);
  }

  due(): RecordedCall | undefined {
    return this.left.find((recorded) => !recorded.call.mocked);
  }
}
