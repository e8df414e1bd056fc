import { firstWhere } from '../../std/first-where.ts';

/** Tells when a call was last made of those that began before a time of the recording. */
export class LastMade {
  /** Each later than the one before, in the recording and in this run. */
  private readonly steps: { startUs: number; atMs: number }[] = [];

  made(startUs: number, atMs: number): void {
    const { steps } = this;
    while ((steps.at(-1)?.startUs ?? Number.NEGATIVE_INFINITY) >= startUs) steps.pop();
    steps.push({ startUs, atMs });
  }

  /** Milliseconds of the clock; `-Infinity` when none was. */
  before(timeUs: number): number {
    const at = firstWhere(this.steps.length, (nth) => (this.steps[nth]?.startUs ?? 0) >= timeUs);
    return this.steps[at - 1]?.atMs ?? Number.NEGATIVE_INFINITY;
  }
}
