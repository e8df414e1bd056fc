import type { Clock } from './clock.ts';
import type { Condition } from './delivery-items.ts';
import { PriorityQueue } from './priority-queue.ts';

/** Items that wait for a condition, up to a time. */
interface Waiting {
  after: Condition[];
  giveUpAt: number;
}

/** Says which items have waited long enough for their first condition, with one timer for all of them. */
export class ItemAlarms<Item extends Waiting> {
  private readonly clock: Clock;
  private readonly giveUp: (item: Item) => void;
  private readonly afterwards: () => void;
  /** An alarm counts as long as its item waits for the same condition. */
  private readonly alarms = new PriorityQueue<{ atMs: number; item: Item; condition: Condition | undefined }>(
    (one, other) => one.atMs < other.atMs,
  );
  private timer: { atMs: number; cancel(): void } | undefined;

  /**
   * @param giveUp is given each item whose time has come.
   * @param afterwards is called when there is no more of them.
   */
  constructor(clock: Clock, giveUp: (item: Item) => void, afterwards: () => void) {
    this.clock = clock;
    this.giveUp = giveUp;
    this.afterwards = afterwards;
  }

  /** The item gives up when it has still not met the condition it waits for at its time. */
  set(item: Item): void {
    this.alarms.add({ atMs: item.giveUpAt, item, condition: item.after[0] });
  }

  /** Sets the timer for the first alarm that counts. Call it when items have changed. */
  keepTimer(): void {
    const { alarms } = this;
    for (let first = alarms.peek(); first && first.condition !== first.item.after[0]; first = alarms.peek())
      alarms.take();
    const atMs = alarms.peek()?.atMs;
    if (atMs === this.timer?.atMs) return;
    this.timer?.cancel();
    this.timer = atMs === undefined ? undefined : { atMs, cancel: this.clock.wakeAt(atMs, () => this.tick()) };
  }

  /** No item gives up any more. */
  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private tick(): void {
    this.timer = undefined;
    const { alarms } = this;
    for (let first = alarms.peek(); first && first.atMs <= this.clock.now(); first = alarms.peek()) {
      alarms.take();
      if (first.condition === first.item.after[0]) this.giveUp(first.item);
    }
    this.afterwards();
  }
}
