import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { Clock } from './clock.ts';
import type { AnswerItem, Condition, Delivery, PushItem } from './delivery-items.ts';
import { ItemAlarms } from './item-alarms.ts';
import { LastActivity } from './last-activity.ts';
import { OpenPlaces } from './open-places.ts';
import { COMPANY_PATIENCE_MS, LISTENER_PATIENCE_MS, ORDER_PATIENCE_MS, REORDER_PATIENCE_MS } from './patience.ts';
import { PriorityQueue } from './priority-queue.ts';
import type { PlacedPush, RecordedTimeline } from './recorded-timeline.ts';
import { WaitingPushes } from './waiting-pushes.ts';
import { type NameOf, WindowGate, type Windows } from './window-gate.ts';

/** The surroundings of a queue. */
export interface QueueParts<Window, Answer = AnswerItem<Window>> {
  clock: Clock;
  /** Where pushes go. @default wherever the answers go that they come with, at once */
  windows?: Windows<Window> | undefined;
  /** The name that a push has in this run. @default the recorded one */
  nameOf?: NameOf;
  /**
   * Brings what is due to its windows. The next delivery comes when this one is done.
   *
   * @returns the pushes that have found nobody there; undefined when it is done with this task, `'done'` when it is done.
   */
  deliver(delivery: Delivery<Window, Answer>): Promise<PushItem<Window>[]> | undefined | 'done';
  /** Begins as a follower, which gives out nothing before `release`. @default false */
  isHeld?: boolean | undefined;
  /** The place of an answer in the order, in microseconds. @default the end of its call */
  placeOf?: (call: RecordedCall) => number;
}

/**
 * Gives out recorded answers and pushes, each once and when its conditions are met. It is told what happens, and brings what is due
 * in the order of the recording.
 */
export class DeliveryQueue<Window, Answer extends AnswerItem<Window> = AnswerItem<Window>> {
  private readonly timeline: RecordedTimeline;
  private readonly parts: QueueParts<Window, Answer>;
  private readonly gate: WindowGate<Window> | undefined;
  private readonly pushes: WaitingPushes<Window>;
  private readonly places: OpenPlaces<RecordedCall | PlacedPush>;
  /** The places of answers that a push may have to wait for. */
  private readonly causes: OpenPlaces<RecordedCall>;
  /** The first push that came behind the start of a call: its place is open until that call is made. */
  private readonly firstBehind = new Map<RecordedCall, PlacedPush>();
  /** The calls that are made, and what is given out. */
  private readonly activity = new LastActivity();
  /** Answers that wait for those before them. */
  private readonly answersInTurn: PriorityQueue<Answer>;
  /** The answer that waits for another one to come first. */
  private displaced: Answer | undefined;
  /** Answers that wait for nothing, in the order in which they are to be given. */
  private readonly due = new Set<Answer>();
  private readonly alarms: ItemAlarms<Answer | PushItem<Window>>;
  private isBusy = false;
  private isHeld: boolean;
  private isStopped = false;

  constructor(timeline: RecordedTimeline, parts: QueueParts<Window, Answer>) {
    this.timeline = timeline;
    this.parts = parts;
    this.isHeld = parts.isHeld === true;
    this.gate = parts.windows && new WindowGate(timeline, parts.windows, parts.nameOf);
    this.alarms = new ItemAlarms(
      parts.clock,
      (item) => this.giveUp(item),
      () => this.goOn(),
    );
    this.answersInTurn = new PriorityQueue((one, other) => this.isEarlier(one, other));
    const waitFor = (item: PushItem<Window>, ms: number) => {
      item.giveUpAt = parts.clock.now() + ms;
      this.alarms.set(item);
    };
    this.pushes = new WaitingPushes(timeline, this.gate, {
      blocking: (item) => waitFor(item, LISTENER_PATIENCE_MS),
      inTurn: (item) => waitFor(item, COMPANY_PATIENCE_MS),
    });
    for (const placed of timeline.pushes) {
      const { behind, isBehindAnswer } = placed;
      if (behind !== undefined && !isBehindAnswer && !this.firstBehind.has(behind))
        this.firstBehind.set(behind, placed);
    }
    const answers = timeline.calls.filter(isExpected).map((call) => ({ owner: call, atUs: this.placeOf(call) }));
    const firstPushes = [...this.firstBehind.values()].map((owner) => ({ owner, atUs: owner.push.startUs }));
    this.places = new OpenPlaces<RecordedCall | PlacedPush>([...answers, ...firstPushes]);
    this.causes = new OpenPlaces(answers.filter(({ owner }) => !timeline.polls.has(owner)));
  }

