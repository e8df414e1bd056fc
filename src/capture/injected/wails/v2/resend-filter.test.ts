import { expect, test } from '@playwright/test';
import { ResendFilter } from './resend-filter.ts';

const READY = 'runtime:ready';
const repeatsOf = (queue: ResendFilter, messages: string[]) => messages.map((message) => queue.isRepeat(message));

test('what follows the second word of readiness was said before, as often as it was', () => {
  const queue = new ResendFilter();
  expect(repeatsOf(queue, [READY, 'Q', 'Q'])).toEqual([false, false, false]);
  expect(repeatsOf(queue, [READY, 'Q', 'Q', 'Q'])).toEqual([true, true, true, false]);
});

test('nothing is said again once something has come from the host', () => {
  const queue = new ResendFilter();
  repeatsOf(queue, [READY, 'Q']);
  queue.heard();
  expect(repeatsOf(queue, [READY, 'Q'])).toEqual([false, false]);
});

test('a page that says much without an answer is not remembered for ever', () => {
  const queue = new ResendFilter();
  repeatsOf(queue, [READY, ...Array.from({ length: 1_001 }, () => 'Q')]);
  expect(queue.isRepeat(READY)).toBe(false);
});
