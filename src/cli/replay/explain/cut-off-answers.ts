import { microseconds, recordedCalls } from '../../../calls/recorded-call.ts';
import { transplant } from '../../../replay/transplant/transplant.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { findDeviations } from './find-deviations.ts';

/** Microseconds that an answer may take longer than in the pass. */
const SLACK_US = 100_000;

/**
 * Gives a failure the answers that were under way when its recording ended, as they came in the pass. A call that was made just before the end tells nothing
 * of whether its backend would have answered: whatever made it late is the cause.
 */
export function withCutOffAnswers(failed: RecordedSession, passed: RecordedSession): RecordedSession {
  const compared = findDeviations(failed, passed, false);
  const [ours, theirs] = [failed, passed].map((one) => new Map(recordedCalls(one).map((each) => [each.call.id, each])));
  const endUs = endOfRecordingUs(failed);
  const cutOff = compared.deviations.filter((one) => {
    if (one.kind !== 'answer') return false;
    const [call, other] = [ours?.get(one.call.failed), theirs?.get(one.call.passed)];
    if (call === undefined || other === undefined || call.call.result !== 'Pending') return false;
    return Number.isFinite(other.endUs) && endUs - call.startUs < 2 * (other.endUs - other.startUs) + SLACK_US;
  });
  return cutOff.length === 0 ? failed : transplant(compared, 'failed', cutOff);
}

/** When the last of all that a session has came; `Infinity` where nothing tells how long the test went on. */
function endOfRecordingUs({ events, checkpoints }: RecordedSession): number {
  if (checkpoints.length === 0) return Number.POSITIVE_INFINITY;
  const times = [...events, ...checkpoints].map(({ timestamp }) => microseconds(timestamp));
  return times.reduce((last, one) => Math.max(last, one), Number.NEGATIVE_INFINITY);
}
