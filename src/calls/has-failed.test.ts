import { expect, test } from '@playwright/test';
import type { SessionTest } from '../session/format/schema.ts';
import { hasFailed, hasPassed } from './has-failed.ts';

const A_TEST: SessionTest = { title_path: ['a test'], file: 'a.spec.ts', line: 1, project: '', attempt: 0 };

for (const [status, expected, failed, passed] of [
  ['passed', undefined, false, true],
  ['passed', 'passed', false, true],
  ['failed', undefined, true, false],
  ['failed', 'failed', false, true],
  ['passed', 'failed', true, false],
  ['timedOut', 'passed', true, false],
  ['skipped', 'passed', false, false],
  ['skipped', 'skipped', false, false],
  [undefined, 'passed', true, false],
] as const) {
  test(`a test that ${status ?? 'did not end'} and should have ${expected ?? 'done nobody knows what'} is counted as the runner does`, () => {
    const ended = {
      ...A_TEST,
      ...(status === undefined ? {} : { status }),
      ...(expected === undefined ? {} : { expected_status: expected }),
    };
    expect([hasFailed(ended), hasPassed(ended)]).toEqual([failed, passed]);
  });
}
