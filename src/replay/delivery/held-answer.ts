/** Milliseconds that an answer is held back for another one that does not come, because its call is not made. */
const PATIENCE_MS = 500;

/** What a timer can hold: a longer one would come at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Taken when the module loads: a test may replace them with fakes later. */
const { setTimeout: later, clearTimeout: cancel } = globalThis;
const now = performance.now.bind(performance);

/** An answer that waits for another one, for a while. */
export class HeldAnswer {
  private readonly onDue: () => void;
  private readonly giveUp: () => void;
  private timer: NodeJS.Timeout | undefined;
  private until: number;

  /**
   * @param give gives the answer.
   * @param giveUp the time is over: gives it, too.
   * @param tookMs how long the answer took in the recording: it is held back as long if that is more than half a second.
   */
  constructor(give: () => void, giveUp = give, tookMs = 0) {
    this.onDue = give;
    this.giveUp = giveUp;
    this.until = now() + Math.max(PATIENCE_MS, tookMs);
    this.wait();
  }

  /** Gives it now. Call it once, and not after it was given. */
  give(): void {
    cancel(this.timer);
    this.onDue();
  }

  /** Something that it waits for has come: the rest may, too, within half a second. */
  extend(): void {
    this.until = Math.max(this.until, now() + PATIENCE_MS);
  }

  private wait(): void {
    const left = Math.min(this.until - now(), MAX_TIMER_MS);
    this.timer = later(() => (now() < this.until ? this.wait() : this.giveUp()), left);
  }
}
