import type { RecordedCall } from '../../calls/recorded-call.ts';
import { writeTest } from '../../calls/write-commands.ts';
import type { Case } from './case-of.ts';
import { type Leaf, leavesNotIn, leavesOf } from './leaves-of.ts';
import { nameOf, type Suspect, show } from './make-cause.ts';
import { answerOf, questionOf } from './session-view.ts';
import { start } from './suspect-answers.ts';
import { isFound, isWanted } from './test-claim.ts';

/** Follows the text that the test found on the page back to where it first was on the boundary. Only where there is no pass, which tells more. */
export function suspectShown({ view, passes, claim }: Case): Suspect[] {
  const { received } = claim;
  if (passes.length > 0 || received === undefined || received === '') return [];
  const isWrong = ({ value }: Leaf) => isTelling(value) && isFound(value, claim);
  const isRight = ({ value }: Leaf) => isTelling(value) && isWanted(value, claim);
  const isWrite = writeTest();
  const asking = (is: (leaf: Leaf) => boolean) => view.calls.filter((one) => leavesOf(one.call.args).some(is));
  const answering = (is: (leaf: Leaf) => boolean) => view.calls.filter((one) => newLeaves(one).some(is));
  const [wrong, right] = [answering(isWrong), asking(isRight)];
  const last = wrong.at(-1);
  const [meant] = right;
  const sent = asking(isWrong).find(({ call }) => isWrite(call.command));
  const value = (last === undefined ? leavesOf(sent?.call.args) : newLeaves(last)).find(isWrong)?.value;
  const found = `The test found ${show(value)} on the page.`;
  const isEcho = last !== undefined && sent !== undefined && sent.index < last.index;
  if (sent !== undefined && meant !== undefined && meant.index < sent.index)
    return [
      {
        ...start('wrong-argument', sent, []),
        path: `args.${leavesOf(sent.call.args).find(isWrong)?.path ?? ''}`,
        isSupported: true,
        text: `The frontend called ${nameOf(sent.call)}, though it had sent ${show(leavesOf(meant.call.args).find(isRight)?.value)} with ${nameOf(meant.call, 0)} before.`,
        evidence: [found],
      },
    ];
  if (last === undefined) return [];
  const old = wrong.find((one) => one.index < last.index && questionOf(one) === questionOf(last));
  const written = right.find(({ call }) => isWrite(call.command));
  if (old !== undefined && written !== undefined && written.index > old.index && written.index < last.index)
    return [
      {
        ...start('stale-answer', last, []),
        isSupported: true,
        text: `${nameOf(last.call)} was answered with ${show(value)}, which was so before ${nameOf(written.call)}.`,
        evidence: [found],
      },
    ];
  const isKnown = answering(isRight).length > 0;
  const isNewerUnanswered = view.calls.some(
    (one) => one.index > last.index && one.call.command === last.call.command && answerOf(one) === undefined,
  );
  const asked = new Set(leavesOf(last.call.args).map((leaf) => leaf.value));
  const isAskedByAnswer =
    asked.size > 0 &&
    view.calls.some(
      (one) => one.index < last.index && leavesOf(answerOf(one)?.value).some((leaf) => asked.has(leaf.value)),
    );
  return [
    {
      ...start('wrong-value', last, []),
      // What a test does not expect may as well be right: who is at fault a pass alone can tell.
      where: 'cannot tell',
      isSupported: !isKnown && !isAskedByAnswer && !isNewerUnanswered && !isEcho,
      text: `${nameOf(last.call)} was answered with ${show(value)}, which the test found on the page${claim.expectedText ? ` where it expected ${show(claim.expectedText)}` : ''}.`,
      evidence: [
        ...(isEcho ? [`The frontend had sent it before, with ${nameOf(sent.call, 0)}.`] : []),
        ...(isAskedByAnswer ? ['What it asked for came from an earlier answer, which may be at fault.'] : []),
      ],
    },
  ];
}

/** A number of one digit is on every page. */
const isTelling = (value: unknown) => typeof value !== 'number' || String(value).length > 1;

/** The leaves of an answer that do not only repeat what was asked. */
function newLeaves(one: RecordedCall): Leaf[] {
  return leavesNotIn(answerOf(one)?.value, one.call.args);
}
