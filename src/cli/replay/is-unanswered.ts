import { callKind } from '../../calls/call-kind.ts';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { endOfTestUs } from '../../calls/steps/end-of-test.ts';
import { isBackendCall, isReplayable, replayedTraffic } from '../../replay/delivery/replayable-calls.ts';
import type { StubReport } from '../../replay/stub-report.ts';
import type { RecordedSession } from '../../session/format/schema.ts';

/**
 * Tells whether a test has asked the recording for none of its calls: then it has another backend, and says nothing of this one.
 * Calls that began when the body of the recorded test was over do not count; a recorded call that was left to the app, or to a route of the
 * test, was asked for.
 */
export function isUnanswered(
  session: RecordedSession,
  { answered, unused }: Pick<StubReport, 'answered' | 'unused'>,
): boolean {
  if (answered > 0) return false;
  const endUs = endOfTestUs(session);
  const calls = replayedTraffic(recordedCalls(session)).filter(
    (recorded) => callKind(recorded.call) === 'invoke' && isReplayable(recorded) && isBackendCall(recorded),
  );
  const isUsed = calls.some(({ index }) => !unused.some((one) => one.index === index));
  return !isUsed && calls.some(({ startUs }) => startUs < endUs);
}
