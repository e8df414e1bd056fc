import { expect, test } from '@playwright/test';
import { RecentCalls } from './recent-calls.ts';

const SECOND = 1_000_000;

test('the last of calls that began together ends with none under way', () => {
  const calls = new RecentCalls();
  const spans = [calls.began(10), calls.began(20), calls.began(30)];
  expect(spans.map((span) => calls.ended(span, 5_000))).toEqual([true, true, false]);
});

test('a call of a moment ago is under way still, and one that has been for long is not counted', () => {
  const calls = new RecentCalls();
  calls.began(0);
  const soon = calls.began(90_000);
  expect(calls.ended(soon, 110_000)).toBe(true);
  const later = calls.began(SECOND);
  expect(calls.ended(later, SECOND + 10)).toBe(false);
});

test('an end that comes late takes nothing from the calls of now', () => {
  const calls = new RecentCalls();
  const old = calls.began(0);
  calls.began(SECOND);
  expect(calls.ended(old, SECOND + 10)).toBe(true);
});
