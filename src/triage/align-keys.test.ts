import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { alignKeys } from './align-keys.ts';

const align = (first: string, second: string) => alignKeys([...first], [...second]);

test('pairs what is equal around an edit', () => {
  expect(align('abcd', 'abxd')).toEqual([
    [0, 0],
    [1, 1],
    [3, 3],
  ]);
  expect(align('', 'a')).toEqual([]);
});

test('leaves no more over than the shortest edit does', () => {
  expect(align('abcabba', 'cbabac')).toHaveLength(4);
});

test('pairs only equal items, in order in both lists', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 });
  fc.assert(
    fc.property(text, text, (first, second) => {
      const pairs = alignKeys(first, second);
      for (const [i, j] of pairs) expect(first[i]).toBe(second[j]);
      for (const [at, [i, j]] of pairs.entries()) {
        const before = pairs[at - 1];
        if (before) expect(i > before[0] && j > before[1]).toBe(true);
      }
      expect(pairs.length > 0).toBe(first.some((one) => second.includes(one)));
    }),
  );
});

test('pairs by occurrence where little is in order', () => {
  const first = Array.from({ length: 4_000 }, (_, at) => `${(at * 7919) % 900}`);
  const second = [...first].reverse();
  expect(alignKeys(first, second)).toHaveLength(4_000);
});
