import { expect, test } from '@playwright/test';
import { type JsonView, layOut } from './json-lines.ts';

const CLOSED: JsonView = { toggled: new Map(), shown: new Map() };

test('opens the first levels and leaves deeper ones closed', () => {
  const lines = layOut({ note: { tags: ['a'] } }, CLOSED);
  expect(lines.map(({ path, isOpen }) => [path, isOpen])).toEqual([
    ['', true],
    ['/note', true],
    ['/note/tags', false],
  ]);
});

test('puts markers into words', () => {
  const labels = (value: unknown) => layOut(value, CLOSED).map((line) => line.marker?.label);
  expect(labels({ $undefined: true })).toEqual(['undefined']);
  expect(labels({ $binary: { type: 'Uint8Array', size: 20_480 } })).toEqual(['Uint8Array, 20.5 kB of binary data']);
  expect(labels({ $cut: { type: 'string', size: 70_000, head: 'abc' } })).toEqual([
    'string cut when recorded, true size 70,000',
  ]);
  const file = { as: 'text', type: 'string', size: 70_000, bytes: 70_100, sha256: 'ab12', head: 'abc' };
  expect(labels({ $file: file })).toEqual(['string, 70.1 kB, in values/ab12 beside the session']);
  expect(labels({ $error: { name: 'TypeError', message: 'no' } })).toEqual(['TypeError: no']);
});

test('shows a hundred children and counts the rest', () => {
  const lines = layOut(
    Array.from({ length: 250 }, (_, i) => i),
    CLOSED,
  );
  expect(lines).toHaveLength(102);
  expect(lines.at(-1)?.more).toEqual({ path: '', count: 150 });
});

test('is not broken by any depth', () => {
  let value: unknown = 'core';
  const toggled = new Map<string, boolean>();
  for (let depth = 0; depth < 2_000; depth++) {
    value = { a: value };
    toggled.set('/a'.repeat(depth), true);
  }
  expect(layOut(value, { toggled, shown: new Map() })).toHaveLength(2_001);
});
