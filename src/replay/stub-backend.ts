import type { RecordedCall } from '../calls/recorded-call.ts';
import { isOfMainProcess } from '../calls/runtime-of.ts';
import { callKey } from '../calls/same-call/call-key.ts';
import { endOfTestUs } from '../calls/steps/end-of-test.ts';
import { BOUNDARY_TOLERANCE_US, StepCursor } from '../calls/steps/step-boundaries.ts';
import type { IpcCall, RecordedSession } from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { faultConditions, type ReplayTiming, SwappedOrder, timingConditions } from './answer-conditions.ts';
import type { AnswerItem, Condition, Delivery, PushItem } from './delivery/delivery-items.ts';
import { DeliveryQueue } from './delivery/delivery-queue.ts';
import { RecordedTimeline } from './delivery/recorded-timeline.ts';
import { isBackendCall } from './delivery/replayable-calls.ts';
import { FaultInjector, type FaultyAnswer } from './faults/inject-faults.ts';
import { LiveValues } from './live-values.ts';
import { explainMiss } from './matching/explain-miss.ts';
import { createMatcher } from './matching/match-calls.ts';
import type { Doubt, Match, MatchContext, Matcher } from './matching/matcher.ts';
import { PushNames } from './matching/push-names.ts';
import { recordedValues, type ToldIds, toldIds } from './matching/recorded-values.ts';
import { whyNoQuestion, whyNotWhole } from './matching/refuse-part.ts';
import type { AnswerPushes, FoundAnswer, FoundCall, MissedCall, StubAnswer, StubCall } from './matching/stub-answer.ts';
import { ValueBindings } from './matching/value-bindings.ts';
import type { MockAnswer } from './mock-differences.ts';
import { nodeClock } from './node-clock.ts';
import type { AskedFact, Boundary, ReplayFact, ToldDoubt } from './replay-facts.ts';
import { ReplayLedger } from './replay-ledger.ts';
import { checkReplayOptions } from './replay-options.ts';
import type { LiveAnswer, LiveDelivery, LivePush, StubHost } from './stub-host.ts';
import type { StubOptions } from './stub-options.ts';
import type { StubReport } from './stub-report.ts';
import type { MissingCall } from './update/missing-call.ts';

/** Callbacks for a question that has found its recorded call. */
interface Asking<Answer> {
  /** Told of the call, before anything is given. */
  found?(match: Match): void;
  /** Takes the answer when it is due. */
  give(answer: Answer): void;
}

/** The match of a question, with its answer. */
interface Found {
  answer: FoundAnswer;
  match: Match;
  faulty: FaultyAnswer | undefined;
}

/** Somebody in the recording's place who answers a call. */
type Substitute = 'app' | 'test';

/** The recorded call of a question that somebody else answers, with the pushes around it. */
export type LeftCall = FoundCall & AnswerPushes;

/** An answer in the queue. */
type QueuedAnswer<Window> = AnswerItem<Window> & LiveAnswer<Window> & Pick<Found, 'faulty'>;

/**
 * Answers the frontend's calls from a session, in place of the backend.
 *
 * @example
 * const backend = new StubBackend(session);
 * const answer = backend.answer({ command: 'load_notes', args: {} });
 * if (answer.kind === 'ok') show(decodeValue(answer.value));
 */
export class StubBackend<Window = unknown> {
  private readonly timeline: RecordedTimeline;
  private readonly matcher: Matcher;
  private readonly queue: DeliveryQueue<Window, QueuedAnswer<Window>>;
  private readonly order: SwappedOrder;
  private readonly timing: ReplayTiming;
  /** The recorded call whose place a call of this run took, by the id of the latter. */
  private readonly recordedOf = new Map<string, IpcCall>();
  private readonly ledger = new ReplayLedger();
  private readonly values: LiveValues;
  private readonly steps: StepCursor;
  private readonly told: ToldIds;
  /** The calls of this run that the recording has no answer to. */
  readonly missing: MissingCall[] = [];
  /** The recorded call that was asked for last. */
  private last: RecordedCall | undefined;
  private readonly faults: FaultInjector | undefined;
  private readonly seed: number;
  /** When the body of the test ended, in microseconds since 1970. */
  private readonly endUs: number;
  /** Without a host: pushes that go along with the next answer. */
  private alone: IpcCall[] = [];
  /** Of a follower: the questions that have no answer yet, by their ids. */
  private readonly open = new Map<string, QueuedAnswer<Window>>();

