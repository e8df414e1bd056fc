import { maskIds } from '../../calls/new-values/made-up-ids.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { AskedCall } from '../../calls/same-call/call-key.ts';
import { type Asker, CallBuckets } from './call-buckets.ts';
import { findDoubt } from './find-doubt.ts';
import type { Doubt, Match, MatchContext, Matcher, Question } from './matcher.ts';
import { Pairing } from './pairing.ts';

/**
 * Finds a call in this policy: the same arguments in the step the replay is in; the same but for values that are new in every
 * run, there; then both in the steps nearest to it; then an answer given before. A question that was answered before gets no answer that
 * came, in the recording, behind an action that the test has yet to come to, and none from before one that is over.
 */
export class KeyMatcher implements Matcher {
  private readonly exact = new Map<string, CallBuckets>();
  private readonly masked = new Map<string, CallBuckets>();
  /** The calls of commands that are the same but for ids in their names. */
  private readonly byShape = new Map<string, CallBuckets>();
  private readonly used = new Set<RecordedCall>();
  /** The keys that were asked for and answered. */
  private readonly asked = new Set<string>();
  private readonly policy: 'key' | 'any';
  private readonly context: MatchContext;
  private lastDoubt: Doubt | undefined;

  constructor(calls: readonly RecordedCall[], policy: 'key' | 'any', context: MatchContext) {
    this.policy = policy;
    this.context = context;
    const { keys, steps } = context;
    for (const recorded of calls) {
      const asked = keys.asked(recorded.call);
      const key = keys.exact(asked);
      const section = steps.sectionOf(recorded.index);
      put(this.exact, key, section, recorded);
      put(this.masked, keys.masked(asked.command, key), section, recorded);
      put(this.byShape, maskIds(asked.command), section, recorded);
    }
  }

  take(question: Question): Match | undefined {
    const { steps, kindOf } = this.context;
    const { section } = steps;
    const keyed = this.keyed(question);
    const { pairing, asked, key, maskedKey } = keyed;
    const exact = this.exact.get(key);
    const isAskedAgain = this.asked.has(exact === undefined ? maskedKey : key);
    // That a call was left behind stays so, and so does that it was used.
    const isFree = (recorded: RecordedCall) =>
      !this.used.has(recorded) && !(isAskedAgain && steps.isLeftBehind(recorded, kindOf(recorded)));
    const masked = this.masked.get(maskedKey);
    const search: Search = { asker: question, pairing, asked, exact, masked, isAskedAgain, isFree };
    this.lastDoubt = undefined;
    if (this.policy === 'key') {
      const found = this.firstFree(search);
      if (found !== undefined) {
        if (this.isDoubted(found, search, isFree)) return undefined;
        const match = { found, repeated: false, shifted: steps.sectionOf(found.index) !== section };
        this.use(question, match, keyed);
        return match;
      }
      if (this.lastDoubt !== undefined) return undefined;
    }
    const match = this.lastAnswer(search);
    if (match !== undefined) this.use(question, match, keyed);
    return match;
  }

  doubt(): Doubt | undefined {
    return this.lastDoubt;
  }

  took(question: Question, match: Match): void {
    this.use(question, match, this.keyed(question));
  }

  isUsed(recorded: RecordedCall): boolean {
    return this.used.has(recorded);
  }

  due(): undefined {
    return undefined;
  }

  private readonly isDue = (recorded: RecordedCall) => this.context.steps.isDue(recorded);

  private firstFree(search: Search): RecordedCall | undefined {
    const { exact, masked, asker, pairing, isFree, isAskedAgain } = search;
    const { section } = this.context.steps;
    const { canMean } = pairing;
    const now = (fit?: (recorded: RecordedCall) => boolean) => (recorded: RecordedCall) =>
      this.isDue(recorded) && (fit === undefined || fit(recorded));
    // Equal arguments need no binding, but for those that were ignored.
    const fits = pairing.ignores ? canMean : undefined;
    const due =
      exact?.first(section, asker, isFree, now(fits)) ??
      masked?.first(section, asker, isFree, now(canMean)) ??
      exact?.nearest(section, asker, isFree, now(fits)) ??
      masked?.nearest(section, asker, isFree, now(canMean));
    if (due !== undefined || isAskedAgain) return due;
    return (
      exact?.nearest(section, asker, isFree, fits) ??
      masked?.nearest(section, asker, isFree, canMean) ??
      (exact === undefined ? this.byMadeUpIds(search) : undefined)
    );
  }

