import { microseconds } from '../../calls/recorded-call.ts';
import { mapValues } from '../../calls/same-call/map-values.ts';
import type { IpcCall, RecordedEvent, RecordedSession } from '../../session/format/schema.ts';
import { defined } from '../../std/defined.ts';
import { firstWhere } from '../../std/first-where.ts';
import { putInList } from '../../std/put-in-list.ts';
import { type FittedCall, FittedTimes } from './fitted-times.ts';
import type { AddedCall, MissingCall } from './missing-call.ts';
import { RecordedPlaces } from './recorded-places.ts';

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
  const places = new RecordedPlaces(recorded);
  const byId = callsById(run.session);
  const placed = new Map<number, PlacedCall[]>();
  for (const asked of run.missing.toSorted((one, other) => one.before - other.before)) {
    const calls = byId.get(asked.id) ?? [];
    const [first] = calls;
    if (first === undefined) continue;
    const missing = first.kind === 'push' ? asked : places.behindPushes(asked);
    const atPlace = placed.get(missing.before) ?? [];
    const times = new FittedTimes(first, { afterUs: missing.afterUs, nextUs: places.nextUs(missing) }, atPlace);
    const id = freeId(places.idAt(missing, first), ids);
    for (const live of calls) {
      const isFirst = live === first;
      const own = isFirst ? id : freeId(places.idAt(missing, live), ids);
      ids.add(own);
      putInList(placed, missing.before, {
        ...{ missing, live },
        call: {
          ...asRecorded(live, run),
          ...(isFirst ? times.ofCall() : { timestamp: times.ofPush() }),
          ...defined({ id: own, channel: isFirst ? undefined : id }),
        },
      });
    }
  }
  return withCalls(
    recorded,
    [...placed.values()].flat().sort((one, other) => one.missing.before - other.missing.before),
  );
}

/** Puts calls into a session. @param placed by their places. */
function withCalls(
  recorded: RecordedSession,
  placed: readonly PlacedCall[],
): { session: RecordedSession; added: AddedCall[] } {
  const added: RecordedEvent[] = placed.map(({ missing, call }, nth) => ({
    index: missing.before + nth,
    timestamp: call.timestamp,
    event: call,
  }));
  const beforeOf = (nth: number) => (placed[nth] as PlacedCall).missing.before;
  let before = 0;
  const events = recorded.events.map((event) => {
    while (before < placed.length && beforeOf(before) <= event.index) before += 1;
    return before === 0 ? event : { ...event, index: event.index + before };
  });
  const shifted = <Mark extends { event_index: number; timestamp: string }>(mark: Mark): Mark => {
    let count = firstWhere(placed.length, (nth) => beforeOf(nth) >= mark.event_index);
    const timeUs = microseconds(mark.timestamp);
    for (let nth = count; nth < placed.length && beforeOf(nth) === mark.event_index; nth += 1)
      if ((placed[nth] as PlacedCall).missing.afterUs < timeUs) count += 1;
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

interface PlacedCall extends FittedCall {
  missing: MissingCall;
}

/** The calls of a run by their ids, each with what came through its channel. */
function callsById({ events }: RecordedSession): Map<string, IpcCall[]> {
  const calls = new Map<string, IpcCall[]>();
  for (const { event } of events) if (event.type === 'Ipc' && !calls.has(event.id)) calls.set(event.id, [event]);
  for (const { event } of events)
    if (event.type === 'Ipc' && event.kind === 'push' && event.channel !== undefined)
      calls.get(event.channel)?.push(event);
  return calls;
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

function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  // With digits behind it still is one of its document.
  for (let nth = 0; taken.has(free); nth += 1) free = `${id}${nth}`;
  return free;
}
