import type { RecordedCall } from '../../calls/recorded-call.ts';
import { type Asker, CallBuckets } from './call-buckets.ts';
import type { Match, MatchContext, Matcher, Question } from './matcher.ts';

/**
 * Finds a call in this policy: the same arguments in the step the replay is in; the same but for values that are new in every
 * run, there; then both in the steps nearest to it; then an answer given before.
 */
export class KeyMatcher implements Matcher {
  private readonly exact = new Map<string, CallBuckets>();
  private readonly masked = new Map<string, CallBuckets>();
  private readonly byCommand = new Map<string, CallBuckets>();
  private readonly used = new Set<RecordedCall>();
  private readonly policy: 'key' | 'any';
  private readonly context: MatchContext;

  constructor(calls: readonly RecordedCall[], policy: 'key' | 'any', context: MatchContext) {
    this.policy = policy;
    this.context = context;
    const { keys, steps } = context;
    for (const recorded of calls) {
      const key = keys.exact(recorded.call.command, recorded.call.args);
      const section = steps.sectionOf(recorded.index);
      put(this.exact, key, section, recorded);
      put(this.masked, keys.masked(recorded.call.command, key), section, recorded);
      put(this.byCommand, recorded.call.command, section, recorded);
    }
  }

  take({ command, args, ...asker }: Question): Match | undefined {
    const { steps, renames, keys } = this.context;
    const { section } = steps;
    const key = keys.exact(command, renames.toRecorded(args));
    const exact = this.exact.get(key);
    const maskedKey = keys.masked(command, key);
    const masked = this.masked.get(maskedKey);
    const isFree = (recorded: RecordedCall) => !this.used.has(recorded);
    const isIgnored = keys.ignoredOf(command);
    const canBind = (recorded: RecordedCall) => renames.bind(recorded.call.args, args, isIgnored);
    // Equal arguments need no binding, but for those that were ignored.
    const fits = isIgnored && canBind;
    if (this.policy === 'key') {
      const found =
        exact?.first(section, asker, isFree, fits) ??
        masked?.first(section, asker, isFree, canBind) ??
        exact?.nearest(section, asker, isFree, fits) ??
        masked?.nearest(section, asker, isFree, canBind) ??
        (exact === undefined ? this.byMadeUpIds({ command, args, ...asker }, isFree) : undefined);
      if (found !== undefined && !this.isOneMore(found, exact, asker)) {
        this.used.add(found);
        if (maskedKey !== key && isIgnored === undefined) renames.keep(args);
        return { found, repeated: false, shifted: steps.sectionOf(found.index) !== section };
      }
    }
    const last = exact?.lastAnswer(section, asker, fits) ?? masked?.lastAnswer(section, asker, canBind);
    if (last === undefined) return undefined;
    const repeated = this.used.has(last);
    // With one answer for all calls of a key, none of them is left unused.
    const answered = this.policy === 'any' ? ((exact ?? masked)?.all ?? []) : [last];
    if (!repeated) for (const used of answered) this.used.add(used);
    return { found: last, repeated, shifted: false };
  }

  /**
   * The call whose arguments differ by ids that the frontend makes up: the first free one of the step, or of the nearest. None where two
   * that overlapped could be meant: the ids say nothing of which is which.
   */
  private byMadeUpIds(
    { command, args, ...asker }: Question,
    isFree: (recorded: RecordedCall) => boolean,
  ): RecordedCall | undefined {
    const { steps, renames, told } = this.context;
    const calls = this.byCommand.get(command);
    const asked = renames.toRecorded(args);
    const binding = ({ call, index }: RecordedCall) =>
      renames.madeUpIn(call.args, asked, (id, live) => !told.before(id, index) && !told.ever(live));
    const canMean = (one: RecordedCall) => binding(one) !== undefined;
    const found =
      calls?.first(steps.section, asker, isFree, canMean) ?? calls?.nearest(steps.section, asker, isFree, canMean);
    if (found === undefined) return undefined;
    const overlaps = (one: RecordedCall) => one !== found && one.startUs < found.endUs && found.startUs < one.endUs;
    if (calls?.all.some((one) => overlaps(one) && isFree(one) && canMean(one))) return undefined;
    binding(found)?.();
    return found;
  }

  /** A question that was answered in this step as often as it was recorded: the calls of later steps are for those. */
  private isOneMore(found: RecordedCall, exact: CallBuckets | undefined, asker: Asker): boolean {
    const { steps } = this.context;
    const { section } = steps;
    if (steps.sectionOf(found.index) <= section || steps.mayBeEarlier(found)) return false;
    const last = exact?.lastAnswer(section, asker);
    return last !== undefined && this.used.has(last) && steps.sectionOf(last.index) <= section;
  }

  isUsed(recorded: RecordedCall): boolean {
    return this.used.has(recorded);
  }

  due(): undefined {
    return undefined;
  }
}

function put(shelves: Map<string, CallBuckets>, key: string, section: number, recorded: RecordedCall): void {
  const shelf = shelves.get(key) ?? new CallBuckets();
  shelves.set(key, shelf);
  shelf.add(section, recorded);
}
