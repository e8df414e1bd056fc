import { callKind } from '../calls/call-kind.ts';
import { IpcError } from '../errors.ts';
import type {
  Abandoned,
  AppEvent,
  IpcCall,
  RecordedEvent,
  RecordedSession,
  StateCheckpoint,
} from '../session/format/schema.ts';
import { SESSION_FORMAT, SESSION_VERSION } from '../session/format/session-version.ts';
import { toInstant } from '../session/format/timestamp.ts';
import { newestWithin } from './event-budgets.ts';
import { type CheckedOptions, checkOptions, type EventRecorderOptions } from './event-recorder-options.ts';
import { EventRing } from './event-ring.ts';
import { KindBudgetRing } from './kind-budget-ring.ts';
import { type Dropped, Recording, type SessionExtras } from './recording.ts';
import { outcomeOf, type Settlement } from './settlement.ts';
import { SizedRing } from './sized-ring.ts';

export type { Settlement } from './settlement.ts';

/**
 * Records events and state checkpoints, in order, in buffers of fixed size, with the semantics of Victauri's `EventRecorder`.
 * When a buffer is full its oldest item goes; `index` counts on, so a session that starts at 40 lost forty.
 *
 * Events and checkpoints are frozen, payloads included, when they are recorded or imported, and shared from then on:
 * what `export` and the queries return never changes.
 *
 * Queries look at the recording that is on, even an empty one; when none is on, at the one stopped last.
 *
 * @example
 * const recorder = new EventRecorder({ maxEvents: 10_000 });
 * recorder.start('session-1');
 * const index = recorder.recordEvent(call); // when it starts, `result: 'Pending'`
 * if (index !== null) recorder.settle(index, { result: { Ok: 42 }, duration_ms: 3 });
 * const session = recorder.stop();
 */
export class EventRecorder {
  private readonly options: CheckedOptions;
  private active: Recording | null = null;
  private last: Recording | null = null;
  private generationNumber = 0;

  /** @throws {IpcError} `INVALID_OPTION` when a number is not a whole one from 0, a size is less than 0 or no number, or budgets leave no room for the other kinds. */
  constructor(options: EventRecorderOptions = {}) {
    this.options = checkOptions(options);
  }

  /**
   * Starts an empty recording. Ids need not be unique.
   *
   * @throws {IpcError} `RECORDING_ALREADY_ACTIVE` when one is on; it goes on untouched.
   */
  start(id: string): void {
    if (this.active) {
      throw new IpcError(
        'RECORDING_ALREADY_ACTIVE',
        `Failed to start "${id}": recording session already active ("${this.active.id}"). Stop it first.`,
      );
    }
    this.begin(this.recording(id, this.options.now(), { format: SESSION_FORMAT, version: SESSION_VERSION }));
  }

  /** Ends the recording and returns it; null when none is on. It stays readable until another is stopped. */
  stop(): RecordedSession | null {
    if (!this.active) return null;
    this.last = this.active;
    this.active = null;
    return this.last.toSession();
  }

  isRecording(): boolean {
    return this.active !== null;
  }

  /** Numbers the recordings of this recorder, from 1; null when none is on. For `settle`. */
  generation(): number | null {
    return this.active ? this.generationNumber : null;
  }

  /** Records an event, which is frozen, and returns its index; null when no recording is on. */
  recordEvent(event: AppEvent): number | null {
    if (!this.active) return null;
    const index = this.active.counter;
    this.active.add({ index, timestamp: event.timestamp, event });
    return index;
  }