  /** Begins with the pushes that came before any call. */
  begin(): void {
    this.pushes.begin();
    this.goOn();
  }

  /** A call was made: its answer is given when its conditions are met. */
  ask(item: Answer): void {
    this.made(item);
    this.wait(item);
    this.goOn();
  }

  /** A call was made that is answered elsewhere, at least as long as this queue is held. */
  made(item: Answer): void {
    this.note(item);
    if (item.call !== undefined && item.after.every(({ kind }) => kind !== 'order')) this.close(item.call);
  }

  /** A call that was made has been answered elsewhere. */
  answered({ call }: Answer): void {
    if (call === undefined) return;
    this.close(call);
    if (hasAnswer(call)) this.pushes.freeChannel(call);
    this.pushes.callAnswered(call);
    this.activity.note(this.placeOf(call), this.parts.clock.now());
  }

  /** A push has been given out elsewhere. @param index the number of its event. */
  pushed(index: number): void {
    this.pushes.given(index);
  }

  /** A follower gives out itself what is left from now on. @param open the calls that were made and are not answered. */
  release(open: Iterable<Answer>): void {
    this.isHeld = false;
    for (const item of open) this.wait(item);
    this.goOn();
  }

  /** Nothing is given out any more: what is left is for another copy of this queue, or for nobody. */
  stop(): void {
    this.isStopped = true;
    this.alarms.stop();
  }

  /** A call was made, and is answered now, whatever was to come before. */
  answerNow(item: Answer): Delivery<Window, Answer> {
    this.note(item);
    if (item.call !== undefined) this.close(item.call);
    const delivery = this.around(item);
    // Items that waited for this one come after it.
    this.parts.clock.inLaterTask(() => this.goOn());
    return delivery;
  }

  /**
   * Some pushes come no more, since somebody else makes them.
   *
   * @param which those through the `channel` of a call, or those that came behind it too, but for what went through channels of others.
   */
  drop(call: RecordedCall, which: 'channel' | 'all'): void {
    this.pushes.drop(call, which);
  }

  /** A window may be further than before. */
  windowAdvanced(window: Window): void {
    this.leaveGate(this.gate?.advanced(window));
  }

  /** A window has loaded a document. */
  windowLoaded(window: Window): void {
    this.leaveGate(this.gate?.loaded(window));
  }

  private leaveGate(items: PushItem<Window>[] = []): void {
    if (items.length === 0) return;
    this.pushes.leaveGate(items);
    this.goOn();
  }

  private note({ call, window }: Answer): void {
    if (call === undefined) return;
    const first = this.firstBehind.get(call);
    if (first !== undefined) this.places.close(first);
    this.activity.note(call.startUs, this.parts.clock.now());
    if (window !== undefined) this.gate?.made(call, window);
    this.pushes.callMade(call);
  }

  /** Lets an answer wait for the first of its conditions. */
  private wait(item: Answer): void {
    const now = this.parts.clock.now();
    const [condition] = item.after;
    // Where two answers are to come after the next one, the second is the first one's next.
    if (condition?.kind === 'another-answer' && this.displaced !== undefined) this.proceed(item);
    else if (condition === undefined) this.due.add(item);
    else {
      if (condition.kind === 'order') this.answersInTurn.add(item);
      if (condition.kind === 'another-answer') this.displaced = item;
      item.giveUpAt = now + patienceFor(condition, item.call);
      this.alarms.set(item);
    }
  }

  private proceed(item: Answer): void {
    const met = item.after.shift();
    if (met?.kind === 'order' && item.call !== undefined) this.close(item.call);
    this.wait(item);
  }

  /** Gives out what is due. */
  private goOn(): void {
    if (this.isStopped) return;
    while (!this.isBusy && !this.isHeld) {
      const delivery = this.nextDelivery();
      if (delivery === undefined) break;
      this.isBusy = true;
      const done = () => {
        this.isBusy = false;
        this.noteGiven(delivery);
        this.goOn();
      };
      const sending = this.parts.deliver(delivery);
      if (sending === 'done' || (sending === undefined && delivery.answer === undefined)) {
        this.isBusy = false;
        this.noteGiven(delivery);
      }
      // The answer is on its way by then.
      else if (sending === undefined) this.parts.clock.inLaterTask(done);
      else void sending.then((unheard) => this.pushes.putBack(unheard)).then(done, done);
    }
    this.alarms.keepTimer();
  }

  private noteGiven({ before, answer, after }: Delivery<Window, Answer>): void {
    const now = this.parts.clock.now();
    if (answer?.call !== undefined) this.activity.note(this.placeOf(answer.call), now);
    for (const { placed } of [...before, ...after]) this.activity.note(placed.push.startUs, now);
  }

