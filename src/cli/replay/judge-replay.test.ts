import { expect, test } from '@playwright/test';
import { cpuMs } from '../../std/cpu-time.test.support.ts';
import { judgeReplay, normalizeError, type TestOutcome } from './judge-replay.ts';

const outcome = (status: TestOutcome['status'], error?: string): TestOutcome => ({ status, error });

test('a failure is reproduced when its first error is the recorded one', () => {
  const recorded = outcome('failed', '\u001b[31mError: no Milk\u001b[39m');
  expect(judgeReplay(recorded, outcome('failed', 'Error: no Milk'))).toBe('reproduced');
  expect(judgeReplay(recorded, outcome('timedOut', 'Error: no Bread'))).toBe('different-failure');
  expect(judgeReplay(recorded, outcome('passed'))).toBe('passed');
});

test('a pass is the same when it passes again', () => {
  expect(judgeReplay(outcome('passed'), outcome('passed'))).toBe('same');
  expect(judgeReplay(outcome('passed'), outcome('failed', 'x'))).toBe('failed');
});

test('what was skipped, interrupted or never ran is no replay', () => {
  for (const status of ['skipped', 'interrupted', undefined] as const) {
    expect(judgeReplay(outcome('failed', 'x'), outcome(status))).toBe('not-run');
  }
});

test('a test that skipped itself when it was recorded is the same when it does so again', () => {
  expect(judgeReplay(outcome('skipped'), outcome('skipped'))).toBe('same');
  expect(judgeReplay(outcome('skipped'), outcome('passed'))).not.toBe('same');
});

test('a session that does not say how its test ended proves nothing', () => {
  expect(judgeReplay(outcome(undefined), outcome('passed'))).toBe('passed');
  expect(judgeReplay(outcome(undefined), outcome('failed'))).toBe('failed');
});

test('errors are equal but for durations, folders, ports, logs and stacks', () => {
  const recorded =
    'Error: expect(locator).toHaveText(expected) failed\n\nExpected: "Saved"\nReceived: "Saving"\nTimeout:  1000ms\n\nCall log:\n  - waiting 9 ×';
  const replayed =
    'Error: expect(locator).toHaveText(expected) failed\n\nExpected: "Saved"\nReceived: "Saving"\nTimeout:  5000ms\n\nCall log:\n  - waiting 2 ×';
  expect(normalizeError(recorded)).toBe(normalizeError(replayed));
  expect(normalizeError('goto http://localhost:4711/a\n    at /ci/a.ts:1:2')).toBe('goto http://localhost/a');
  expect(normalizeError('page.evaluate: browser has been closed\nBrowser logs:\n\n<launched> pid=7')).toBe(
    'page.evaluate: browser has been closed',
  );
  expect(normalizeError('no /home/ci/app/notes.ts:12:3 here')).toBe('no notes.ts here');
  expect(normalizeError('Test timeout of 30000ms exceeded.')).toBe(normalizeError('Test timeout of 5000ms exceeded.'));
});

test('errors with other values are not equal', () => {
  expect(normalizeError('Expected: 3 Received: 4')).not.toBe(normalizeError('Expected: 3 Received: 5'));
});

test('of a path only the name of the last source file counts', () => {
  expect(normalizeError('at file:///ci/my app/a.spec.ts:12:3, C:\\ci\\b.js:1 and /x/y.json or /usr/bin')).toBe(
    'at a.spec.ts, b.js and y.json or /usr/bin',
  );
  expect(normalizeError('/ci/a.ts in /tmp/x')).toBe('a.ts in /tmp/x');
});

test('an error of any shape is judged in little time', () => {
  for (const piece of ['\n', ' \n', '7', '1.', '/a', '/.js', '\\a.', 'file://', 'a.b', '\u001b[', '\n at', 'C:', ':1'])
    expect(
      cpuMs(() => normalizeError(`x${piece.repeat(400_000)}!`)),
      piece,
    ).toBeLessThan(5_000);
});
