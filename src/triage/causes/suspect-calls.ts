import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { AlignedCall } from '../align-sessions.ts';
import type { Case } from './case-of.ts';
import { leavesOf } from './leaves-of.ts';
import { nameOf, type Suspect, show } from './make-cause.ts';
import { answerOf } from './session-view.ts';
import { placeOf } from './suspect-pushes.ts';
import { isFound, isWanted } from './test-claim.ts';

/** Finds calls that every pass has and the failed session lacks, and calls that no pass has. */
export function suspectCalls(given: Case): Suspect[] {
  return given.passes.length === 0 ? [] : [...missingCalls(given), ...extraCalls(given)];
}

function missingCalls({ passes, claim }: Case): Suspect[] {
  const [first, ...rest] = passes;
  const lacks = rest.map(({ missing }) => new Set(missing.map(({ key }) => key)));
  return (first?.missing ?? [])
    .filter((one) => one.call.kind !== 'push' && lacks.every((keys) => keys.has(one.key)))
    .slice(0, MAX_SUSPECTS)
    .map((one: AlignedCall): Suspect => {
      const wanted = leavesOf(answerOf(one)?.value).find(({ value }) => isWanted(value, claim));
      return {
        kind: 'missing-call',
        command: one.call.command,
        calls: [],
        expected: [one.index],
        place: first === undefined ? 0 : placeOf(one, first.back, first.view),
        isSupported: wanted !== undefined,
        text: `${nameOf(one.call)} was not called, as it is in every pass.`,
        evidence: wanted === undefined ? [] : [`The test expected ${show(wanted.value)}, which is in its answer.`],
      };
    });
}

function extraCalls({ view, passes, claim }: Case): Suspect[] {
  const isExtra = ({ index }: RecordedCall) => passes.every(({ partners }) => !partners.has(index));
  return view.calls
    .filter(isExtra)
    .slice(0, MAX_SUSPECTS)
    .map((one): Suspect => {
      const shown = leavesOf(answerOf(one)?.value).find(({ value }) => isFound(value, claim));
      return {
        kind: 'extra-call',
        command: one.call.command,
        calls: [one.index],
        expected: [],
        place: one.index,
        isSupported: shown !== undefined,
        text: `${nameOf(one.call)} was called, as it is in no pass.`,
        evidence:
          shown === undefined ? [] : [`The test found ${show(shown.value)} on the page, which is in its answer.`],
      };
    });
}

/** Calls too many or too few that are told: thousands are one cause, and it is told first. */
const MAX_SUSPECTS = 50;
