import { expect, test } from '@playwright/test';
import type { Divergence } from '../../triage/divergence.ts';
import type { StubReplay } from './judge/judge-result.ts';
import { reasonOf } from './reason-of.ts';

const stub = { answered: 1, repeated: 0, shifted: 0, pending: 0, missed: [], unused: [] };
const failed = (rest: Partial<StubReplay> = {}): StubReplay => ({
  ...{ verdict: 'failed', same: false, elsewhere: [], stub },
  recorded: { status: 'passed', error: undefined },
  replayed: { status: 'timedOut', error: 'Test timeout of 2000ms exceeded.\n    at a.ts:1' },
  ...rest,
});
const divergence = { kind: 'extra', text: 'poll was called.', command: 'poll', changes: [], step: [] } as Divergence;
const unrun = (status: StubReplay['replayed']['status'], error?: string) => {
  const { stub: _stub, ...rest } = failed({ verdict: 'not-run', replayed: { status, error } });
  return rest;
};

test('the reason is the call without an answer and how the nearest differs, else the first divergence, else the error', () => {
  const message =
    'The recording has no answer for load {}.\nRecorded calls of load nearest to it:\n  #3 differs: at 1\nRecord';
  const missed = [{ command: 'load', args: {}, message }];
  expect(reasonOf(failed({ stub: { ...stub, missed }, divergence }))).toBe(
    'The recording has no answer for load {}. #3 differs: at 1',
  );
  expect(reasonOf(failed({ divergence }))).toBe('poll was called.');
  expect(reasonOf(failed())).toBe('Test timeout of 2000ms exceeded.');
  expect(reasonOf(failed({ replayed: { status: 'failed', error: undefined } }))).toBe(
    'The test ended as failed, without an error.',
  );
});

test('a test that was not replayed has a reason, too', () => {
  expect(reasonOf(unrun(undefined), { outside: 'Error: no such port\n at' })).toBe('Error: no such port');
  expect(reasonOf(unrun(undefined))).toBe('Playwright has not run the test.');
  expect(reasonOf(unrun('skipped'), { skipped: 'not on this machine' })).toBe(
    'The test was skipped: not on this machine',
  );
  expect(reasonOf(unrun('skipped'))).toBe('The test was skipped.');
  expect(reasonOf(unrun('interrupted'))).toBe('The run was interrupted.');
  expect(reasonOf(unrun('failed', 'Error: beforeAll'))).toBe(
    'The test ended before its first fixture: Error: beforeAll',
  );
  expect(reasonOf(unrun('passed'))).toBe('The test passed without the recorder: the recording answered nothing.');
  expect(reasonOf(failed({ verdict: 'unanswered', replayed: { status: 'passed', error: undefined } }))).toBe(
    'The recording was asked for none of its calls.',
  );
});

test('a failure that passes though every call went as recorded is not of the backend', () => {
  expect(reasonOf(failed({ verdict: 'passed', replayed: { status: 'passed', error: undefined } }))).toContain(
    'its failure did not come from the backend',
  );
  expect(reasonOf(failed({ same: true }))).toBeUndefined();
});
