import { firstWhere } from '../../std/first-where.ts';

/** Tells when something last happened in this run that has its place before a time of the recording. */
export class LastActivity {
  /** Each later than the one before, in the recording and in this run. */
  private readonly steps: { placeUs: number; atMs: number }[] = [];

  note(placeUs: number, atMs: number): void {
    const { steps } = this;
    while ((steps.at(-1)?.placeUs ?? Number.NEGATIVE_INFINITY) >= placeUs) steps.pop();
    steps.push({ placeUs, atMs });
  }

  /** Milliseconds of the clock; `-Infinity` when nothing has. */
  before(timeUs: number): number {
    const at = firstWhere(this.steps.length, (nth) => (this.steps[nth]?.placeUs ?? 0) >= timeUs);
    return this.steps[at - 1]?.atMs ?? Number.NEGATIVE_INFINITY;
  }
}
