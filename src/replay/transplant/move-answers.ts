import type { RecordedCall } from '../../calls/recorded-call.ts';

/** A call whose answer is to come before those to some others, or after them. Calls are named by their ids. */
export interface AnswerMove {
  call: string;
  others: readonly string[];
  /** When it came in the other session: those that move keep the order that they had there. */
  modelUs: number;
}

/**
 * Tells when calls end whose answers move: in microseconds, by their ids. The others stay where they are. One that began too late to be answered before
 * the others stays, too.
 */
export function moveAnswers(
  calls: ReadonlyMap<string, RecordedCall>,
  moves: readonly AnswerMove[],
  to: 'before' | 'after',
): Map<string, number> {
  const ends = new Map<string, number>();
  const inOrder = moves.toSorted((one, other) => one.modelUs - other.modelUs);
  for (const [nth, { call, others }] of inOrder.entries()) {
    const times = others.map((id) => calls.get(id)?.endUs ?? Number.NaN).filter(Number.isFinite);
    const own = calls.get(call);
    if (times.length === 0 || own === undefined) continue;
    const endUs = to === 'before' ? Math.min(...times) - (moves.length - nth) : Math.max(...times) + nth + 1;
    if (endUs > own.startUs) ends.set(call, endUs);
  }
  return ends;
}
