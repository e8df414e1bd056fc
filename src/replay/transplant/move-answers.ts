import type { RecordedCall } from '../../calls/recorded-call.ts';

/** A call whose answer is to come before those to some others, or after them. Calls are named by their ids. */
export interface AnswerMove {
  call: string;
  others: readonly string[];
  /** When it came in the other session: those that move keep the order that they had there. */
  modelUs: number;
}

/**
 * Tells when calls end whose answers move: in microseconds, by their ids. The others stay where they are.
 */
export function moveAnswers(
  calls: ReadonlyMap<string, RecordedCall>,
  moves: readonly AnswerMove[],
  to: 'before' | 'after',
): Map<string, number> {
  const ends = new Map<string, number>();
  const inOrder = moves.toSorted((one, other) => one.modelUs - other.modelUs);
  for (const [nth, { call, others }] of inOrder.entries()) {
    const own = calls.get(call);
    if (own === undefined) continue;
    // Where one was answered before this one was made, it is not to be overtaken.
    const times = others.map((id) => calls.get(id)?.endUs ?? 0).filter((us) => Number.isFinite(us) && us > own.startUs);
    if (times.length === 0) continue;
    const endUs = to === 'before' ? Math.min(...times) - (moves.length - nth) : Math.max(...times) + nth + 1;
    ends.set(call, Math.max(endUs, own.startUs));
  }
  return ends;
}
