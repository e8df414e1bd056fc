import { expect, test } from '@playwright/test';
import { strictClock } from './strict-clock.ts';

test('tells times that rise, though its clock stands still or goes back, and goes by it again afterwards', () => {
  const times = [1_790_000_000_000.1, 1_790_000_000_000.1, 1_790_000_000_000.1, 1_790_000_000_000, 1_790_000_000_000.2];
  const nowUs = strictClock(() => times.shift() ?? 0);
  const told = [nowUs(), nowUs(), nowUs(), nowUs(), nowUs()];
  expect(told.map((us) => us - 1_790_000_000_000_000)).toEqual([100, 101, 102, 103, 200]);
});
