import { microseconds } from '../../calls/recorded-call.ts';
import { mapValues } from '../../calls/same-call/map-values.ts';
import type { IpcCall, RecordedEvent, RecordedSession } from '../../session/format/schema.ts';
import { formatTimestamp } from '../../session/format/timestamp.ts';
import { defined } from '../../std/defined.ts';
import { documentOfCall, keyOf } from '../delivery/window-progress.ts';
import type { AddedCall, MissingCall } from './missing-call.ts';

/** The run in which calls were missing. */
export interface MissingRun {
  /** What it has recorded. */
  session: RecordedSession;
  missing: readonly MissingCall[];
  /** A value of this run as it was in the recording. */
  toRecorded(value: unknown): unknown;
}

/**
 * Adds the calls to a session that were missing in it, each with the messages of its channel, where they were asked for. Numbers behind them
 * go up; all else stays as it is, and so does the session that is given. Times are fitted in between what is there.
 */
export function addMissing(
  recorded: RecordedSession,
  run: MissingRun,
): { session: RecordedSession; added: AddedCall[] } {
  const ids = new Set(recorded.events.flatMap(({ event }) => (event.type === 'Ipc' ? event.id : [])));
  const placed: PlacedCall[] = [];
  for (const asked of run.missing.toSorted((one, other) => one.before - other.before)) {
    const calls = callsOf(asked, run.session);
    const [first] = calls;
    if (first === undefined) continue;
    const missing = first.kind === 'push' ? asked : behindPushes(asked, recorded);
    const atPlace = placed.filter((one) => one.missing.before === missing.before);
    const times = new FittedTimes(missing, recorded, atPlace, first);
    const id = freeId(idInDocument(first, missing, recorded), ids);
    for (const call of calls) {
      const isFirst = call === first;
      const own = isFirst ? id : freeId(idInDocument(call, missing, recorded), ids);
      ids.add(own);
      placed.push({
        missing,
        live: call,
        call: {
          ...asRecorded(call, run),
          ...(isFirst ? times.ofCall() : { timestamp: times.ofPush() }),
          ...defined({ id: own, channel: isFirst ? undefined : id }),
        },
      });
    }
  }
  const events = [...recorded.events];
  const added: RecordedEvent[] = placed.map(({ missing, call }, nth) => ({
    index: missing.before + nth,
    timestamp: call.timestamp,
    event: call,
  }));
  for (const [at, { index }] of events.entries()) {
    const before = placed.filter(({ missing }) => missing.before <= index).length;
    if (before > 0) events[at] = { ...(events[at] as RecordedEvent), index: index + before };
  }
  const shifted = <Mark extends { event_index: number; timestamp: string }>(mark: Mark): Mark => {
    const isBefore = ({ before, afterUs }: MissingCall) =>
      before < mark.event_index || (before === mark.event_index && afterUs < microseconds(mark.timestamp));
    const count = placed.filter(({ missing }) => isBefore(missing)).length;
    return count === 0 ? mark : { ...mark, event_index: mark.event_index + count };
  };
  const { checkpoints, actions } = recorded;
  return {
    session: {
      ...recorded,
      events: [...events, ...added].sort((one, other) => one.index - other.index),
      checkpoints: checkpoints.map(shifted),
      ...(actions && {
        actions: actions.map((action) => ({ ...shifted(action), ...(action.end && { end: shifted(action.end) }) })),
      }),
    },
    added: added.flatMap(({ index, event }) =>
      event.type === 'Ipc' && event.kind === undefined ? { index, command: event.command } : [],
    ),
  };
}

interface PlacedCall {
  missing: MissingCall;
  call: IpcCall;
  /** The call as it was in the run. */
  live: IpcCall;
}

/** Lists a call of the run and what came through its channel. */
function callsOf({ id }: MissingCall, { events }: RecordedSession): IpcCall[] {
  const calls = events.flatMap(({ event }) => (event.type === 'Ipc' ? event : []));
  const call = calls.find((one) => one.id === id);
  return call === undefined ? [] : [call, ...calls.filter(({ kind, channel }) => kind === 'push' && channel === id)];
}

