import type { RecordedEvent } from '../session/format/schema.ts';
import type { Instant } from '../session/format/timestamp.ts';
import type { EventBudgets } from './event-budgets.ts';
import { EventRing, type EventStore } from './event-ring.ts';

/**
 * Keeps events in a ring for each kind that has a budget, and in one for the rest, so that a flood of one kind costs no other its events:
 * at its budget a kind loses its own oldest, and the rest has what is left of the whole. Bytes are shared out as events are. What it returns is in the order of the indices.
 */
export class KindBudgetRing implements EventStore {
  private readonly maxEvents: number;
  private readonly rest: EventRing;
  private readonly kinds = new Map<string, { ring: EventRing; budget: number }>();
  private readonly rings: EventRing[];

  constructor(maxEvents: number, budgets: EventBudgets, maxBytes = Number.POSITIVE_INFINITY) {
    this.maxEvents = maxEvents;
    const shared = Object.values(budgets).reduce((sum, budget) => sum + budget, 0);
    const bytesOf = (events: number) => (maxBytes / maxEvents) * events;
    this.rest = new EventRing(maxEvents, bytesOf(maxEvents - shared));
    for (const [kind, budget] of Object.entries(budgets))
      this.kinds.set(kind, { ring: new EventRing(budget, bytesOf(budget)), budget });
    this.rings = [this.rest, ...[...this.kinds.values()].map(({ ring }) => ring)];
  }

  get length(): number {
    return this.rings.reduce((sum, { length }) => sum + length, 0);
  }

  get oldest(): RecordedEvent | undefined {
    return this.rest.oldest;
  }

  push(recorded: RecordedEvent): void {
    const kind = this.kinds.get(recorded.event.type);
    const ring = kind?.ring ?? this.rest;
    const isOver = kind !== undefined && ring.length === kind.budget;
    const isFull = this.length === this.maxEvents;
    // Budgets are less than the whole, so when it is full and a kind is not, the rest has what that kind may still take.
    if (isFull && !isOver) this.rest.shift();
    ring.push(recorded);
  }

  update(index: number, change: (recorded: RecordedEvent) => RecordedEvent | undefined): boolean {
    return this.rings.some((ring) => ring.update(index, change));
  }

  takeGone(): number {
    return this.rings.reduce((sum, ring) => sum + ring.takeGone(), 0);
  }

  inRange(from: number, to: number): RecordedEvent[] {
    return this.merge((ring) => ring.inRange(from, to));
  }

  inTime(from: Instant, to: Instant): RecordedEvent[] {
    return this.merge((ring) => ring.inTime(from, to));
  }

  all(): RecordedEvent[] {
    return this.merge((ring) => ring.all());
  }

  /** Merges the events of all rings: each is in order, so sorting them is cheap. */
  private merge(part: (ring: EventRing) => RecordedEvent[]): RecordedEvent[] {
    const [first = [], ...others] = this.rings.map(part).filter(({ length }) => length > 0);
    return others.length === 0 ? first : first.concat(...others).sort((a, b) => a.index - b.index);
  }
}
