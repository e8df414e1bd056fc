import { fenceAround } from '../../../std/text/fenced.ts';
import { firstLine } from '../../../std/text/first-line.ts';
import { escapeText, escapeToFit, stripAnsi } from '../../../std/text/printable-text.ts';
import { counted } from '../../../std/text/readable-numbers.ts';
import type { Experiment, ExperimentOutcome } from './experiments.ts';
import type { Explanation } from './explanation.ts';

/** Writes what replays tell of the cause of a failure, and the replays as evidence. What was recorded stands in a fence. */
export function renderExplanation(explanation: Explanation, baseline: string | undefined): string {
  const { confidence, where, causes, replays, deviations, isUnfinished } = explanation;
  const place = where === 'cannot tell' ? '' : `: ${PLACES[where]}`;
  const lines = [`${CONFIDENCES[confidence]}${place}.`];
  if (isUnfinished) lines.push('The search was not finished; the same command goes on from here.');
  const { of, left } = deviations;
  if (baseline !== undefined) {
    const what = of === 1 ? '1 respect' : `${of} respects`;
    if (of > 0)
      lines.push(
        `The backend behaved otherwise than in the pass in ${what}${left > 0 ? `, of which the last ${left} were not tried` : ''}.`,
      );
    lines.push(`The pass: ${escapeText(baseline)}`);
  }
  const recorded = [
    ...(isUnfinished ? [] : [`    ${escapeToFit(stripAnsi(firstLine(explanation.reason)), 400)}`]),
    ...(causes.length > 0 ? ['', ...causes.map(({ text, calls }) => `    ${text}${numbers(calls)}`)] : []),
    '',
    `Evidence, ${counted(replays.length, 'replay')}:`,
    ...replays.map(evidenceLine),
  ];
  return `${lines.join('\n')}\n\n${fenceAround(recorded.join('\n').replace(/^\n+/, ''), { label: 'explanation' })}`;
}

const CONFIDENCES: Record<Explanation['confidence'], string> = {
  proved: 'Proved',
  likely: 'Likely',
  'cannot tell': 'Cannot tell',
};

const PLACES: Record<Exclude<Explanation['where'], 'cannot tell'>, string> = {
  backend: 'the backend is at fault',
  frontend: 'the frontend is at fault',
  contract: 'frontend and backend are at odds',
  test: 'the test is at fault',
};

const OUTCOMES: Record<ExperimentOutcome, string> = {
  'fails-alike': 'fails alike',
  passes: 'passes',
  'fails-otherwise': 'fails otherwise',
  'cannot-tell': 'not replayed',
};

function numbers(calls: readonly number[]): string {
  return calls.length === 0 ? '' : ` (${calls.map((number) => `#${number}`).join(', ')})`;
}

function evidenceLine({ what, outcome, missed, reason }: Experiment): string {
  const notes = [
    ...(missed > 0 ? [`${counted(missed, 'call')} not in the session`] : []),
    ...(reason === undefined ? [] : [escapeToFit(firstLine(stripAnsi(reason)), 120)]),
  ];
  const note = notes.length > 0 ? ` (${notes.join('; ')})` : '';
  return `    ${OUTCOMES[outcome].padEnd(15)} ${escapeToFit(what, 160)}${note}`;
}
