import { expect, test } from '@playwright/test';
import { previewValue } from './preview-value.ts';

test('is the JSON of a small value', () => {
  const value = { title: 'Milk', tags: ['a', null], at: { $date: '2026' } };
  expect(previewValue(value)).toBe(JSON.stringify(value));
  expect(previewValue(undefined)).toBe('undefined');
});

test('is cut to the length asked for', () => {
  expect(previewValue({ title: 'Milk and bread' }, 12)).toBe('{"title":"M…');
  expect(previewValue('a'.repeat(1_000_000), 12)).toHaveLength(12);
});

test('does not walk what it does not show', () => {
  const wide = new Proxy(
    Array.from({ length: 1000 }, () => 1),
    {
      get: (items, key) => {
        if (Number(key) > 50) throw new Error(`read ${String(key)}`);
        return Reflect.get(items, key);
      },
    },
  );
  expect(previewValue(wide, 20)).toMatch(/^\[1,1,1.*…$/);
});

test('tells of a value beside the session by what it is, and not by its marker', () => {
  const file = { as: 'text', type: 'string', size: 300_000, bytes: 300_000, sha256: 'a'.repeat(64) };
  expect(previewValue({ image: { $file: file } })).toBe('{"image":<a string of 300,000 characters>}');
  expect(previewValue({ $file: 'mine' })).toBe('{"$file":"mine"}');
});
