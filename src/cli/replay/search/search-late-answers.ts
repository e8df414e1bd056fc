import { ddmin } from '../../../replay/minimize/ddmin.ts';
import { transplant } from '../../../replay/transplant/transplant.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { counted } from '../../../std/text/readable-numbers.ts';
import { makeUpPass } from '../explain/make-up-pass.ts';
import type { StubReplay } from '../judge/judge-result.ts';

/**
 * Finds the answers that make a test fail since they came after those to later questions: all of them are given in the order in which they were asked
 * for, and if the test passes then, as few as will do. Two of three that come too late are found so, and by no swap of two.
 *
 * @param run replays a session; undefined when the search is to end.
 * @returns the ids of their calls; undefined when there are none, or that is not certain.
 */
export async function searchLateAnswers(
  session: RecordedSession,
  run: (what: string, session: RecordedSession) => Promise<StubReplay | undefined>,
): Promise<string[] | undefined> {
  const made = makeUpPass(session);
  const late = made.deviations.flatMap((one) => (one.kind === 'order' ? [one] : []));
  const passes = async (some: typeof late, again = '') => {
    if (some.length === 0) return false;
    const what = `with ${counted(some.length, 'answer')} in the order in which they were asked for${again}`;
    const replay = await run(what, transplant(made, 'failed', some));
    return replay && replay.verdict === 'passed';
  };
  if ((await passes(late)) !== true) return undefined;
  const { items, isMinimal } = await ddmin(late, passes, { nameOf: ({ call }) => call.failed });
  const isCertain =
    isMinimal &&
    (await passes(items, ', once more')) === true &&
    (await run('in the recorded order, once more', session))?.same === true;
  return isCertain ? items.map(({ call }) => call.failed) : undefined;
}
