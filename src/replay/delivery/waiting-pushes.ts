import type { RecordedCall } from '../../calls/recorded-call.ts';
import { putInList } from '../../std/put-in-list.ts';
import type { Condition, PushItem } from './delivery-items.ts';
import { PriorityQueue } from './priority-queue.ts';
import type { PlacedPush, RecordedTimeline } from './recorded-timeline.ts';
import type { WindowGate } from './window-gate.ts';

/** Callbacks for a push that begins to wait, since others must know of that. */
interface PushEvents<Window> {
  /** A push waits for its listener, and answers to its window wait for the push. */
  blocking(item: PushItem<Window>): void;
  /** A push waits for nothing but its turn. */
  inTurn(item: PushItem<Window>): void;
}

/** The pushes of a recording that are still to be given out: each waits for its conditions, and then for its turn. */
export class WaitingPushes<Window> {
  private readonly timeline: RecordedTimeline;
  private readonly gate: WindowGate<Window> | undefined;
  private readonly on: PushEvents<Window>;
  private readonly items = new Map<PlacedPush, PushItem<Window>>();
  /** Calls that were made in this run, and those that have their answer. */
  private readonly made = new Set<RecordedCall>();
  private readonly answered = new Set<RecordedCall>();
  /** Pushes that wait for a call to be made, or answered. */
  private readonly forMade = new Map<RecordedCall, PushItem<Window>[]>();
  private readonly forAnswered = new Map<RecordedCall, PushItem<Window>[]>();
  /** Pushes that came behind a read, which may not be made in this run; in the order of the recording. */
  private readonly behindReads: PushItem<Window>[] = [];
  private passedReads = 0;
  /** Pushes whose conditions are met, in the order of the recording. */
  private readonly inTurn = new PriorityQueue<PushItem<Window>>((one, other) => isEarlier(one.placed, other.placed));

  /**
   * @param gate where pushes go. @default wherever the answers go that they come with
   */
  constructor(timeline: RecordedTimeline, gate: WindowGate<Window> | undefined, on: PushEvents<Window>) {
    this.timeline = timeline;
    this.gate = gate;
    this.on = on;
    for (const placed of timeline.pushes) {
      const item = { placed, window: undefined, giveUpAt: Number.POSITIVE_INFINITY, isGone: false, isTrial: false };
      this.items.set(placed, { ...item, after: conditionsOf(placed) });
      if (placed.otherwise !== undefined) this.behindReads.push(this.itemOf(placed));
    }
    this.behindReads.sort((one, other) => one.placed.push.startUs - other.placed.push.startUs);
  }

  /** Lets each wait for its first condition. */
  begin(): void {
    for (const item of this.items.values()) this.move(item);
  }

  callMade(call: RecordedCall): void {
    this.made.add(call);
    this.resume(this.forMade, call);
  }

  callAnswered(call: RecordedCall): void {
    this.answered.add(call);
    this.resume(this.forAnswered, call);
  }

  /** Whether the call that a push came behind has its answer; of a read that is left out, whether that before it has. */
  isBehindAnswered({ behind, otherwise }: PlacedPush): boolean {
    const cause = otherwise !== undefined && behind !== undefined && !this.made.has(behind) ? otherwise.behind : behind;
    return cause === undefined || this.answered.has(cause);
  }

  /** A push was given out elsewhere. @param index the number of its event. */
  given(index: number): void {
    const placed = this.timeline.pushAt(index);
    if (placed !== undefined) this.itemOf(placed).isGone = true;
  }

  /** Their window is as far as it was. */
  leaveGate(items: PushItem<Window>[]): void {
    for (const item of items) {
      item.after.shift();
      this.move(item);
    }
  }

  /** Pushes that have found nobody in a window that had just loaded wait for its next document. */
  putBack(unheard: PushItem<Window>[]): void {
    for (const item of unheard.filter(({ isTrial }) => isTrial)) {
      item.isGone = false;
      item.after = [{ kind: 'loaded' }];
      this.gate?.admits(item);
    }
  }

  /**
   * Some come no more, since somebody else makes them.
   *
   * @param which those through the `channel` of a call, or those that came behind it too, but for what went through channels of others.
   */
  drop(call: RecordedCall, which: 'channel' | 'all'): void {
    const behind = which === 'all' ? this.timeline.pushesBehind(call).filter(({ owner }) => owner === undefined) : [];
    for (const placed of [...this.timeline.pushesThrough(call), ...behind]) this.itemOf(placed).isGone = true;
  }

