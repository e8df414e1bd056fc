import type { z } from 'zod';
import { isSoundEvent } from './is-sound-event.ts';
import { readableEventSchema } from './readable-schema.ts';
import type { RecordedEvent } from './schema.ts';

/** Reads one event of a session. One of unknown kind is kept, although the type does not say so. */
export function parseEvent(value: unknown): ParsedEvent {
  if (isSoundEvent(value)) return { event: value };
  const { success, data, error } = readableEventSchema.safeParse(value);
  return success ? { event: data as RecordedEvent } : { issues: error.issues };
}

/** An event that was read, or its faults. */
export type ParsedEvent =
  | { event: RecordedEvent; issues?: never }
  | { event?: never; issues: readonly z.core.$ZodIssue[] };
