import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { diffValues } from './diff-values.ts';

test('names the path of what changed, was added and was removed', () => {
  const before = { pages: [{ localStorage: { theme: 'dark', 'a b': 1 } }], gone: true };
  const after = { pages: [{ localStorage: { theme: 'light', 'a b': 2 } }], fresh: null };
  expect(diffValues(before, after)).toEqual([
    { type: 'changed', path: 'pages[0].localStorage.theme', before: 'dark', after: 'light' },
    { type: 'changed', path: 'pages[0].localStorage["a b"]', before: 1, after: 2 },
    { type: 'removed', path: 'gone', before: true },
    { type: 'added', path: 'fresh', after: null },
  ]);
});

test('has an empty path for the whole value', () => {
  expect(diffValues(1, [1])).toEqual([{ type: 'changed', path: '', before: 1, after: [1] }]);
});

test('compares a marker as the one value it stands for', () => {
  const at = (date: string) => ({ at: { $date: date } });
  expect(diffValues(at('2026-11-23T09:30:00.000Z'), at('2026-11-23T09:30:00.000Z'))).toEqual([]);
  expect(diffValues(at('a'), at('b'))).toEqual([
    { type: 'changed', path: 'at', before: { $date: 'a' }, after: { $date: 'b' } },
  ]);
  expect(
    diffValues({ $binary: { size: 1, type: 'ArrayBuffer' } }, { $binary: { type: 'ArrayBuffer', size: 1 } }),
  ).toEqual([]);
});

test('reads a key named __proto__ as any other', () => {
  const after = JSON.parse('{"__proto__": {"a": 1}}');
  expect(diffValues({}, after)).toEqual([{ type: 'added', path: '__proto__', after: { a: 1 } }]);
});

test('goes as deep as the values do', () => {
  const nest = (leaf: number) => {
    let value: unknown = leaf;
    for (let depth = 0; depth < 100_000; depth++) value = [value];
    return value;
  };
  expect(diffValues(nest(1), nest(2))).toHaveLength(1);
});

test('finds nothing in equal values and something in others', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(diffValues(one, structuredClone(one))).toEqual([]);
      const isEqual = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
      expect(diffValues(one, other).length === 0).toBe(isEqual);
    }),
  );
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { entries: entries.map(([key, item]) => [key, sorted(item)]) };
}
