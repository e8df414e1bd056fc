import type { RecordedSession, StandIn } from '../session/format/schema.ts';

/** The sources whose backend was a stand-in in the page when a session was recorded, each with how it came there, in whichever document. */
export function standInsOf(session: RecordedSession): ReadonlyMap<string, ReadonlySet<StandIn>> {
  const found = new Map<string, Set<StandIn>>();
  for (const { event } of session.events) {
    if (event.type !== 'Ipc' || event.stand_in === undefined || event.source === undefined) continue;
    found.set(event.source, (found.get(event.source) ?? new Set()).add(event.stand_in));
  }
  return found;
}
