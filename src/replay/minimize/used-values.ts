import { valueFilesIn } from '../../session/codec/value-files.ts';
import type { RecordedEvent, RecordedSession } from '../../session/format/schema.ts';

/** Returns those of a packed session's large values that some of its events have, as a session's key `values`; nothing where it has none. */
export function usedValues(
  events: RecordedEvent[],
  values: RecordedSession['values'],
): Pick<RecordedSession, 'values'> | undefined {
  if (values === undefined) return undefined;
  const used = new Set(valueFilesIn(events).map(({ sha256 }) => sha256));
  return { values: Object.fromEntries(Object.entries(values).filter(([sha256]) => used.has(sha256))) };
}
