import { expect, test } from '@playwright/test';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { type FakeCall, fakeSession } from '../fake-session.test.support.ts';
import { type AnswerMove, moveAnswers } from './move-answers.ts';

const calls = (given: FakeCall[]) => new Map(recordedCalls(fakeSession(given)).map((one) => [one.call.id, one]));
const A = { command: 'a', at: 0, took: 90 };
const B = { command: 'b', at: 10, took: 90 };
const C = { command: 'c', at: 20, took: 10 };

/** The commands in the order of their answers. */
function moved(given: FakeCall[], moves: AnswerMove[], to: 'before' | 'after'): string[] {
  const all = calls(given);
  const ends = moveAnswers(all, moves, to);
  const endOf = (id: string) => ends.get(id) ?? all.get(id)?.endUs ?? 0;
  return [...all.values()]
    .sort((one, other) => endOf(one.call.id) - endOf(other.call.id))
    .map(({ call }) => call.command);
}

test('answers move before others, and behind them, in the order of the other session', () => {
  const moves = [
    { call: 'c0', others: ['c2'], modelUs: 5 },
    { call: 'c1', others: ['c2'], modelUs: 3 },
  ];
  expect(moved([A, B, C], [], 'before')).toEqual(['c', 'a', 'b']);
  expect(moved([A, B, C], moves, 'before')).toEqual(['b', 'a', 'c']);
  expect(moved([{ ...A, took: 1 }, { ...B, took: 1 }, C], moves, 'after')).toEqual(['c', 'b', 'a']);
});

test('what was answered before a call was made is not to be overtaken', () => {
  const given = [{ command: 'early', at: 0, took: 5 }, { ...A, at: 10 }, C];
  const moves = [{ call: 'c1', others: ['c0', 'c2'], modelUs: 1 }];
  expect(moved(given, moves, 'before')).toEqual(['early', 'a', 'c']);
  const all = calls(given);
  // As late as may be: just before the other one.
  expect(moveAnswers(all, moves, 'before').get('c1')).toBe((all.get('c2')?.endUs ?? 0) - 1);
});
