import { expect, test } from '@playwright/test';
import { fakeSession, fakeStep } from '../../replay/fake-session.test.support.ts';
import type { RecordedSession, SessionTest } from '../../session/format/schema.ts';
import { cpuMs } from '../../std/cpu-time.test.support.ts';
import { failingStep } from './failing-step.ts';

const begin = (path: string[], id: string, at = 0) => fakeStep('begin', path, at, { id });
const end = (path: string[], id: string, error?: string, at = 0) =>
  fakeStep('end', path, at, { id, ...(error === undefined ? {} : { error }) });

/** The path of the failing step, and the position of its checkpoint. */
function found(checkpoints: RecordedSession['checkpoints'], rest: Partial<SessionTest> = {}) {
  const base = {
    title_path: ['saves'],
    file: 'a.spec.ts',
    line: 3,
    project: '',
    attempt: 0,
    status: 'failed' as const,
  };
  const failure = failingStep(fakeSession([], { test: { ...base, ...rest }, checkpoints }));
  return failure && [failure.step.title_path.join('/'), failure.checkpoint];
}

test('a retried assertion failed when it was tried last', () => {
  const tried = (id: string) => [begin(['toPass', 'toBe'], id), end(['toPass', 'toBe'], id, 'Error: 1 is not 2')];
  const checkpoints = [
    begin(['toPass'], 'a'),
    ...tried('b'),
    ...tried('c'),
    ...tried('d'),
    end(['toPass'], 'a', 'Error: 1 is not 2'),
  ];
  expect(found(checkpoints, { errors: ['Error: 1 is not 2\n\nCall Log:\n- Timeout 100ms exceeded'] })).toEqual([
    'toPass/toBe',
    6,
  ]);
});

test('a step that failed and was caught is not the one, however deep it is', () => {
  const checkpoints = [
    begin(['close the banner'], 'a'),
    begin(['close the banner', 'click'], 'b'),
    end(['close the banner', 'click'], 'b', 'Error: no banner'),
    end(['close the banner'], 'a'),
    begin(['save'], 'c'),
    end(['save'], 'c', 'Error: no Milk'),
  ];
  expect(found(checkpoints, { errors: ['Error: no Milk'] })).toEqual(['save', 5]);
  expect(found(checkpoints)).toEqual(['save', 5]);
});

test('the first of the soft assertions that failed is the one, also when all failed alike', () => {
  const checkpoints = [
    end(['title'], 'a', 'Error: not "Milk"'),
    end(['list', 'row'], 'b', 'Error: not "Milk"'),
    end(['list'], 'c', 'Error: not "Milk"'),
    end(['count'], 'd', 'Error: not "Milk"\nbut 3'),
  ];
  const soft = 'Error: not "Milk"';
  expect(found(checkpoints, { errors: [soft, soft, `${soft}\nbut 3`] })).toEqual(['title', 0]);
});

test('a step that was tried again after it failed alike is the last of them', () => {
  const tries = ['a', 'b', 'c'].flatMap((id) => [begin(['save'], id), end(['save'], id, 'Error: busy')]);
  expect(found(tries, { errors: ['Error: busy'] })).toEqual(['save', 5]);
});

test('assertions that differ below their first line are told apart', () => {
  const first = 'Error: expect(locator).toHaveText(expected) failed\n\nExpected: "Milk"';
  const second = 'Error: expect(locator).toHaveText(expected) failed\n\nExpected: "Eggs"';
  const checkpoints = [end(['milk'], 'a', first), end(['eggs'], 'b', second)];
  expect(found(checkpoints, { errors: [first, second] })).toEqual(['milk', 0]);
});

test('texts that were cut or changed are compared by their first lines', () => {
  const checkpoints = [end(['save'], 'a', 'Error: no Milk\n  in the list'), end(['tidy'], 'b', 'Error: gone')];
  expect(found(checkpoints, { errors: ['Error: no Milk\n  but Eggs'] })).toEqual(['save', 0]);
});

test('of steps one within the other that failed alike the innermost is meant', () => {
  const checkpoints = [
    begin(['save'], 'a'),
    begin(['save', 'click'], 'b'),
    end(['save', 'click'], 'b', 'Error: no button'),
    end(['save'], 'a', 'Error: no button'),
  ];
  expect(found(checkpoints, { errors: ['Error: no button'] })).toEqual(['save/click', 2]);
});

test('a step that gave its failure another error is the one, not the step within it', () => {
  const checkpoints = [
    begin(['save'], 'a'),
    end(['save', 'click'], 'b', 'TimeoutError: click'),
    end(['save'], 'a', 'Error: could not save'),
  ];
  expect(found(checkpoints, { errors: ['Error: could not save'] })).toEqual(['save', 2]);
});

test('when time ran out the step under way is the one, not a step that was caught before', () => {
  const checkpoints = [
    end(['close the banner'], 'a', 'Error: no banner'),
    begin(['save'], 'b'),
    begin(['save', 'click'], 'c'),
  ];
  const errors = ['Test timeout of 1000ms exceeded.'];
  expect(found(checkpoints, { status: 'timedOut', errors })).toEqual(['save/click', 2]);
  expect(failingStep({ checkpoints, test: undefined })?.eventIndex).toBe(Number.POSITIVE_INFINITY);
});

test('an action that the end of the time has ended is the one', () => {
  const checkpoints = [
    begin(['save'], 'a'),
    begin(['save', 'click'], 'b'),
    end(['save', 'click'], 'b', 'Error: locator.click: Test timeout of 1000ms exceeded.'),
  ];
  const errors = ['Test timeout of 1000ms exceeded.', 'Error: locator.click: Test timeout of 1000ms exceeded.'];
  expect(found(checkpoints, { status: 'timedOut', errors })).toEqual(['save/click', 2]);
});

test('a step that never ended is the one when the worker died, whose error no step has', () => {
  const checkpoints = [end(['try'], 'a', 'Error: caught'), begin(['save'], 'b')];
  expect(found(checkpoints, { errors: ['Error: worker process exited unexpectedly'] })).toEqual(['save', 1]);
  expect(found(checkpoints)).toEqual(['try', 0]);
});

test('a test that passed or was skipped has none', () => {
  const checkpoints = [end(['probe'], 'a', 'Error: expected'), begin(['open'], 'b')];
  expect(found(checkpoints, { status: 'passed' })).toBeUndefined();
  expect(found(checkpoints, { status: 'skipped' })).toBeUndefined();
});

test('many steps that failed at the same time are judged in a moment', () => {
  const path = (n: number) => ['all', `${n % 7}`, `${n}`];
  const checkpoints = Array.from({ length: 20_000 }, (_, n) => begin(path(n), `${n}`));
  for (let n = 0; n < 20_000; n += 1) checkpoints.push(end(path(n), `${n}`, 'Error: no'));
  const errors = Array.from({ length: 10_000 }, () => 'Error: no');
  expect(cpuMs(() => expect(found(checkpoints, { errors })?.[1]).toBe(30_000))).toBeLessThan(5_000);
});
