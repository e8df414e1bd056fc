import { z } from 'zod';
import {
  droppedSchema,
  excludedSchema,
  gapSchema,
  observedSchema,
  testInfoSchema,
} from '../../session/format/schema.ts';
import { isTimestamp } from '../../session/format/timestamp.ts';
import { JOURNAL_FORMAT } from './journal-format.ts';

const count = z.int().min(0);

/** Checks the description of the test in any line of a journal but the first. */
export const partialTestSchema = testInfoSchema.partial();

/** Checks the first line of a segment. Its description of the test is checked by itself: without that the rest can still be read. */
export const headerSchema = z.looseObject({
  format: z.literal(JOURNAL_FORMAT),
  id: z.string(),
  started_at: z.string().refine(isTimestamp),
  kind: z.enum(['test', 'worker']),
  mode: z.string().optional(),
  lost: z.looseObject({ events: count, checkpoints: count, unwritten: count.optional() }).optional(),
});

/** Checks the last line of a journal. */
export const endSchema = z.looseObject({
  dropped: droppedSchema.optional(),
  redactions: count.optional(),
  withheld: z.record(z.string(), count).optional(),
  excluded: excludedSchema.optional(),
  gaps: z.array(gapSchema).optional(),
  test: partialTestSchema.optional(),
  unwritten: count.optional(),
  observed: observedSchema.optional(),
  calls: count.optional(),
});
