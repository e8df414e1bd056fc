import { expect, test } from '@playwright/test';
import { readableDuration, roundedDuration } from './readable-numbers.ts';

test('says durations in the unit people would', () => {
  expect([0, 0.2, 3.4, 999, 1_000, 59_900, 59_960, 125_000].map(roundedDuration)).toEqual([
    '0 ms',
    '<1 ms',
    '3 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 0 s',
    '2 min 5 s',
  ]);
});

test('says more of a short duration where there is room', () => {
  expect([-1, 0, 850, 1_234, 9_949, 12_400, 1_240_000, 9_996_000, 59_960_000].map(readableDuration)).toEqual([
    '',
    '0 µs',
    '850 µs',
    '1.2 ms',
    '9.9 ms',
    '12 ms',
    '1.24 s',
    '10.0 s',
    '1 min 0 s',
  ]);
});