  /** A call is answered: nothing that came through its channel before waits for other calls, which may not be made. */
  freeChannel(call: RecordedCall): void {
    for (const placed of this.timeline.pushesThrough(call)) {
      const item = this.itemOf(placed);
      if (item.isGone || placed.push.startUs >= call.endUs || !isForCall(item.after[0])) continue;
      item.after = item.after.filter((condition) => !isForCall(condition));
      this.move(item);
    }
  }

  /**
   * The replay has come to a moment of the recording: a push before it waits no longer for a read that this run has left out. Without it an app that reads
   * less would never hear of the push, or hear of it behind later ones.
   *
   * @returns whether there was such a push.
   */
  passLeftOutReads(us: number): boolean {
    let isFreed = false;
    for (let item = this.behindReads[this.passedReads]; item !== undefined; item = this.behindReads[this.passedReads]) {
      const { push, behind, otherwise } = item.placed;
      if (push.startUs >= us) break;
      this.passedReads += 1;
      if (item.isGone || otherwise === undefined || behind === undefined || this.made.has(behind)) continue;
      item.after = conditionsOf({ ...item.placed, ...otherwise });
      this.move(item);
      isFreed = true;
    }
    return isFreed;
  }

  /** Takes out those whose conditions are met, in the order of the recording, up to the first that is not due. */
  take(isDue: (item: PushItem<Window>) => boolean): PushItem<Window>[] {
    const taken: PushItem<Window>[] = [];
    for (;;) {
      const first = this.inTurn.peek();
      if (first === undefined || !(first.isGone || isDue(first))) return taken;
      if (!first.isGone && this.passLeftOutReads(first.placed.push.startUs)) continue;
      this.inTurn.take();
      if (!first.isGone) taken.push(first);
      first.isGone = true;
    }
  }

  private resume(lists: Map<RecordedCall, PushItem<Window>[]>, call: RecordedCall): void {
    const items = lists.get(call) ?? [];
    lists.delete(call);
    for (const item of items) this.move(item);
  }

  /** Brings a push to the first of its conditions that is not met. */
  private move(item: PushItem<Window>): void {
    while (!item.isGone && this.isNextMet(item)) item.after.shift();
    if (item.isGone || item.after.length > 0) return;
    this.inTurn.add(item);
    this.on.inTurn(item);
  }

  /** Whether a push has met its next condition. If not, it waits for what can change that. */
  private isNextMet(item: PushItem<Window>): boolean {
    const [condition] = item.after;
    if (condition === undefined) return false;
    if (condition.kind === 'made') return this.made.has(condition.call) || waitFor(this.forMade, condition.call, item);
    if (condition.kind === 'answered')
      return this.answered.has(condition.call) || waitFor(this.forAnswered, condition.call, item);
    // Without windows those that came before any call are for the host to give.
    if (this.gate === undefined) return item.placed.behind !== undefined;
    item.after = [this.gate.conditionOf(item)];
    if (this.gate.admits(item)) return true;
    if (this.gate.isBlocking(item)) this.on.blocking(item);
    return false;
  }

  private itemOf(placed: PlacedPush): PushItem<Window> {
    return this.items.get(placed) as PushItem<Window>;
  }
}

/** The conditions of a push. How far its window must be is told when those before are met. */
function conditionsOf({ behind, isBehindAnswer, owner }: PlacedPush): Condition[] {
  const after: Condition[] = [];
  if (behind !== undefined) after.push({ kind: isBehindAnswer ? 'answered' : 'made', call: behind });
  if (owner !== undefined) after.push({ kind: 'made', call: owner });
  return [...after, { kind: 'window', documents: 0, listeners: 0 }];
}

/** Puts an item on the list of what waits for a call. */
function waitFor<Item>(lists: Map<RecordedCall, Item[]>, call: RecordedCall, item: Item): false {
  putInList(lists, call, item);
  return false;
}

const isForCall = (condition: Condition | undefined) => condition?.kind === 'made' || condition?.kind === 'answered';

const isEarlier = ({ push: one }: PlacedPush, { push: other }: PlacedPush) =>
  (one.startUs - other.startUs || one.index - other.index) < 0;