  private nextDelivery(): Delivery<Window, Answer> | undefined {
    const answer = this.takeAnswer();
    if (answer !== undefined) return this.around(answer);
    const before = this.takeReleased();
    return before.length === 0 ? undefined : { before, answer, after: [] };
  }

  private around(answer: Answer): Delivery<Window, Answer> {
    const { call } = answer;
    const before = call === undefined || !hasAnswer(call) ? this.takeReleased() : this.takeBefore(call);
    if (call !== undefined) this.pushes.callAnswered(call);
    const { displaced } = this;
    if (displaced !== undefined && !answer.isSilent) {
      this.displaced = undefined;
      this.proceed(displaced);
    }
    return { before, answer, after: call === undefined ? [] : this.takeReleased() };
  }

  /** Pushes that came before an answer, whichever answers they wait for. */
  private takeBefore(call: RecordedCall): PushItem<Window>[] {
    this.pushes.freeChannel(call);
    if (!this.timeline.polls.has(call)) this.pushes.passLeftOutReads(this.placeOf(call));
    return this.pushes.take(({ placed: { push } }) => push.startUs < this.placeOf(call));
  }

  /** Pushes that wait for no answer, up to the first answer that is to come before them. */
  private takeReleased(): PushItem<Window>[] {
    const now = this.parts.clock.now();
    return this.pushes.take(({ placed, giveUpAt }) => {
      const { push } = placed;
      const next = this.answersInTurn.peek()?.call;
      if (next !== undefined && this.placeOf(next) < push.startUs) return false;
      if (this.pushes.isBehindAnswered(placed)) return true;
      // A push behind the start of a call goes along with the next answer, or by itself when none that came before it is missing.
      return now >= giveUpAt && !this.causes.hasOpen(Number.NEGATIVE_INFINITY, push.startUs);
    });
  }

  private takeAnswer(): Answer | undefined {
    for (;;) {
      for (const item of this.due) {
        if (this.gate?.blocks(item)) continue;
        this.due.delete(item);
        return item;
      }
      const first = this.answersInTurn.peek();
      const order = first?.after[0];
      if (first === undefined || order?.kind !== 'order') return undefined;
      if (this.places.hasOpen(order.afterUs, order.beforeUs) || this.gate?.blocks(first)) return undefined;
      this.answersInTurn.take();
      this.proceed(first);
    }
  }

  private giveUp(item: Answer | PushItem<Window>): void {
    if ('placed' in item) this.gate?.unblock(item);
    else if (item.after[0]?.kind !== 'order') {
      if (item === this.displaced) this.displaced = undefined;
      this.proceed(item);
    } else {
      // The app may be on its way to the call that it waits for as long as things happen that came before it.
      const now = this.parts.clock.now();
      const lastMs = this.isBusy ? now : this.activity.before(item.call?.endUs ?? 0);
      item.giveUpAt = Math.max(item.giveUpAt, lastMs + ORDER_PATIENCE_MS);
      if (item.giveUpAt > now) this.alarms.set(item);
      else this.skipTo(item);
    }
  }

  /** In the order of the recording, as far as it is known: those before it wait for calls that may not come either. */
  private skipTo(last: Answer): void {
    for (;;) {
      const item = this.answersInTurn.take();
      if (item === undefined) return;
      this.proceed(item);
      if (item === last) return;
    }
  }

  private isEarlier({ call: one }: Answer, { call: other }: Answer): boolean {
    if (one === undefined || other === undefined) return other !== undefined;
    return (this.placeOf(one) - this.placeOf(other) || one.index - other.index) < 0;
  }

  /** No answer waits for that to a call any more. */
  private close(call: RecordedCall): void {
    this.places.close(call);
    this.causes.close(call);
  }

  private placeOf(call: RecordedCall): number {
    return this.parts.placeOf?.(call) ?? call.endUs;
  }
}

/** Whether an answer may be waited for: what a mock answered in the recording may be left out, and what was never answered is not now. */
function isExpected(recorded: RecordedCall): boolean {
  return recorded.call.mocked !== true && hasAnswer(recorded);
}

const hasAnswer = ({ endUs }: RecordedCall): boolean => endUs !== Number.POSITIVE_INFINITY;

/** Milliseconds that an answer waits for a condition. */
function patienceFor(condition: Condition, call: RecordedCall | undefined): number {
  if (condition.kind === 'delay') return condition.ms;
  if (condition.kind === 'another-answer') return REORDER_PATIENCE_MS;
  // As long as it took, if that is more: then what it waits for may take as long.
  const tookMs = call === undefined ? 0 : (call.endUs - call.startUs) / 1_000;
  return Math.max(ORDER_PATIENCE_MS, tookMs);
}
