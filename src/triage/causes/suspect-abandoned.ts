import { writeTest } from '../../calls/write-commands.ts';
import { roundedDuration } from '../../std/text/readable-numbers.ts';
import type { Case } from './case-of.ts';
import { nameOf, type Suspect } from './make-cause.ts';
import { answerOf, questionOf } from './session-view.ts';
import { durationUs, knownCalls, partnersOf, start } from './suspect-answers.ts';

/**
 * Finds calls that were out when their document went. Most of these are of no matter: one is a cause where it changes something, is answered in passes
 * or other tests, and was not made again.
 */
export function suspectAbandoned(given: Case): Suspect[] {
  const isWrite = writeTest();
  return given.view.calls.flatMap((one) => {
    const { abandoned, result, command } = one.call;
    if (abandoned === undefined || result !== 'Pending') return [];
    const partners = partnersOf(given, one);
    if (partners.some(({ passed }) => answerOf(passed) === undefined)) return [];
    const answered = knownCalls(given, one).filter((call) => answerOf(call) !== undefined);
    const isAgain = (given.view.byQuestion.get(questionOf(one)) ?? []).some(({ index }) => index > one.index);
    const usualUs = Math.max(0, ...answered.map(durationUs));
    const elsewhere = given.passes.length > 0 ? 'In passes' : 'Elsewhere';
    return [
      {
        ...start('abandoned-call', one, partners),
        isSupported: isWrite(command) && answered.length > 0 && !isAgain,
        text: `${nameOf(one.call)} was abandoned: its document was ${abandoned === 'closed' ? 'closed' : 'navigated away'} before the answer came.`,
        evidence: usualUs > 0 ? [`${elsewhere} it is answered within ${roundedDuration(usualUs / 1000)}.`] : [],
      },
    ];
  });
}
