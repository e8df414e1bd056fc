import type { AppEvent, RecordedSession } from '../session/format/schema.ts';

/** The fields of Victauri's own events, by their types. */
const FIELDS: Record<AppEvent['type'], string[]> = {
  Ipc: ['id', 'command', 'timestamp', 'duration_ms', 'result', 'arg_size_bytes', 'webview_label'],
  StateChange: ['key', 'timestamp', 'caused_by'],
  DomMutation: ['webview_label', 'timestamp', 'mutation_count'],
  DomInteraction: ['action', 'selector', 'value', 'timestamp', 'webview_label'],
  WindowEvent: ['label', 'event', 'timestamp'],
  Console: ['level', 'message', 'timestamp'],
};

/** Makes a session with the fields of Victauri's alone: it would read the others over, and they count for its limit of 2 MiB. */
export function toVictauri({ id, started_at, events, checkpoints }: RecordedSession): object {
  return {
    ...{ id, started_at },
    events: events.flatMap(({ index, timestamp, event }) => {
      const fields = Object.hasOwn(FIELDS, event.type) ? FIELDS[event.type] : undefined;
      // A kind that neither knows would make it refuse the whole.
      return fields === undefined ? [] : [{ index, timestamp, event: { type: event.type, ...picked(event, fields) } }];
    }),
    checkpoints: checkpoints.map((checkpoint) =>
      picked(checkpoint, ['id', 'label', 'timestamp', 'state', 'event_index']),
    ),
  };
}

function picked(from: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key)));
}
