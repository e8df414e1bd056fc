import { type RecordedCall, recordedCalls } from '../../../calls/recorded-call.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { findCauses } from '../../../triage/causes/find-causes.ts';
import { otherQuestions } from '../other-questions.ts';

/**
 * The calls of a failure by which its frontend asked for something else than in the pass, or in another order. What the backend answered afterwards may
 * follow from that, though a replay gives any answer to any question.
 */
export function askedOtherwise(failed: RecordedSession, passed: RecordedSession): RecordedCall[] {
  const { causes } = findCauses(failed, { baselines: [passed] });
  const reordered = causes.filter(({ kind, confidence }) => kind === 'calls-reordered' && confidence !== 'cannot tell');
  const numbers = new Set([
    ...otherQuestions(failed, passed).map(({ index }) => index),
    ...reordered.flatMap(({ calls }) => calls),
  ]);
  return recordedCalls(failed).filter(({ index }) => numbers.has(index));
}
