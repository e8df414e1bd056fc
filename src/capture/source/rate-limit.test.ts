import { expect, test } from '@playwright/test';
import { RateLimit } from './rate-limit.ts';

test('lets so many through in a second, and counts the others once', () => {
  let now = 0;
  const limit = new RateLimit(2, () => now);
  expect([limit.allows(), limit.allows(), limit.allows(), limit.allows()]).toEqual([true, true, false, false]);
  expect([limit.takeCount(), limit.takeCount()]).toEqual([2, 0]);
  now = 999;
  expect(limit.allows()).toBe(false);
  now = 1_000;
  expect(limit.allows()).toBe(true);
});
