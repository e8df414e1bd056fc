import { z } from 'zod';
import { appEventSchema, recordedEventSchema, recordedSessionSchema } from './schema.ts';
import { EVENT_KINDS } from './session-version.ts';

/**
 * Schemas for reading what another version wrote: an event of a kind we do not know (Victauri's list is open) is kept as it is.
 * One whose kind is ours but for the case is refused: that is a mistake, not a newer version.
 */
export const readableEventSchema = recordedEventSchema.extend({
  event: z.union([
    appEventSchema,
    z.looseObject({ type: z.string().refine((type) => !isKnownKind(type), { abort: true }) }),
  ]),
});

/** A session whose events and checkpoints are yet to be read. */
export const readableSessionSchema = recordedSessionSchema.extend({
  events: z.array(z.unknown()),
  checkpoints: z.array(z.unknown()),
});

const LOWER_CASE_KINDS = new Set(EVENT_KINDS.map((kind) => kind.toLowerCase()));

function isKnownKind(type: string): boolean {
  return LOWER_CASE_KINDS.has(type.toLowerCase());
}
