/** Lets a number of events through in each second and counts the others. Runs in pages too. */
export class RateLimit {
  private readonly perSecond: number;
  private readonly now: () => number;
  private second = Number.NEGATIVE_INFINITY;
  private passed = 0;
  private held = 0;

  /** @param now milliseconds, monotonic */
  constructor(perSecond: number, now: () => number) {
    this.perSecond = perSecond;
    this.now = now;
  }

  /** Tells whether one more may pass now. */
  allows(): boolean {
    const now = this.now();
    if (now - this.second >= 1_000) {
      this.second = now;
      this.passed = 0;
    }
    this.passed += 1;
    if (this.passed <= this.perSecond) return true;
    this.held += 1;
    return false;
  }

  /** Counts how many did not pass since this was asked last. */
  takeCount(): number {
    const count = this.held;
    this.held = 0;
    return count;
  }
}