  /**
   * The call whose arguments differ by ids that the frontend makes up: the first free one of the step, or of the nearest. None where two
   * that overlapped could be meant: the ids say nothing of which is which.
   */
  private byMadeUpIds({ asker, asked, pairing, isFree }: Search): RecordedCall | undefined {
    const { section } = this.context.steps;
    const calls = this.shapeOf({ asked });
    const { canMean } = pairing;
    const found = calls?.first(section, asker, isFree, canMean) ?? calls?.nearest(section, asker, isFree, canMean);
    if (found === undefined) return undefined;
    const overlaps = (one: RecordedCall) => one !== found && one.startUs < found.endUs && found.startUs < one.endUs;
    const rivals = calls?.all.filter((one) => overlaps(one) && isFree(one) && canMean(one)) ?? [];
    if (rivals.length === 0) return found;
    this.lastDoubt = { calls: [found, ...rivals], paths: pairing.pathsOf(found), secretClasses: [] };
    return undefined;
  }

  private lastAnswer(search: Search): Match | undefined {
    const { exact, masked, asker, pairing } = search;
    const { section } = this.context.steps;
    const { canMean } = pairing;
    // A call that was given may be given again, also before its action.
    const counts = (recorded: RecordedCall) => this.used.has(recorded) || this.isDue(recorded);
    const last =
      exact?.lastAnswer(section, asker, counts, pairing.ignores ? canMean : undefined) ??
      masked?.lastAnswer(section, asker, counts, canMean) ??
      (this.policy === 'any' && exact === undefined && masked === undefined
        ? this.shapeOf(search)?.lastAnswer(section, asker, counts, canMean)
        : undefined);
    if (last === undefined || this.isDoubted(last, search, () => true)) return undefined;
    return { found: last, repeated: this.used.has(last), shifted: false };
  }

  private keyed(question: Question): Keyed {
    const { keys } = this.context;
    const pairing = new Pairing(question, this.context);
    const asked = pairing.asRecorded;
    const key = keys.exact(asked);
    return { pairing, asked, key, maskedKey: keys.masked(asked.command, key) };
  }

  private shapeOf({ asked }: Pick<Keyed, 'asked'>): CallBuckets | undefined {
    return this.byShape.get(maskIds(asked.command));
  }

  /** Notes the call that a question has found. */
  private use(question: Question, { found, repeated }: Match, keyed: Keyed): void {
    const { pairing, key, maskedKey } = keyed;
    pairing.bind(found);
    if (repeated) return;
    this.used.add(found);
    if (this.policy === 'any') {
      // With one answer for all calls of a key, none of them is left unused.
      const shelf = this.exact.get(key) ?? this.masked.get(maskedKey) ?? this.shapeOf(keyed);
      for (const used of shelf?.all ?? []) this.used.add(used);
      return;
    }
    this.asked.add(key).add(maskedKey);
    if (maskedKey !== key && !pairing.ignores) this.context.renames.keep(question.args);
  }

  /** Whether another call of the same step could be meant as well, with another answer. @param counts which of them count. */
  private isDoubted(
    found: RecordedCall,
    { asked, pairing }: Search,
    counts: (recorded: RecordedCall) => boolean,
  ): boolean {
    const calls = this.shapeOf({ asked });
    const rivals = () => calls?.inSection(this.context.steps.sectionOf(found.index), counts) ?? [];
    this.lastDoubt = findDoubt(found, rivals, pairing);
    return this.lastDoubt !== undefined;
  }
}

/** A question and its keys. */
interface Keyed {
  pairing: Pairing;
  /** The question with every bound value as it was in the recording. */
  asked: AskedCall;
  key: string;
  /** The key without what is new in every run. */
  maskedKey: string;
}

/** A question, and the calls that are the same by their keys. */
interface Search extends Pick<Keyed, 'pairing' | 'asked'> {
  asker: Asker;
  exact: CallBuckets | undefined;
  masked: CallBuckets | undefined;
  /** Tells whether it was asked and answered before. */
  isAskedAgain: boolean;
  isFree(recorded: RecordedCall): boolean;
}

function put(shelves: Map<string, CallBuckets>, key: string, section: number, recorded: RecordedCall): void {
  const shelf = shelves.get(key) ?? new CallBuckets();
  shelves.set(key, shelf);
  shelf.add(section, recorded);
}