  /** @throws {IpcError} `INVALID_OPTION` */
  constructor(session: RecordedSession, options: StubOptions = {}, host: StubHost<Window> = {}) {
    const { secretOf, values, ...replay } = options;
    checkReplayOptions(replay);
    const pinned = session.test?.clock;
    const pageTime = pinned ?? (replay.clock === 'recorded' ? session.started_at : undefined);
    const { match = 'key', timing = 'in-order', ignore, normalize, writes } = replay;
    const { faults = [], seed = Math.floor(Math.random() * 2 ** 31), swap } = replay;
    this.timeline = new RecordedTimeline(session, defined({ ignore, normalize }), writes);
    const { traffic, calls, keys, isWrite, polls } = this.timeline;
    const bindings = new ValueBindings(recordedValues(traffic));
    this.values = new LiveValues(bindings, secretOf, values);
    this.told = toldIds(traffic);
    this.steps = new StepCursor(session);
    this.endUs = endOfTestUs(session);
    const context: MatchContext = {
      steps: this.steps,
      renames: bindings,
      keys,
      kindOf: (recorded) => (isWrite(recorded.call.command) ? 'write' : polls.has(recorded) ? 'poll' : 'read'),
      told: this.told,
      pageTimeMs: pageTime === undefined ? undefined : Date.parse(pageTime),
      wasPinned: pinned !== undefined,
    };
    this.matcher = createMatcher(calls, match, context);
    this.timing = timing;
    this.order = new SwappedOrder(calls, timing === 'in-order' ? swap : undefined);
    this.seed = seed;
    this.faults = faults.length === 0 ? undefined : new FaultInjector(faults, seed, calls);
    const names = new PushNames(traffic, context);
    const deliver = host.deliver ?? ((delivery: LiveDelivery<Window>) => this.giveAlong(delivery));
    this.queue = new DeliveryQueue(this.timeline, {
      clock: host.clock ?? nodeClock,
      windows: host.windows,
      isHeld: host.isFollower,
      nameOf: (push, heard) => names.liveNameOf(push, heard),
      placeOf: (call) => this.order.placeOf(call),
      deliver: (delivery) => {
        const sending = deliver(this.liveDelivery(delivery));
        return sending === 'done' ? sending : sending?.then((lost) => lost.map(({ item }) => item));
      },
    });
    this.queue.begin();
  }

  /** The sources that observed the recorded calls and pushes, such as `tauri`; each once. */
  sources(): string[] {
    return this.timeline.sources;
  }

  /** The commands that the page's own functions answer again, since they answered at once. */
  atOnce(): string[] {
    return this.timeline.atOnce;
  }

  /** The pushes that came before any call: deliver them when the page has loaded. */
  started(): IpcCall[] {
    return this.timeline.early.filter(({ push }) => this.isWholePush(push)).map(({ push }) => this.values.push(push));
  }

  /** The answer to a call as it is given now, and what to push before and after it. Each recorded push is given out once. */
  answer(asked: StubCall): StubAnswer {
    const found = this.find(asked);
    if ('kind' in found) return found;
    let given: StubAnswer | undefined;
    const item = this.queued(found, undefined, (answer) => {
      given = answer;
    });
    this.giveAlong(this.liveDelivery(this.queue.answerNow(item)));
    return given as unknown as StubAnswer;
  }

  /**
   * The answer to a call when it is due by the option `timing`. Ask at once, in the order in which the calls are made.
   *
   * @param window the one that asks, where the host has windows.
   */
  async answerWhenDue(asked: StubCall, window?: Window): Promise<StubAnswer> {
    return await new Promise((resolve) => {
      const miss = this.ask(asked, window, { give: resolve });
      if (miss !== undefined) resolve(miss);
    });
  }

  /** Does as `answerWhenDue`, without a promise; returns what is to be said when the recording has no answer. */
  ask(asked: StubCall, window: Window | undefined, { found, give }: Asking<StubAnswer>): MissedCall | undefined {
    const question = this.find(asked);
    if ('kind' in question) return question;
    found?.(question.match);
    this.queue.ask(this.queued(question, window, give));
    return undefined;
  }

  /**
   * The app itself answers this call. The recorded one, if there is one, is used up, and no answer waits for its. In Electron the pushes
   * around it are the recording's: what the app itself sends goes nowhere while a session is served. Elsewhere it arrives.
   */
  async leaveToApp(asked: StubCall, window?: Window): Promise<LeftCall | undefined> {
    return await this.leaveTo('app', asked, window);
  }

