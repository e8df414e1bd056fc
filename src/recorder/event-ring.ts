import type { RecordedEvent } from '../session/format/schema.ts';
import { compareInstants, type Instant, isNotLater, parseTimestamp } from '../session/format/timestamp.ts';
import { SizedRing } from './sized-ring.ts';

/** Keeps events in one ring, in the order they were recorded. */
export class EventRing implements EventStore {
  private readonly ring: SizedRing<RecordedEvent>;
  private gone = 0;
  /** Tells whether indices never decrease, so that they can be searched. An import may have them in any order. */
  private isSorted = true;
  /** Tells whether times never decrease, so that they can be searched. Pages report in batches, so they may. */
  private isChronological = true;

  constructor(capacity: number, maxBytes?: number) {
    this.ring = new SizedRing(capacity, maxBytes);
  }

  get oldest(): RecordedEvent | undefined {
    return this.events.at(0);
  }

  get length(): number {
    return this.events.length;
  }

  push(recorded: RecordedEvent): void {
    const newest = this.events.at(this.events.length - 1);
    if (newest && newest.index > recorded.index) this.isSorted = false;
    if (newest && this.isChronological) this.isChronological = isNotLater(newest.timestamp, recorded.timestamp);
    this.gone += this.ring.push(recorded);
  }

  /** Drops the oldest event. */
  shift(): void {
    this.ring.shift();
    this.gone += 1;
  }

  takeGone(): number {
    const gone = this.gone;
    this.gone = 0;
    return gone;
  }

  update(index: number, change: (recorded: RecordedEvent) => RecordedEvent | undefined): boolean {
    const position = this.positionOf(index);
    const recorded = this.events.at(position);
    const changed = recorded && change(recorded);
    if (changed) this.gone += this.ring.replace(position, changed);
    return changed !== undefined;
  }

  inRange(from: number, to: number): RecordedEvent[] {
    if (this.isSorted) return this.events.slice(this.lowerBound(from), this.lowerBound(to));
    return this.all().filter(({ index }) => index >= from && index < to);
  }

  inTime(from: Instant, to: Instant): RecordedEvent[] {
    const isFrom = ({ timestamp }: RecordedEvent) => compareInstants(parseTimestamp(timestamp), from) >= 0;
    const isAfter = ({ timestamp }: RecordedEvent) => compareInstants(parseTimestamp(timestamp), to) > 0;
    if (this.isChronological) return this.events.slice(this.events.firstWhere(isFrom), this.events.firstWhere(isAfter));
    return this.all().filter((event) => isFrom(event) && !isAfter(event));
  }

  all(): RecordedEvent[] {
    return this.events.slice();
  }

  private get events() {
    return this.ring.items;
  }

  /** Returns the position of the newest event with this index, or -1. */
  private positionOf(index: number): number {
    if (!this.isSorted) return this.all().findLastIndex((recorded) => recorded.index === index);
    const position = this.lowerBound(index + 1) - 1;
    return this.events.at(position)?.index === index ? position : -1;
  }

  /** Returns the first position whose index is at least `index`. */
  private lowerBound(index: number): number {
    return this.events.firstWhere((recorded) => recorded.index >= index);
  }
}

/** A store for the events of a recording. */
export interface EventStore {
  readonly length: number;
  /** The oldest, but for kinds with a budget of their own. */
  readonly oldest: RecordedEvent | undefined;
  /** Adds the newest event. */
  push(recorded: RecordedEvent): void;
  /** Puts what `change` makes of the newest event with this index in its place; false when there is none, or `change` gives none. */
  update(index: number, change: (recorded: RecordedEvent) => RecordedEvent | undefined): boolean;
  /** Returns the events with `from <= index < to`. */
  inRange(from: number, to: number): RecordedEvent[];
  /** Returns the events from one time to another, both included. */
  inTime(from: Instant, to: Instant): RecordedEvent[];
  /** Returns all of them, in an array of its own. */
  all(): RecordedEvent[];
  /** Counts how many had to go since this was asked last. */
  takeGone(): number;
}
