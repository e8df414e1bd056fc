import { readableEventSchema } from './read-schema.ts';
import type { RecordedEvent } from './schema.ts';

/** `value` as an event, or undefined when it is none. As in `parseSession`, an event of unknown kind is kept. */
export function parseEvent(value: unknown): RecordedEvent | undefined {
  const { success, data } = readableEventSchema.safeParse(value);
  return success ? (data as RecordedEvent) : undefined;
}