  /** A call went to the suite's own backend: the report names it. */
  wentPast(command: string): void {
    this.ledger.wentPast(command);
  }

  /** The test itself answers this call. The pushes around it are the recording's, but down its channels the test sends what it likes. */
  async leaveToTest(asked: StubCall, window?: Window): Promise<LeftCall | undefined> {
    return await this.leaveTo('test', asked, window);
  }

  /** Says why the recording has no answer to a call, and takes it down. */
  miss(asked: StubCall): MissedCall {
    return this.takeDown(asked, this.matcher.doubt(asked.command));
  }

  /** Does as `miss` for a call that another copy of this backend has looked for. @param told what that one says by `doubt`. */
  missedElsewhere(asked: StubCall, told: ToldDoubt | undefined): MissedCall {
    return this.takeDown(
      asked,
      told && { ...told, calls: told.calls.flatMap((index) => this.timeline.callAt(index) ?? []) },
    );
  }

  /** Tells another copy why the call that was asked for last has no answer though calls are there for it; undefined where that is not so. */
  doubt(command: string): ToldDoubt | undefined {
    const doubt = this.matcher.doubt(command);
    return doubt && { ...doubt, calls: doubt.calls.map(({ index }) => index) };
  }

  /** Does as `leaveToApp` or `leaveToTest`, without a promise; false when the recording has no such call. */
  leave(by: Substitute, asked: StubCall, window: Window | undefined, { found, give }: Asking<LeftCall>): boolean {
    if (by === 'app') this.ledger.passedToApp(asked.command);
    const match = this.match(this.values.question(asked));
    if (match === undefined) return false;
    found?.(match);
    this.told.leave(match.found);
    this.note(match, asked);
    this.queue.ask(this.leftItem(by, match, window, give));
    return true;
  }

  /**
   * The copy of this backend that answers has done something, and this one, a follower, does the same in silence.
   *
   * @param give takes the answer to a question once this copy answers: see `release`.
   */
  happened(fact: ReplayFact, window: Window | undefined, give: (answer: StubAnswer | LeftCall) => void): void {
    if (fact.did === 'boundary') this.boundaryReached(fact.boundary);
    else if (fact.did === 'passed') this.ledger.passedToApp(fact.command);
    else if (fact.did === 'pushed') this.queue.pushed(fact.index);
    else if (fact.did === 'asked') this.follow(fact, window, give);
    else if (fact.did === 'given') {
      const item = this.open.get(fact.id);
      this.open.delete(fact.id);
      if (item === undefined) return;
      if (item.call !== undefined && !item.isSilent) this.order.answered(item.call);
      this.queue.answered(item);
    }
  }

  /** A follower answers itself from now on: the questions that are still open, too. */
  release(): void {
    this.queue.release(this.open.values());
    this.open.clear();
  }

  /** Gives out nothing any more: what is left is for another copy of this backend, or for nobody. */
  stop(): void {
    this.queue.stop();
  }

  /** A value of this run as it was in the recording: with its ids and tokens. */
  toRecorded(value: unknown): unknown {
    return this.values.toRecorded(value);
  }

  /** A window may be further than before: pushes may be for it now. */
  windowAdvanced(window: Window): void {
    this.queue.windowAdvanced(window);
  }

  /** A window has loaded a document. */
  windowLoaded(window: Window): void {
    this.queue.windowLoaded(window);
  }

  /**
   * The replayed test has come to the begin or end of a step: calls are now looked for in that part of the recording first. Or to that of an
   * action or assertion: answers that came behind a later one are not given before it. Where nobody tells of any, steps alone count.
   */
  boundaryReached(boundary: Boundary): void {
    if ('step' in boundary) this.steps.pass(boundary.step);
    else this.steps.passAction(boundary.action);
  }

  /**
   * A mock that goes on beside the session has answered a call of this run, and the app was given another answer.
   *
   * @param redact makes a call as it would be recorded.
   */
  mockAnswered(id: string, own: MockAnswer, redact: (call: IpcCall) => IpcCall): void {
    const recorded = this.recordedOf.get(id);
    if (recorded === undefined) return;
    const { error, ...call } = recorded;
    const { result } = redact({ ...call, result: { Ok: ('ok' in own ? own.ok : own.err) ?? null } });
    const value = result !== 'Pending' && 'Ok' in result ? result.Ok : null;
    const live = (part: unknown) => this.values.live(this.values.whole(part));
    const given = { ...call, result: live(call.result) as IpcCall['result'], error: live(error) };
    this.ledger.mockDifferences.note(recorded, given, own, 'ok' in own ? { ok: value } : { err: value });
  }

