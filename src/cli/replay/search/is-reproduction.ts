import { appCalls, questionOf } from '../../../replay/minimize/part-with-fillers.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import type { StubReplay } from '../judge/judge-result.ts';

/**
 * Tells whether a test has failed on a part of its session for the same reason as on all of it. A test may show the same error for another one: so
 * no call was a miss that was none before, the first cause is the same, and what the part keeps was asked for, if it was before.
 *
 * @param whole the replay of the whole session; left out for that one itself.
 */
export function isReproduction(part: RecordedSession, replay: StubReplay, whole?: StubReplay): boolean {
  if (!failsAsRecorded(replay)) return false;
  if (whole === undefined) return true;
  if (replay.trace?.cause !== whole.trace?.cause || missesMore(replay, whole)) return false;
  const [before, now] = [new Set(whole.trace?.asked), new Set(replay.trace?.asked)];
  return appCalls(part).every(({ call }) => {
    const question = questionOf(call);
    return call.filler === true || !before.has(question) || now.has(question);
  });
}

/** Tells whether it ended with the recorded error: also where it asks for nothing, then its calls have no part in it. */
function failsAsRecorded({ verdict, replayed }: StubReplay): boolean {
  return verdict === 'reproduced' || (verdict === 'unanswered' && replayed.status !== 'passed');
}

function missesMore({ stub }: StubReplay, whole: StubReplay): boolean {
  const before = new Set(whole.stub?.missed.map(({ command }) => command));
  return stub?.missed.some(({ command }) => !before.has(command)) === true;
}
