import type { RecordedEvent, RecordedSession, StateCheckpoint } from '../session/format/schema.ts';
import { defined, nonZero } from '../std/defined.ts';
import type { EventStore } from './event-ring.ts';
import type { RingBuffer } from './ring-buffer.ts';
import type { SizedRing } from './sized-ring.ts';

/** The index at which the counter stops: every further event has it. */
const MAX_INDEX = Number.MAX_SAFE_INTEGER;

/** Holds the events and checkpoints of one recording, and counts its index on. */
export class Recording {
  readonly id: string;
  readonly startedAt: string;
  readonly events: EventStore;
  private readonly checkpointRing: SizedRing<StateCheckpoint>;
  readonly dropped: Dropped;
  private readonly extras: SessionExtras;
  /** The index of the next event. */
  counter = 0;
  /** Calls below this index came with an import: no answer is on its way to them. */
  firstLiveIndex = 0;

  constructor(
    id: string,
    startedAt: string,
    events: EventStore,
    checkpoints: SizedRing<StateCheckpoint>,
    extras: SessionExtras,
  ) {
    this.id = id;
    this.startedAt = startedAt;
    this.events = events;
    this.checkpointRing = checkpoints;
    const { dropped, ...others } = extras;
    this.dropped = {
      events: dropped?.events ?? 0,
      checkpoints: dropped?.checkpoints ?? 0,
      settles: dropped?.settles ?? 0,
    };
    this.extras = dropped ? { ...others, dropped } : others;
  }

  /** The checkpoints that are kept, oldest first. */
  get checkpoints(): Pick<RingBuffer<StateCheckpoint>, 'length' | 'slice'> {
    return this.checkpointRing.items;
  }

  add(recorded: RecordedEvent): void {
    this.events.push(deepFreeze(recorded));
    this.dropped.events += this.events.takeGone();
    this.countTo(recorded.index + 1);
  }

  /** Puts what `change` makes of the event with this index in its place; false when it is gone or `change` gives none. */
  update(index: number, change: (recorded: RecordedEvent) => RecordedEvent | undefined): boolean {
    const isChanged = this.events.update(index, (recorded) => {
      const changed = change(recorded);
      return changed && deepFreeze(changed);
    });
    this.dropped.events += this.events.takeGone();
    return isChanged;
  }

  addCheckpoint(checkpoint: StateCheckpoint): void {
    this.dropped.checkpoints += this.checkpointRing.push(deepFreeze(checkpoint));
    this.countTo(checkpoint.event_index);
  }

  /** What is imported need not be in order: a new event has no index that was used, and stands before no checkpoint. */
  private countTo(index: number): void {
    this.counter = Math.min(Math.max(this.counter, index), MAX_INDEX);
  }

  /** Makes a session: its arrays are new, its events and checkpoints frozen. */
  toSession(): RecordedSession {
    const dropped = { ...this.extras.dropped, ...nonZero(this.dropped) };
    return {
      ...this.extras,
      id: this.id,
      started_at: this.startedAt,
      events: this.events.all(),
      checkpoints: this.checkpoints.slice(),
      ...defined({ dropped: Object.keys(dropped).length > 0 ? dropped : undefined }),
    };
  }
}

/** Counts of the events, checkpoints and answers that a recording could not keep. */
export interface Dropped {
  events: number;
  checkpoints: number;
  /** Answers whose call was gone, ended already or not of this recording. */
  settles: number;
}

/** Keys of a session other than Victauri's four. */
export type SessionExtras = Omit<RecordedSession, 'id' | 'started_at' | 'events' | 'checkpoints'>;

/** Freezes `value` and what it contains, in place and without recursion. What is frozen already is taken to be frozen all through. */
function deepFreeze<T>(value: T): T {
  if (!isFreezable(value)) return value;
  const pending: object[] = [value];
  for (let object = pending.pop(); object; object = pending.pop()) {
    Object.freeze(object);
    for (const key in object) {
      const item = (object as Record<string, unknown>)[key];
      if (isFreezable(item)) pending.push(item);
    }
  }
  return value;
}

/** Tells whether a value can be frozen: views on a buffer cannot; payloads have none, but callers may. */
function isFreezable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Object.isFrozen(value) && !ArrayBuffer.isView(value);
}
