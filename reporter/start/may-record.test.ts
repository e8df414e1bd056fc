import { expect, test } from '@playwright/test';
import type { Suite } from '@playwright/test/reporter';
import { mayRecord } from './may-record.ts';

interface Given {
  /** The option as the project has it. */
  project?: unknown;
  /** The option as `test.use` of a group has it. */
  use?: unknown;
  /** The option as another `extend` has it. */
  extended?: unknown;
}

/** A run of one test, with the parts of Playwright's objects that are read. */
function runOf({ project, use, extended }: Given): Suite {
  const list = (value: unknown) => ({ fixtures: { ipcRecorder: value } });
  const file = { _use: use === undefined ? [] : [list(use)], project: () => ({ use: { ipcRecorder: project } }) };
  const byDefault = list(['retain-on-failure', { option: true }]);
  const fixtures = extended === undefined ? [byDefault] : [byDefault, list(extended)];
  return { allTests: () => [{ _testType: { fixtures }, parent: file }] } as unknown as Suite;
}

test('nothing is recorded where the project is off and no file says otherwise', () => {
  expect(mayRecord(runOf({ project: 'off' }))).toBe(false);
  expect(mayRecord(runOf({ project: 'off', use: 'off' }))).toBe(false);
});

test('a file, a group or a test type of its own may record in a project that is off', () => {
  expect(mayRecord(runOf({ project: 'off', use: 'on' }))).toBe(true);
  expect(mayRecord(runOf({ project: 'off', extended: { mode: 'on' } }))).toBe(true);
});

test('where nothing is said, or nothing can be known, recording is expected', () => {
  expect(mayRecord(runOf({}))).toBe(true);
  expect(mayRecord({ allTests: () => [{ parent: { project: () => ({ use: {} }) } }] } as unknown as Suite)).toBe(true);
});
