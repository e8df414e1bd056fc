import type { RecordedEvent, RecordedSession, StateCheckpoint } from '../session/schema.ts';
import { compareInstants, type Instant, isNotLater, parseTimestamp } from '../session/timestamp.ts';
import { deepFreeze } from './deep-freeze.ts';
import { RingBuffer } from './ring-buffer.ts';

/** The counter stops here; every further event has this index. */
const MAX_INDEX = Number.MAX_SAFE_INTEGER;

/** What a recording could not keep, as counts. */
export interface Dropped {
  events: number;
  checkpoints: number;
  /** Answers whose call was gone, ended already or not of this recording. */
  settles: number;
}

/** Keys of a session other than Victauri's four. */
export type SessionExtras = Omit<RecordedSession, 'id' | 'started_at' | 'events' | 'checkpoints'>;

/** One recording: its events and checkpoints, each in a ring, and the running index. */
export class Recording {
  readonly id: string;
  readonly startedAt: string;
  readonly events: RingBuffer<RecordedEvent>;
  readonly checkpoints: RingBuffer<StateCheckpoint>;
  readonly dropped: Dropped;
  readonly #extras: SessionExtras;
  /** The index of the next event. */
  counter = 0;
  /** Calls below this index came with an import: no answer is on its way to them. */
  firstLiveIndex = 0;
  /** Whether indices never decrease, so that they can be searched. An import may have them in any order. */
  #isSorted = true;
  /** Whether times never decrease, so that they can be searched. Pages report in batches, so they may. */
  #isChronological = true;

  constructor(id: string, startedAt: string, maxEvents: number, maxCheckpoints: number, extras: SessionExtras) {
    this.id = id;
    this.startedAt = startedAt;
    this.events = new RingBuffer(maxEvents);
    this.checkpoints = new RingBuffer(maxCheckpoints);
    const { dropped, ...others } = extras;
    this.dropped = {
      events: dropped?.events ?? 0,
      checkpoints: dropped?.checkpoints ?? 0,
      settles: dropped?.settles ?? 0,
    };
    this.#extras = dropped ? { ...others, dropped } : others;
  }

  add(recorded: RecordedEvent): void {
    const newest = this.events.at(this.events.length - 1);
    if (newest && newest.index > recorded.index) this.#isSorted = false;
    if (newest && this.#isChronological) this.#isChronological = isNotLater(newest.timestamp, recorded.timestamp);
    if (this.events.push(deepFreeze(recorded))) this.dropped.events++;
    this.counter = Math.min(recorded.index + 1, MAX_INDEX);
  }

  replaceEvent(position: number, recorded: RecordedEvent): void {
    this.events.replace(position, deepFreeze(recorded));
  }

  addCheckpoint(checkpoint: StateCheckpoint): void {
    if (this.checkpoints.push(deepFreeze(checkpoint))) this.dropped.checkpoints++;
  }

  /** Events with `from <= index < to`, in the order they were recorded. */
  eventsInRange(from: number, to: number): RecordedEvent[] {
    if (this.#isSorted) return this.events.slice(this.#lowerBound(from), this.#lowerBound(to));
    return this.events.slice().filter(({ index }) => index >= from && index < to);
  }

  /** Events from one time to another, both included, in the order they were recorded. */
  eventsInTime(from: Instant, to: Instant): RecordedEvent[] {
    const isFrom = ({ timestamp }: RecordedEvent) => compareInstants(parseTimestamp(timestamp), from) >= 0;
    const isAfter = ({ timestamp }: RecordedEvent) => compareInstants(parseTimestamp(timestamp), to) > 0;
    if (this.#isChronological) return this.events.slice(this.#firstWhere(isFrom), this.#firstWhere(isAfter));
    return this.events.slice().filter((event) => isFrom(event) && !isAfter(event));
  }

  /** The position of the newest event with this index, or -1. */
  positionOf(index: number): number {
    if (!this.#isSorted) return this.events.slice().findLastIndex((recorded) => recorded.index === index);
    const position = this.#lowerBound(index + 1) - 1;
    return this.events.at(position)?.index === index ? position : -1;
  }

  /** A session of its own: its arrays are new, its events and checkpoints frozen. */
  toSession(): RecordedSession {
    const { events, checkpoints, settles } = this.dropped;
    const lost = {
      ...this.#extras.dropped,
      ...(events > 0 && { events }),
      ...(checkpoints > 0 && { checkpoints }),
      ...(settles > 0 && { settles }),
    };
    return {
      ...this.#extras,
      id: this.id,
      started_at: this.startedAt,
      events: this.events.slice(),
      checkpoints: this.checkpoints.slice(),
      ...(Object.keys(lost).length > 0 && { dropped: lost }),
    };
  }

  /** The first position whose index is at least `index`. */
  #lowerBound(index: number): number {
    return this.#firstWhere((recorded) => recorded.index >= index);
  }

  /** The position of the first event that passes, when all after it pass too; the length when none does. */
  #firstWhere(passes: (recorded: RecordedEvent) => boolean): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (passes(this.events.at(middle) as RecordedEvent)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