  /**
   * Puts the answer of a pending call in its place, as a new event; sessions exported before keep the pending one.
   *
   * An index belongs to the recording that is on. When another one may have begun since the call was recorded,
   * pass the `generation` of then: an index alone cannot tell the recordings apart.
   *
   * `settlement` may be a function that makes it of the call as it was recorded.
   *
   * @returns False when the call was evicted, has ended already, is one-way or came with an import, or its recording has ended: `dropped` counts it.
   */
  settle(
    index: number,
    settlement: Settlement | ((call: IpcCall) => Settlement),
    generation = this.generation(),
  ): boolean {
    const recording = generation === this.generation() ? this.active : null;
    const settled =
      recording !== null &&
      index >= recording.firstLiveIndex &&
      recording.update(index, (recorded) => {
        if (recorded.event.type !== 'Ipc' || !isPending(recorded.event)) return undefined;
        // The call has an answer after all.
        const { abandoned: _abandoned, ...started } = recorded.event;
        const call: IpcCall = {
          ...started,
          ...outcomeOf(typeof settlement === 'function' ? settlement(recorded.event) : settlement),
        };
        return { ...recorded, event: call };
      });
    const current = this.current();
    if (!settled && current) current.dropped.settles++;
    return settled;
  }

  /** Marks a pending call as one that nobody waits for any more; it can still be settled. Returns false when it is not pending, or not here. */
  abandon(index: number, how: Abandoned): boolean {
    const { active } = this;
    if (active === null || index < active.firstLiveIndex) return false;
    return active.update(index, (recorded) =>
      recorded.event.type === 'Ipc' && isPending(recorded.event)
        ? { ...recorded, event: { ...recorded.event, abandoned: how } }
        : undefined,
    );
  }

  /**
   * Records a state, now; `event_index` is the index of the next event. Ids need not be unique: the oldest is found.
   *
   * @throws {IpcError} `NO_ACTIVE_RECORDING` when none is on.
   */
  checkpoint(id: string, label: string | null, state: unknown): StateCheckpoint {
    const { counter } = this.requireActive(id);
    const checkpoint = { id, label, timestamp: this.options.now(), state: state ?? null, event_index: counter };
    this.recordCheckpoint(checkpoint);
    return checkpoint;
  }

  /**
   * Records a checkpoint whose id, time and `event_index` were reserved earlier, as it is given; it is frozen.
   *
   * @throws {IpcError} `NO_ACTIVE_RECORDING` when none is on.
   */
  recordCheckpoint(checkpoint: StateCheckpoint): void {
    this.requireActive(checkpoint.id).addCheckpoint(checkpoint);
  }

  /** Counts the events kept of the recording that is on; 0 when none is, whatever was recorded before. */
  eventCount(): number {
    return this.active?.events.length ?? 0;
  }

  /** Counts the checkpoints kept of the recording that is on; 0 when none is. */
  checkpointCount(): number {
    return this.active?.checkpoints.length ?? 0;
  }

  /** Returns the index of the oldest event that is kept, kinds with a budget aside; null when there is none. */
  oldestIndex(): number | null {
    return this.current()?.events.oldest?.index ?? null;
  }

  /** Counts what the current recording, or the one stopped last, could not keep: evicted events and checkpoints, and answers that `settle` refused. */
  dropped(): Dropped {
    return { ...(this.current()?.dropped ?? { events: 0, checkpoints: 0, settles: 0 }) };
  }

  /** Returns events with this index and later. Evicted ones are missing: compare the first index. */
  eventsSince(index: number): RecordedEvent[] {
    return this.current()?.events.inRange(index, Number.POSITIVE_INFINITY) ?? [];
  }

  /**
   * Returns the events from one time to another, both included, to the nanosecond, in the order they were recorded. Empty when `from` is later than `to`.
   *
   * @throws {IpcError} `INVALID_CALL` when one of them is not a time.
   */
  eventsBetween(from: string | Date, to: string | Date): RecordedEvent[] {
    return this.current()?.events.inTime(toInstant(from), toInstant(to)) ?? [];
  }

  /** Returns the checkpoints kept, oldest first. */
  getCheckpoints(): StateCheckpoint[] {
    return this.current()?.checkpoints.slice() ?? [];
  }

