import type { RecordedCall } from '../../calls/recorded-call.ts';

/** Microseconds between two things that may have happened in one task: each call and each answer takes a recorder some. */
const TASK_GAP_US = 1_000;

/**
 * The calls that were answered in their own task, as a mock in the page does: the page says so, or from the call to its answer nothing waited
 * for anything. An answer that takes a task of its own now would come after what followed it at once then. A task may be long, as one is that
 * renders an app, so the time alone does not tell.
 *
 * @param traffic calls and one-way traffic of one window.
 */
export function quickAnswers(traffic: readonly RecordedCall[]): ReadonlySet<RecordedCall> {
  const times = traffic.flatMap(({ startUs, endUs }) => [startUs, endUs]).filter(Number.isFinite);
  times.sort((one, other) => one - other);
  /** For each time the first one of its stretch without a pause. */
  const stretchOf = new Map<number, number>();
  let begin = 0;
  for (const [at, time] of times.entries()) {
    if (at === 0 || time - (times[at - 1] as number) > TASK_GAP_US) begin = time;
    stretchOf.set(time, begin);
  }
  return new Set(
    traffic.filter(
      ({ call, startUs, endUs }) => call.same_task === true || stretchOf.get(startUs) === stretchOf.get(endUs),
    ),
  );
}