/** Puts a call behind the pushes that came after the one before it: a push belongs to the last call before it, and this one may not be made. */
function behindPushes(asked: MissingCall, { events, checkpoints, actions = [] }: RecordedSession): MissingCall {
  const marks = [...checkpoints, ...actions, ...actions.flatMap(({ end }) => end ?? [])];
  let { before, afterUs } = asked;
  for (const { index, event } of events) {
    if (index < asked.before || event.type !== 'Ipc') continue;
    const isBehindMark = marks.some(({ event_index }) => event_index > asked.before && event_index <= index);
    if (event.kind !== 'push' || isBehindMark) break;
    before = index + 1;
    afterUs = Math.max(afterUs, microseconds(event.timestamp));
  }
  return { ...asked, before, afterUs };
}

/** A call without what belongs to the run that it was made in. */
function asRecorded(
  { stand_in: _standIn, carried_over: _carried, ...call }: IpcCall,
  { toRecorded }: MissingRun,
): IpcCall {
  const mapped = mapValues(call, toRecorded);
  const { command, result } = mapped;
  return {
    ...mapped,
    command: toRecorded(command) as string,
    result: result !== 'Pending' && 'Err' in result ? { Err: toRecorded(result.Err) as string } : result,
  };
}

/**
 * The id of a call, in the document that its window had where it is added: ids name their documents, and one more document is a navigation that the
 * recording has not.
 */
function idInDocument(call: IpcCall, { before }: MissingCall, { events }: RecordedSession): string {
  const ofWindow = ({ event }: RecordedEvent) => event.type === 'Ipc' && keyOf(event) === keyOf(call);
  const near = events.findLast((one) => one.index < before && ofWindow(one)) ?? events.find(ofWindow);
  if (near?.event.type !== 'Ipc') return call.id;
  const [document, number] = [documentOfCall(near.event), call.id.slice(call.id.indexOf('-') + 1)];
  return document === keyOf(near.event) || !/^\d+$/.test(number) ? call.id : `${document}-${number}`;
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  // With digits behind it still is one of its document.
  for (let nth = 0; taken.has(free); nth += 1) free = `${id}${nth}`;
  return free;
}

/** When a call was answered, in microseconds since 1970. */
function endOf({ timestamp, duration_us: tookUs = 0 }: IpcCall): number {
  return microseconds(timestamp) + tookUs;
}

/** Microseconds between two events of which nothing else is known. */
const STEP_US = 1_000;

/** Times for a call between what came before it in the recording and what comes behind. */
class FittedTimes {
  private readonly startUs: number;
  private readonly durationUs: number;
  private readonly call: IpcCall;

  constructor(
    { before, afterUs }: MissingCall,
    recorded: RecordedSession,
    atPlace: readonly PlacedCall[],
    call: IpcCall,
  ) {
    const marks = [...recorded.checkpoints, ...(recorded.actions ?? [])];
    const nextUs = Math.min(
      ...recorded.events
        .flatMap(({ index, timestamp }) => (index >= before ? microseconds(timestamp) : []))
        .slice(0, 1),
      ...marks.map(({ timestamp }) => microseconds(timestamp)).filter((timeUs) => timeUs > afterUs),
    );
    const wantedUs = Math.max(afterUs, ...atPlace.slice(-1).map((last) => microseconds(last.call.timestamp)));
    // The number says where it stands: the end of an action may have been noted behind what came after it.
    const fromUs = Math.min(wantedUs, nextUs);
    const roomUs = Math.max(0, Math.min(nextUs - fromUs, 4 * STEP_US));
    this.startUs = fromUs + Math.floor(roomUs / 4);
    this.call = call;
    // Answered before what comes next, as far as anybody knows: an answer would wait for others in its way.
    const fittedUs = Math.min(call.duration_us ?? 0, Math.max(0, nextUs - this.startUs - 1));
    // And not before those at its place that were answered before it in the run.
    const answered = atPlace.filter(({ live }) => live.duration_ms !== null && endOf(live) <= endOf(call));
    this.durationUs = Math.max(fittedUs, ...answered.map((one) => endOf(one.call) - this.startUs));
  }

  ofCall(): Pick<IpcCall, 'timestamp' | 'duration_ms'> & { duration_us?: number } {
    const timestamp = formatTimestamp(this.startUs / 1_000);
    if (this.call.duration_ms === null) return { timestamp, duration_ms: null };
    return { timestamp, duration_ms: Math.round(this.durationUs / 1_000), duration_us: this.durationUs };
  }

  /** A message of its channel comes while the call goes on. */
  ofPush(): string {
    return formatTimestamp((this.startUs + Math.floor(this.durationUs / 2)) / 1_000);
  }
}
