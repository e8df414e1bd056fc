import { expect, test } from '@playwright/test';
import { OldestFirst } from './oldest-first.ts';

test('the oldest items go where the limit is passed, and all keep their numbers', () => {
  const held = new OldestFirst<string>(10);
  expect(['a', 'b', 'c', 'd'].map((item) => held.push(item, 4))).toEqual([0, 1, 2, 3]);
  expect(held.items()).toEqual(['c', 'd']);
  expect([held.at(1), held.at(2), held.count]).toEqual([undefined, 'c', 4]);
  held.replace(0, 'x', 100);
  held.replace(2, 'C', 6);
  expect(held.items()).toEqual(['d']);
  expect(held.count).toBe(4);
});

test('the newest item stays, however large it is', () => {
  const held = new OldestFirst<string>(10);
  held.push('a', 1);
  held.push('b', 1_000);
  expect(held.items()).toEqual(['b']);
});
