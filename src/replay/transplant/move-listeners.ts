import { eventListenedFor } from '../../calls/event-commands.ts';
import type { IpcCall, RecordedSession } from '../../session/format/schema.ts';
import { keyOf } from '../delivery/window-progress.ts';

/** How many pushes of an event are to come before anybody listens for it in a window. */
export interface UnheardPushes {
  /** A call of that window by which it begins to listen. */
  listen: IpcCall;
  count: number;
}

/**
 * Lets a window of a session listen for an event when so many pushes of it have come, and no sooner or later: a replay gives those before it to nobody, and
 * those behind it to the listener, whenever that is there.
 */
export function moveListeners(session: RecordedSession, { listen, count }: UnheardPushes): RecordedSession {
  const event = eventListenedFor(listen);
  const own = session.events.flatMap(({ index, event: call }) =>
    call.type === 'Ipc' && keyOf(call) === keyOf(listen) ? [{ index, call }] : [],
  );
  const pushes = own.filter(({ call }) => call.kind === 'push' && call.command === event && call.channel === undefined);
  const listens = own.filter(({ call }) => call.kind !== 'push' && eventListenedFor(call) === event);
  const [last, next] = [pushes[Math.min(count, pushes.length) - 1], pushes[count]];
  if (last !== undefined) {
    const early = listens.filter(({ index }) => index < last.index);
    if (early.length > 0) return early.reduceRight((moved, one) => move(moved, one.index, last.index), session);
  }
  const [first] = listens;
  return next === undefined || first === undefined || first.index < next.index
    ? session
    : move(session, first.index, next.index);
}

/** Gives an event the place of another one; those in between move on by one, and so do steps and actions. */
function move(session: RecordedSession, from: number, to: number): RecordedSession {
  const by = from < to ? -1 : 1;
  const isBetween = (index: number) => (from < to ? index > from && index <= to : index >= to && index < from);
  const timestamp = session.events.find(({ index }) => index === to)?.timestamp ?? '';
  const events = session.events.map((one) => {
    if (isBetween(one.index)) return { ...one, index: one.index + by };
    if (one.index !== from) return one;
    const event = one.event.type === 'Ipc' ? { ...one.event, timestamp } : one.event;
    return { ...one, index: to, timestamp, event };
  });
  // A mark stands before the event that has its number.
  const isMoved = (number: number) => (from < to ? number > from && number <= to : number > to && number <= from);
  const shifted = <Mark extends { event_index: number }>(mark: Mark): Mark =>
    isMoved(mark.event_index) ? { ...mark, event_index: mark.event_index + by } : mark;
  const { checkpoints, actions } = session;
  return {
    ...session,
    events: events.sort((one, other) => one.index - other.index),
    checkpoints: checkpoints.map(shifted),
    ...(actions && {
      actions: actions.map((action) => ({ ...shifted(action), ...(action.end && { end: shifted(action.end) }) })),
    }),
  };
}
