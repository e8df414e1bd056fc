import { expect, test } from '@playwright/test';
import { outlineValue } from './outline-value.ts';

test('outlines a value on one line, with markers in words and what is deep as a size', () => {
  expect(outlineValue({ title: 'Milk\n', tags: [1, { deep: { er: 1 } }], at: { $date: '2026' }, none: {} })).toBe(
    '{ title: "Milk\\n", tags: [1, {…}], at: ‹Date 2026›, none: {} }',
  );
  expect(outlineValue([1, 2, 3, 4, 5, 6, 7])).toBe('[1, 2, 3, 4, 5, 6, …]');
});

test('ends where its room ends, however wide and deep a value is', () => {
  let deep: unknown = 'end';
  for (let level = 0; level < 50; level++) deep = { 'a key': [deep, deep, 'x'.repeat(1_000)] };
  const text = outlineValue(deep, { text: 4_000, items: 200, depth: 30, all: 500 });
  expect(text.length).toBeLessThan(2_000);
  expect(text).toMatch(/^\{ a key: \[\{ a key: \[/);
});
