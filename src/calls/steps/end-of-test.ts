import type { RecordedSession } from '../../session/format/schema.ts';
import { microseconds } from '../recorded-call.ts';

/** The label of the checkpoint that is taken when the body of a test has ended, before its hooks and fixtures end. */
export const END_OF_TEST = 'end of the test';

/** When the body of a session's test ended, in microseconds since 1970; `Infinity` when that is not known. */
export function endOfTestUs({ checkpoints }: RecordedSession): number {
  const end = checkpoints.findLast(({ label }) => label === END_OF_TEST);
  return end === undefined ? Number.POSITIVE_INFINITY : microseconds(end.timestamp);
}
