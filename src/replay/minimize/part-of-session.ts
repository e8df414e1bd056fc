import type { RecordedSession } from '../../session/format/schema.ts';
import { usedValues } from './used-values.ts';

/** Returns the part of a session that has these calls, by the numbers of their events, and what came through their channels. Numbers stay as they are. */
export function partOfSession(session: RecordedSession, indices: Iterable<number>): RecordedSession {
  const kept = new Set(indices);
  const ids = new Set<string>();
  for (const { index, event } of session.events) if (event.type === 'Ipc' && kept.has(index)) ids.add(event.id);
  const events = session.events.filter(({ index, event }) => {
    if (event.type !== 'Ipc') return false;
    return kept.has(index) || (event.channel !== undefined && ids.has(event.channel));
  });
  return { ...session, events, ...usedValues(events, session.values) };
}
