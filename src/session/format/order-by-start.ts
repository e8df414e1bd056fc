import { firstWhere } from '../../std/first-where.ts';
import type { RecordedEvent, RecordedSession } from './schema.ts';
import { isNotLater, isTimestamp } from './timestamp.ts';

/**
 * Puts the events of a session in the order in which they started. Pages report in batches, each on a way of its own, so
 * what started first in one page may arrive after what started later in another. Numbers stay as they are and are given out anew;
 * a checkpoint, and an action, stays after every event that had arrived before it. Events of the same time stay as they came.
 *
 * @returns the session itself when it is in order, as it is with one page.
 */
export function orderByStart(session: RecordedSession): RecordedSession {
  const { events } = session;
  if (events.every((event, at) => at === 0 || isNotLater(events[at - 1]?.timestamp ?? '', event.timestamp)))
    return session;
  if (!events.every(({ timestamp }) => isTimestamp(timestamp))) return session;
  const sorted = events.toSorted((one, other) => compare(one.timestamp, other.timestamp));
  const numbers = events.map(({ index }) => index).sort((one, other) => one - other);
  const renumbered = new Map(sorted.map((event, at) => [event, numbers[at] ?? event.index]));

  // For each event as it arrived: the highest new number up to it.
  let highest = -1;
  const highestUpTo = events.map((event) => {
    highest = Math.max(highest, renumbered.get(event) ?? -1);
    return highest;
  });
  const placed = <Marked extends { event_index: number }>(marked: Marked): Marked => {
    const seen = countBefore(events, marked.event_index);
    const after = Math.min((highestUpTo[seen - 1] ?? -1) + 1, Number.MAX_SAFE_INTEGER);
    return { ...marked, event_index: Math.max(marked.event_index, after) };
  };
  const { checkpoints, actions } = session;
  return {
    ...session,
    events: sorted.map((event) => ({ ...event, index: renumbered.get(event) ?? event.index })),
    checkpoints: checkpoints.map(placed),
    ...(actions && {
      actions: actions.map((action) => ({ ...placed(action), ...(action.end && { end: placed(action.end) }) })),
    }),
  };
}

function compare(one: string, other: string): number {
  if (!isNotLater(one, other)) return 1;
  return isNotLater(other, one) ? 0 : -1;
}

/** Counts how many events have a number below `index`; they are in order of their numbers. */
function countBefore(events: readonly RecordedEvent[], index: number): number {
  return firstWhere(events.length, (at) => (events[at]?.index ?? 0) >= index);
}
