import type { RecordedSession, StandIn } from '../session/format/schema.ts';

/** The sources whose backend was a stand-in in the page when a session was recorded, each with how it came there: first, where it differed. */
export function standInsOf(session: RecordedSession): ReadonlyMap<string, StandIn> {
  const found = new Map<string, StandIn>();
  for (const { event } of session.events) {
    if (event.type !== 'Ipc' || event.stand_in === undefined || event.source === undefined) continue;
    // An init script runs in each document: one without it is the exception.
    if (found.get(event.source) !== 'init-script') found.set(event.source, event.stand_in);
  }
  return found;
}