  /**
   * Returns the events from the earlier of two checkpoints up to the later, whichever way round they are given.
   *
   * @throws {IpcError} `CHECKPOINT_NOT_FOUND` when one of them is unknown or evicted, `NO_ACTIVE_RECORDING` when nothing was ever recorded.
   */
  eventsBetweenCheckpoints(fromId: string, toId: string): RecordedEvent[] {
    const recording = this.current();
    if (!recording) throw noActiveRecording(`Failed to read the events between "${fromId}" and "${toId}"`);
    const from = eventIndexOf(recording, fromId);
    const to = eventIndexOf(recording, toId);
    return recording.events.inRange(Math.min(from, to), Math.max(from, to));
  }

  /** Returns the recording so far, which goes on, or the one stopped last; null when there is none. */
  export(): RecordedSession | null {
    return this.current()?.toSession() ?? null;
  }

  /**
   * Goes on with a session, as a recording that is on. One that was on is lost. The newest events and checkpoints are kept
   * as far as there is room; nothing is checked, see `parseSession`. Its events and checkpoints are frozen.
   */
  import(session: RecordedSession): void {
    const { id, started_at, events, checkpoints, ...extras } = session;
    const { maxEvents, budgets, maxCheckpoints } = this.options;
    const recording = this.recording(id, started_at, extras);
    const keptEvents = newestWithin(events, maxEvents, budgets ?? {});
    for (const recorded of keptEvents) recording.add(recorded);
    recording.dropped.events += events.length - keptEvents.length;
    const keptCheckpoints = newest(checkpoints, maxCheckpoints);
    for (const checkpoint of keptCheckpoints) recording.addCheckpoint(checkpoint);
    recording.dropped.checkpoints += checkpoints.length - keptCheckpoints.length;
    recording.firstLiveIndex = recording.counter;
    this.begin(recording);
  }

  /** Returns all `Ipc` events in the order they were recorded: pending, failed and one-way ones too. */
  ipcReplaySequence(): IpcCall[] {
    const calls: IpcCall[] = [];
    for (const { event } of this.current()?.events.all() ?? []) if (event.type === 'Ipc') calls.push(event);
    return calls;
  }

  private begin(recording: Recording): void {
    this.active = recording;
    this.generationNumber++;
  }

  private recording(id: string, startedAt: string, extras: SessionExtras): Recording {
    const { maxEvents, budgets, maxBytes, maxCheckpoints, maxCheckpointBytes } = this.options;
    const events = budgets ? new KindBudgetRing(maxEvents, budgets, maxBytes) : new EventRing(maxEvents, maxBytes);
    const checkpoints = new SizedRing<StateCheckpoint>(maxCheckpoints, maxCheckpointBytes);
    return new Recording(id, startedAt, events, checkpoints, extras);
  }

  private current(): Recording | null {
    return this.active ?? this.last;
  }

  private requireActive(checkpointId: string): Recording {
    if (!this.active) throw noActiveRecording(`Failed to record checkpoint "${checkpointId}"`);
    return this.active;
  }
}

/** Tells whether a call waits for its answer: one-way traffic looks pending for ever, and has none. */
function isPending(call: IpcCall): boolean {
  return call.result === 'Pending' && callKind(call) === 'invoke';
}

function newest<T>(items: readonly T[], count: number): readonly T[] {
  return items.length > count ? items.slice(items.length - count) : items;
}

function eventIndexOf(recording: Recording, checkpointId: string): number {
  const found = recording.checkpoints.slice().find(({ id }) => id === checkpointId);
  if (found) return found.event_index;
  throw new IpcError(
    'CHECKPOINT_NOT_FOUND',
    `checkpoint not found: ${checkpointId}. It was never recorded in "${recording.id}", or evicted since.`,
  );
}

function noActiveRecording(what: string): IpcError {
  return new IpcError('NO_ACTIVE_RECORDING', `${what}: no active recording session. Call start() first.`);
}
