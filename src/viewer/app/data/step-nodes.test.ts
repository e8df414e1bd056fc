import { expect, test } from '@playwright/test';
import type { CheckpointRow } from '../../timeline-format.ts';
import { buildSteps, flattenSteps, stepOf } from './step-nodes.ts';

test('nests steps by their title path, parallel ones too', () => {
  const roots = buildSteps(
    [
      begin('a', ['save']),
      begin('b', ['load']),
      begin('c', ['save', 'click']),
      end('c', ['save', 'click']),
      end('a', ['save']),
      end('b', ['load']),
    ],
    100,
    9,
  );
  expect(outline(roots)).toEqual(['save', '  click', 'load']);
});

test('marks what failed and what never ended', () => {
  const steps = flattenSteps(
    buildSteps(
      [begin('a', ['save']), begin('b', ['save', 'click']), end('b', ['save', 'click'], 'no such button')],
      100,
      9,
    ),
  );
  expect(steps.map((step) => [step.title, step.status, step.end, step.error])).toEqual([
    ['save', 'unfinished', 100, undefined],
    ['click', 'failed', 2, 'no such button'],
  ]);
});

test('shows a step whose begin was lost', () => {
  const [step] = buildSteps([end('a', ['save'])], 100, 9);
  expect(step).toMatchObject({ title: 'save', status: 'passed', begins: null, ends: 0 });
});

test('keeps the checkpoints a test takes by itself, inside the step they were taken in', () => {
  const own: CheckpointRow = { id: 'k', label: 'ready', time: 1, eventIndex: 1, hasState: true };
  expect(outline(buildSteps([begin('a', ['save']), own, end('a', ['save'])], 100, 9))).toEqual(['save', '  ready']);
});

test('finds the innermost step of an event', () => {
  const steps = flattenSteps(
    buildSteps(
      [
        begin('a', ['save'], 0),
        begin('b', ['save', 'click'], 2),
        end('b', ['save', 'click'], undefined, 4),
        end('a', ['save'], undefined, 6),
      ],
      100,
      9,
    ),
  );
  expect([1, 2, 4, 8].map((index) => stepOf(steps, index)?.title)).toEqual(['save', 'click', 'save', undefined]);
});

function begin(id: string, titlePath: string[], eventIndex = 0): CheckpointRow {
  return {
    id: `${id}-begin`,
    label: null,
    time: 0,
    eventIndex,
    hasState: false,
    step: { id, phase: 'begin', title_path: titlePath, category: 'test.step' },
  };
}

function end(id: string, titlePath: string[], error?: string, eventIndex = 0): CheckpointRow {
  const step = {
    id,
    phase: 'end' as const,
    title_path: titlePath,
    category: 'test.step',
    ...(error === undefined ? {} : { error }),
  };
  return { id: `${id}-end`, label: null, time: 2, eventIndex, hasState: false, step };
}

function outline(roots: ReturnType<typeof buildSteps>): string[] {
  return flattenSteps(roots).map((step) => '  '.repeat(step.depth) + step.title);
}
