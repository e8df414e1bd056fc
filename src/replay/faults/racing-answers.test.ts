import { expect, test } from '@playwright/test';
import { type FakeCall, fakeSession, timestampAt } from '../fake-session.test.support.ts';
import { racingAnswers } from './racing-answers.ts';

const pairsOf = (calls: FakeCall[], checkpoints: Parameters<typeof fakeSession>[1] = {}) =>
  racingAnswers(fakeSession(calls, checkpoints)).map(({ first, second }) => [first.call.command, second.call.command]);

test('finds the answers that could have come the other way round, the last ones first', () => {
  const calls = [
    { command: 'settings', at: 0, took: 30 },
    { command: 'open', at: 10, took: 60 },
    { command: 'after', at: 100, took: 5 },
    { command: 'slow', at: 101, took: 50 },
    { command: 'never', at: 102, took: null },
    { command: 'mocked', at: 103, took: 5, mocked: true },
  ];
  expect(pairsOf(calls)).toEqual([
    ['after', 'slow'],
    ['settings', 'open'],
  ]);
  const passed = racingAnswers(fakeSession(calls), ['sl*']);
  expect(passed.map(({ first, second }) => [first.call.command, second.call.command])).toEqual([['settings', 'open']]);
});

test('leaves out what came after the test, and what is one more of a kind', () => {
  const polls = Array.from({ length: 10 }, (_one, at) => ({ command: 'poll', at: at * 10, took: 5 }));
  const end = { id: 'e', label: 'end of the test', timestamp: timestampAt(500), state: null, event_index: 0 };
  const calls = [
    { command: 'long', at: 0, took: 400 },
    ...polls,
    { command: 'late', at: 450, took: 100 },
    { command: 'later', at: 460, took: 100 },
  ];
  expect(pairsOf(calls, { checkpoints: [end] })).toEqual([
    ['poll', 'long'],
    ['poll', 'long'],
    ['poll', 'long'],
  ]);
});
