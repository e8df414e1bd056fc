import { valueFilesIn } from '../../session/codec/value-files.ts';
import type { RecordedEvent, RecordedSession } from '../../session/format/schema.ts';

/** Returns the part of a session that has these calls, by the numbers of their events, and what came through their channels. Numbers stay as they are. */
export function partOfSession(session: RecordedSession, indices: Iterable<number>): RecordedSession {
  const kept = new Set(indices);
  const ids = new Set<string>();
  for (const { index, event } of session.events) if (event.type === 'Ipc' && kept.has(index)) ids.add(event.id);
  const events = session.events.filter(({ index, event }) => {
    if (event.type !== 'Ipc') return false;
    return kept.has(index) || (event.channel !== undefined && ids.has(event.channel));
  });
  return { ...session, events, ...(session.values && { values: valuesOf(events, session.values) }) };
}

/** The large values in a session that events of it have. */
function valuesOf(events: RecordedEvent[], values: Readonly<Record<string, string>>): Record<string, string> {
  const used = new Set(valueFilesIn(events).map(({ sha256 }) => sha256));
  return Object.fromEntries(Object.entries(values).filter(([sha256]) => used.has(sha256)));
}
