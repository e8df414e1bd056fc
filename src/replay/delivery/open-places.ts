import { firstWhere } from '../../std/first-where.ts';

/** Something that has its place in the recorded order, and a time there. */
export interface Place<Owner> {
  owner: Owner;
  atUs: number;
}

/**
 * Which places of the recorded order are still open: an answer's until it is given, a push's until its call is made. To close one and to
 * find the next open one takes constant time, near enough.
 */
export class OpenPlaces<Owner> {
  private readonly times: number[];
  private readonly placeOf = new Map<Owner, number>();
  /** For each place one that is open, or nearer to the next open one; the last stands for none. */
  private readonly next: number[];

  /** @param places at most one of each owner. */
  constructor(places: Place<Owner>[]) {
    const sorted = places.toSorted((one, other) => one.atUs - other.atUs);
    this.times = sorted.map(({ atUs }) => atUs);
    for (const [nth, { owner }] of sorted.entries()) this.placeOf.set(owner, nth);
    this.next = [...sorted.keys(), sorted.length];
  }

  close(owner: Owner): void {
    const place = this.placeOf.get(owner);
    if (place !== undefined) this.next[place] = place + 1;
  }

  /** Whether a place between two times, and at neither of them, is open. */
  hasOpen(afterUs: number, beforeUs: number): boolean {
    const from = firstWhere(this.times.length, (nth) => (this.times[nth] as number) > afterUs);
    return (this.times[this.nextOpen(from)] ?? Number.POSITIVE_INFINITY) < beforeUs;
  }

  private nextOpen(from: number): number {
    const { next } = this;
    let place = from;
    while (next[place] !== place) {
      const further = next[place] as number;
      // Each look shortens the way for the next one.
      next[place] = next[further] as number;
      place = further;
    }
    return place;
  }
}
