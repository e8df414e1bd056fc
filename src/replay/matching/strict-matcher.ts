import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { Match, MatchContext, Matcher, Question } from './matcher.ts';

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

  take({ command, args }: Question): Match | undefined {
    const { keys, renames } = this.context;
    const key = keys.exact(command, renames.toRecorded(args));
    const masked = keys.masked(command, key);
    const isIgnored = keys.ignoredOf(command);
    const isMeant = ({ call }: RecordedCall) => {
      if (call.command !== command) return false;
      const recorded = keys.exact(command, call.args);
      if (recorded === key && isIgnored === undefined) return true;
      return keys.masked(command, recorded) === masked && renames.bind(call.args, args, isIgnored);
    };
    let earliestEnd = Number.POSITIVE_INFINITY;
    for (const [at, recorded] of this.left.entries()) {
      if (recorded.startUs >= earliestEnd) break; // it began after one that is still due had ended
      if (isMeant(recorded)) {
        this.left.splice(at, 1);
        this.used.add(recorded);
        if (masked !== key && isIgnored === undefined) renames.keep(args);
        return { found: recorded, repeated: false, shifted: false };
      }
      if (!recorded.call.mocked) earliestEnd = Math.min(earliestEnd, recorded.endUs);
    }
    return undefined;
  }

  isUsed(recorded: RecordedCall): boolean {
    return this.used.has(recorded);
  }

  due(): RecordedCall | undefined {
    return this.left.find((recorded) => !recorded.call.mocked);
  }
}
