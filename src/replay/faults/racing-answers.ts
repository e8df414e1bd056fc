import { callKind } from '../../calls/call-kind.ts';
import { commandTest } from '../../calls/command-filter.ts';
import { type RecordedCall, recordedCalls } from '../../calls/recorded-call.ts';
import { endOfTestUs } from '../../calls/steps/end-of-test.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { isBackendCall, isReplayable, replayedTraffic } from '../delivery/replayable-calls.ts';

/** Two calls that were out at one time: the answer that came second could as well have come first. */
export interface RacingAnswers {
  first: RecordedCall;
  second: RecordedCall;
}

/** Pairs of one command with another: polls overlap with all there is, and say the same each time. */
const MAX_OF_A_KIND = 3;

/**
 * The answers of a recording that could have come the other way round, those nearest to the end of the test first: what a test
 * fails on has most often happened just before.
 *
 * @param passed commands that the app itself answers, when it likes.
 */
export function racingAnswers(session: RecordedSession, passed: string[] = []): RacingAnswers[] {
  const isPassed = commandTest(passed);
  const endUs = endOfTestUs(session);
  const calls = replayedTraffic(recordedCalls(session))
    .filter((one) => isReplayable(one) && isBackendCall(one) && callKind(one.call) === 'invoke' && !one.call.sync)
    .filter(({ call, endUs: answered }) => answered < endUs && !isPassed(call.command))
    .sort((one, other) => one.endUs - other.endUs || one.index - other.index);
  const pairs: RacingAnswers[] = [];
  const kinds = new Map<string, number>();
  for (let at = calls.length - 1; at > 0; at--) {
    const second = calls[at] as RecordedCall;
    // Whatever was answered while the second one was out.
    for (let before = at - 1; before >= 0; before--) {
      const first = calls[before] as RecordedCall;
      if (first.endUs <= second.startUs) break;
      const kind = JSON.stringify([first.call.command, second.call.command]);
      const count = (kinds.get(kind) ?? 0) + 1;
      kinds.set(kind, count);
      if (count <= MAX_OF_A_KIND) pairs.push({ first, second });
    }
  }
  return pairs;
}