  /** How the replay went up to now. */
  report(): StubReport {
    const { calls, isWrite } = this.timeline;
    const unused = calls.filter((recorded) => isBackendCall(recorded) && !this.matcher.isUsed(recorded));
    const { isSwapped: swapped } = this.order;
    return {
      ...this.ledger.describe(),
      ...(this.faults ? { faults: this.reportFaults(this.faults) } : {}),
      ...(swapped === undefined ? {} : { swapped }),
      unused: unused.map(({ index, startUs, call: { id, command } }) => ({
        ...{ id, index, command, write: isWrite(command) },
        late: startUs > this.endUs - BOUNDARY_TOLERANCE_US,
      })),
    };
  }

  /** The recording has no answer of its own to a call of this run, the one that was asked last: at most that to an earlier one, again. */
  lacks(id: string): void {
    this.missing.push({ id, ...this.place() });
  }

  private takeDown(asked: StubCall, doubt: Doubt | undefined): MissedCall {
    const { id, command, args, options } = this.values.question(asked);
    const isUsed = (recorded: RecordedCall) => this.matcher.isUsed(recorded);
    const { matcher } = this;
    const { calls } = this.timeline;
    const why = { due: matcher.due(command), doubt };
    const { message, nearest } = explainMiss({ command, args, options, calls, isUsed, ...why });
    const cut = calls.filter(({ call }) => call.command === command).flatMap((one) => whyNoQuestion(one) ?? []);
    const explained = { message: [message, ...cut.slice(0, 3)].join('\n'), nearest };
    this.ledger.missed({ command, args, message: explained.message });
    if (id !== undefined) this.lacks(id);
    return { kind: 'miss', ...explained };
  }

  private reportFaults({ injected, unmet }: FaultInjector): NonNullable<StubReport['faults']> {
    return { seed: this.seed, injected: [...injected], ...(unmet.length === 0 ? {} : { unmet }) };
  }

  private async leaveTo(by: Substitute, asked: StubCall, window: Window | undefined): Promise<LeftCall | undefined> {
    return await new Promise((resolve) => {
      if (!this.leave(by, asked, window, { give: resolve })) resolve(undefined);
    });
  }

  private leftItem(
    by: Substitute,
    match: Match,
    window: Window | undefined,
    give: (left: LeftCall) => void,
  ): QueuedAnswer<Window> {
    const { found, repeated } = match;
    const dropped = by === 'test' ? 'channel' : isOfMainProcess(found.call) ? undefined : 'all';
    if (dropped !== undefined && !repeated) this.queue.drop(found, dropped);
    const item = this.item(match, window, (around) => give({ call: found.call, repeated, ...around }));
    return { ...item, isSilent: true };
  }

  private follow(
    { question, by, index, repeated, shifted }: AskedFact,
    window: Window | undefined,
    give: (answer: StubAnswer | LeftCall) => void,
  ): void {
    const found = this.timeline.callAt(index);
    if (found === undefined) return;
    const match = { found, repeated, shifted };
    this.matcher.took(question, match);
    this.note(match, question);
    if (by === 'app') this.ledger.passedToApp(question.command);
    if (by !== 'recording') this.told.leave(match.found);
    const item =
      by === 'recording'
        ? this.queued({ answer: this.answerWith(match), match, faulty: undefined }, window, give)
        : this.leftItem(by, match, window, give);
    this.queue.made(item);
    this.open.set(question.id, item);
  }

  private find(asked: StubCall): Found | MissedCall {
    const question = this.values.question(asked);
    const match = this.match(question);
    if (!match) return this.miss(asked);
    this.note(match, asked);
    const why = whyNotWhole(match.found, this.values.wholeAnswer(match.found));
    if (why !== undefined) return this.ledger.refused(question, why);
    const recorded = this.answerWith(match);
    const faulty = this.faults?.apply(match.found, recorded);
    return { answer: faulty?.answer ?? recorded, match, faulty };
  }

  private note({ found, repeated }: Match, { id }: StubCall): void {
    if (!repeated) this.last = found;
    if (id === undefined) return;
    if (!repeated) this.values.took(found.call.id, id);
    this.recordedOf.set(id, found.call);
  }

