import type { RecordedSession } from '../session/format/schema.ts';
import { CallItems } from '../views/call-item.ts';
import { eventId } from '../views/event-ids.ts';
import { sessionSteps } from '../views/session-steps.ts';

/** Writes each call and one-way message of a session as one line of JSON, with the fields that the command `calls --json` has: for jq, DuckDB, spreadsheets. */
export function toNdjson(session: RecordedSession): string {
  const items = new CallItems(session, sessionSteps(session));
  const test = session.test?.title_path.join(' › ');
  const lines = session.events.flatMap(({ index, event }) => {
    if (event.type !== 'Ipc') return [];
    const data = items.dataOf({ id: eventId(index, event), index, call: event });
    return [
      JSON.stringify({
        session: session.id,
        ...(test === undefined ? {} : { test }),
        timestamp: event.timestamp,
        ...data,
      }),
    ];
  });
  return lines.map((line) => `${line}\n`).join('');
}
