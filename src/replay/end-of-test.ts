import { END_OF_TEST } from '../session/checkpoint-labels.ts';
import type { RecordedSession } from '../session/schema.ts';
import { microseconds } from './recorded-call.ts';

/** When the body of a session's test ended, in microseconds since 1970; `Infinity` when that is not known. */
export function endOfTestUs({ checkpoints }: RecordedSession): number {
  const end = checkpoints.findLast(({ label }) => label === END_OF_TEST);
  return end === undefined ? Number.POSITIVE_INFINITY : microseconds(end.timestamp);
}
