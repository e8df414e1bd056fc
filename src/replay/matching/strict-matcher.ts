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
    const { keys } = this.context;
    const pairing = new Pairing(question, this.context);
    const key = keys.exact(pairing.asRecorded);
    const isMeant = (recorded: RecordedCall) => {
      const isSame = keys.exact(keys.asked(recorded.call)) === key;
      return isSame && !pairing.ignores ? true : pairing.canMean(recorded);
    };
    let earliestEnd = Number.POSITIVE_INFINITY;
    for (const recorded of this.left) {
      if (recorded.startUs >= earliestEnd) break; // it began after one that is still due had ended
      if (isMeant(recorded)) {
        const match = { found: recorded, repeated: false, shifted: false };
        this.use(question, match, pairing);
        return match;
      }
      if (!recorded.call.mocked) earliestEnd = Math.min(earliestEnd, recorded.endUs);
    }
    return undefined;
  }

  /** In a given order each question means the call that is due. */
  doubt(): undefined {
    return undefined;
  }

  took(question: Question, match: Match): void {
    this.use(question, match, new Pairing(question, this.context));
  }

  isUsed(recorded: RecordedCall): boolean {
    return this.used.has(recorded);
  }

  due(): RecordedCall | undefined {
    return this.left.find((recorded) => !recorded.call.mocked);
  }

  private use(question: Question, { found }: Match, pairing: Pairing): void {
    const at = this.left.indexOf(found);
    if (at !== -1) this.left.splice(at, 1);
    this.used.add(found);
    pairing.bind(found);
    if (!pairing.ignores) this.context.renames.keep(question.args);
  }
}