  private queued(
    { answer, match, faulty }: Found,
    window: Window | undefined,
    give: (answer: StubAnswer) => void,
  ): QueuedAnswer<Window> {
    const item = this.item(match, window, (around) => give({ ...this.values.answer(answer), ...around }));
    return { ...item, faulty, isSilent: answer.kind === 'pending', after: this.conditionsOf(answer, match, faulty) };
  }

  private item({ found, repeated }: Match, window: Window | undefined, give: LiveAnswer<Window>['give']) {
    const call = repeated ? undefined : found;
    const isQuick = this.timeline.isQuick(found);
    return { call, window, give, after: [], giveUpAt: 0, isSilent: false, isQuick, faulty: undefined };
  }

  private conditionsOf(answer: FoundAnswer, { found, repeated }: Match, faulty: FaultyAnswer | undefined): Condition[] {
    // A call without an answer waits for none; a window that waits for its answer makes no other call.
    if (answer.kind === 'pending' || found.call.sync) return [];
    const byFaults = faulty === undefined ? [] : faultConditions(faulty);
    // An answer that is given again is in nobody's way.
    if (repeated) return byFaults;
    return [...timingConditions(found, this.timing, this.order.placeOf(found)), ...byFaults];
  }

  /** A delivery with the values of this run, as they are when it is given. */
  private liveDelivery({ before, answer, after }: Delivery<Window, QueuedAnswer<Window>>): LiveDelivery<Window> {
    if (answer?.call !== undefined && !answer.isSilent) this.order.answered(answer.call);
    const around = { before: this.livePushes(before), after: this.livePushes(after) };
    const count = around.before.length + around.after.length;
    for (const double of (count > 0 && answer?.faulty?.doubled) || []) {
      double(around.before.length + around.after.length);
      around.before = twice(around.before);
      around.after = twice(around.after);
    }
    return { ...around, answer };
  }

  /** Where there is no host: pushes go along with an answer. */
  private giveAlong({ before, answer, after }: LiveDelivery<Window>): undefined {
    this.alone.push(...before.map(({ push }) => push));
    if (answer === undefined) return undefined;
    answer.give({ before: this.alone, after: after.map(({ push }) => push) });
    this.alone = [];
    return undefined;
  }

  private answerWith(match: Match): FoundAnswer {
    const { found, repeated } = match;
    const { call } = found;
    this.ledger.answered(match);
    if (call.result === 'Pending') return { kind: 'pending', call, repeated };
    if ('Ok' in call.result) return { kind: 'ok', value: this.values.whole(call.result.Ok), call, repeated };
    const error = call.error === undefined ? {} : { error: this.values.whole(call.error) };
    return { kind: 'err', text: call.result.Err, ...error, call, repeated };
  }

  /** The pushes as they are given now, without those that the recording has in part only. */
  private livePushes(items: PushItem<Window>[]): LivePush<Window>[] {
    return items
      .filter(({ placed }) => this.isWholePush(placed.push))
      .map((item) => ({ push: this.values.push(item.placed.push), window: item.window, item }));
  }

  private isWholePush(push: RecordedCall): boolean {
    const why = whyNotWhole(push, this.values.whole(push.call.args));
    if (why !== undefined) this.ledger.refused(push.call, why);
    return why === undefined;
  }

  private match(question: StubCall): Match | undefined {
    return question.blank ? this.peek(question) : this.matcher.take(question);
  }

  private peek({ command, args, options }: StubCall): Match | undefined {
    const key = callKey(command, args, options);
    const found = this.timeline.calls.find(({ call }) => callKey(call.command, call.args, call.options) === key);
    return found && { found, repeated: true, shifted: false };
  }

  /** The place of a call of this run in the recording: behind the call that was asked for last, and the last boundary. */
  private place(): Pick<MissingCall, 'before' | 'afterUs'> {
    const { last, steps } = this;
    const { eventIndex, timeUs } = steps.last;
    const first = this.timeline.traffic[0];
    if (last === undefined && timeUs === 0) return { before: first?.index ?? 0, afterUs: (first?.startUs ?? 1) - 1 };
    return {
      before: Math.max(eventIndex, last === undefined ? 0 : last.index + 1),
      afterUs: Math.max(timeUs, last?.startUs ?? 0),
    };
  }
}

function twice<Item>(items: Item[]): Item[] {
  return items.flatMap((item) => [item, item]);
}
