import { expect, test } from '@playwright/test';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { type FakeCall, fakeSession } from '../fake-session.test.support.ts';
import { quickAnswers } from './quick-answers.ts';

const quickOf = (calls: FakeCall[]): string[] =>
  [...quickAnswers(recordedCalls(fakeSession(calls)))].map(({ call }) => call.command);

test('a call is quick that was answered with no wait between, alone or in a burst', () => {
  const burst = Array.from({ length: 100 }, (_, n) => ({
    command: `burst ${n}`,
    at: 20 + Math.floor(n / 10),
    took: 10,
  }));
  const quick = quickOf([{ command: 'alone', at: 0, took: 0.3 }, ...burst]);
  expect(quick).toHaveLength(101);
});

test('a call is not quick that waited for a timer or a backend, or was never answered', () => {
  expect(
    quickOf([
      { command: 'timer', at: 0, took: 4 },
      { command: 'meanwhile', at: 1, took: 0.2 },
      { command: 'never', at: 20, took: null },
    ]),
  ).toEqual(['meanwhile']);
});

test('a call is quick that was answered in its own task, however long that was', () => {
  const rendering = [0, 7, 30].map((at) => ({ command: `at ${at}`, at, took: 50 - at }));
  expect(quickOf(rendering)).toEqual([]);
  expect(quickOf(rendering.map((call) => ({ ...call, same_task: true })))).toEqual(['at 0', 'at 7', 'at 30']);
});
