/** Microseconds of a span: calls of this one and of the one before are recent. */
const SPAN_US = 100_000;

/** Counts the calls under way that began a moment ago. While there are any, more is to come soon; a call that nobody answers for long says nothing. */
export class RecentCalls {
  private span = 0;
  private inSpan = 0;
  private inLast = 0;

  /** A call has begun. @returns the span it is counted in. */
  began(atUs: number): number {
    this.turnTo(atUs);
    this.inSpan += 1;
    return this.span;
  }

  /** A call has ended. @returns whether recent ones are under way. */
  ended(span: number, atUs: number): boolean {
    this.turnTo(atUs);
    if (span === this.span) this.inSpan -= 1;
    else if (span === this.span - 1) this.inLast -= 1;
    return this.inSpan + this.inLast > 0;
  }

  private turnTo(atUs: number): void {
    const span = Math.floor(atUs / SPAN_US);
    if (span === this.span) return;
    this.inLast = span === this.span + 1 ? this.inSpan : 0;
    this.inSpan = 0;
    this.span = span;
  }
}
