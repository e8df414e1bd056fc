import { expect, test } from '@playwright/test';
import type { RowStatus } from '../../timeline-format.ts';
import { STATUSES } from '../../timeline-format.ts';
import { EventColumns } from './event-columns.ts';
import { DEFAULT_FILTER, filterRows } from './filter-rows.ts';
import { findFailure } from './find-failure.ts';
import { buildSteps, flattenSteps } from './step-nodes.ts';

test('picks the step that the data names and the first problem inside it', () => {
  const found = findFailure(STEPS, columnsOf(['failed', 'ok', 'ok', 'pending', 'failed']), { failedAt: 2 });
  expect([found.step?.title, found.row]).toEqual(['click', 3]);
});

test('falls back to the last problem before the failed step', () => {
  expect(findFailure(STEPS, columnsOf(['failed', 'failed', 'ok', 'ok', 'failed']), { failedAt: 2 }).row).toBe(1);
});

test('picks nothing in a session without problems', () => {
  expect(findFailure([], columnsOf(['ok', 'none']), {})).toEqual({ step: null, row: null });
});

test('picks the last call of a failed test in which every call was answered', () => {
  const columns = columnsOf(['ok', 'ok', 'ok'], ['load', 'search', FRAMEWORK]);
  const failed = { title_path: ['t'], file: 'a', line: 1, project: '', attempt: 0, status: 'failed' as const };
  expect(findFailure([], columns, { test: failed }).row).toBe(1);
  expect(findFailure([], columns, { test: { ...failed, status: 'passed' as const } }).row).toBe(null);
});

test('picks the call that the verdict names, and that of a lead where no call has failed', () => {
  const cause = { text: 'c', index: 1, isLead: false };
  const lead = { ...cause, isLead: true };
  for (const [statuses, place, row] of [
    [['ok', 'ok', 'failed'], { failedAt: 2, cause }, 1],
    [['ok', 'ok', 'failed'], { cause }, 1],
    [['ok', 'ok', 'failed'], { failedAt: 2, cause: lead }, 2],
    [['ok', 'ok', 'ok'], { failedAt: 2, cause: lead }, 1],
    [['ok', 'ok', 'ok'], { cause: lead }, 1],
    [['ok', 'ok', 'ok'], { failedAt: 2, cause: { ...cause, index: 99 } }, 2],
  ] as const)
    expect(findFailure(STEPS, columnsOf([...statuses]), place).row).toBe(row);
});

test('hides framework calls and counts them, but shows those that failed', () => {
  const columns = columnsOf(['ok', 'ok', 'failed'], ['save', FRAMEWORK, FRAMEWORK]);
  const { rows, hiddenFramework } = filterRows(columns, DEFAULT_FILTER, null, null);
  expect([[...rows], hiddenFramework]).toEqual([[0, 2], 1]);
});

test('limits the rows to the events of a step', () => {
  expect([...filterRows(columnsOf(['ok', 'ok', 'ok', 'ok']), DEFAULT_FILTER, [1, 3], null).rows]).toEqual([1, 2]);
});

/** The name of calls that the data says are of the framework. */
const FRAMEWORK = 'plugin:window|show';

const save = { id: 'a', title_path: ['save'], category: 'test.step' };
const click = { id: 'b', title_path: ['save', 'click'], category: 'pw:api' };
const at = (eventIndex: number) => ({
  id: `k${eventIndex}`,
  label: null,
  time: eventIndex,
  eventIndex,
  hasState: false,
});
const STEPS = flattenSteps(
  buildSteps(
    [
      { ...at(1), step: { ...save, phase: 'begin' } },
      { ...at(2), step: { ...click, phase: 'begin' } },
      { ...at(4), step: { ...click, phase: 'end', error: 'no' } },
      { ...at(5), step: { ...save, phase: 'end', error: 'no' } },
    ],
    9,
    9,
  ),
);

function columnsOf(statuses: RowStatus[], names: string[] = statuses.map(() => 'save')): EventColumns {
  const ones = statuses.map((_, i) => (i === 0 ? 0 : 1));
  return new EventColumns(
    {
      index: ones,
      time: ones,
      duration: ones,
      kind: '0'.repeat(statuses.length),
      framework: names.map((name) => (name === FRAMEWORK ? 1 : 0)).join(''),
      status: statuses.map((status) => STATUSES.indexOf(status)).join(''),
      name: names.map((_, i) => i),
      names,
      window: ones.map(() => 0),
      windows: ['main'],
    },
    statuses.length,
  );
}
