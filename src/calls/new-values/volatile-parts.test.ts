import { expect, test } from '@playwright/test';
import { areAlike, maskKey, splitVolatile } from './volatile-parts.ts';

const UUID = '0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01';

test('finds what is new in every run, alone and within longer texts', () => {
  const kinds = (value: unknown) => splitVolatile(value)?.parts.map(({ kind, value: part }) => [kind, part]);
  expect(kinds(UUID)).toEqual([['uuid', UUID]]);
  expect(kinds(`/tmp/notes-8fK2/${UUID}.json`)).toEqual([
    ['temp', '/tmp/notes-8fK2'],
    ['uuid', UUID],
  ]);
  expect(kinds('/var/folders/q1/x_9z/T/notes-1/a.md')).toEqual([['temp', '/var/folders/q1/x_9z/T/notes-1']]);
  expect(kinds('C:\\Users\\ada\\AppData\\Local\\Temp\\n1\\a.md')).toEqual([
    ['temp', 'C:\\Users\\ada\\AppData\\Local\\Temp\\n1'],
  ]);
  expect(kinds('http://localhost:5173/a and 127.0.0.1:80')).toEqual([
    ['port', '5173'],
    ['port', '80'],
  ]);
  expect(kinds('saved 2026-11-23T09:30:00.000Z')).toEqual([['time', '2026-11-23T09:30:00.000Z']]);
  expect(kinds({ $date: '2026-11-23T09:30:00.000Z' })).toEqual([['time', { $date: '2026-11-23T09:30:00.000Z' }]]);
  expect(kinds(1_790_000_000_123)).toEqual([['time', 1_790_000_000_123]]);
  expect(kinds('Bearer ‹jwt:h:9fQ2xK7cTz›')).toEqual([['‹jwt›', '‹jwt:h:9fQ2xK7cTz›']]);
});

test('leaves alone what only looks like it', () => {
  for (const value of [
    'a1b2c3d4-0000',
    `x${UUID}`,
    '12345678901',
    12_345_678_901,
    '2026-11-23',
    '/home/tmp/a',
    'example.com:8080',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    null,
    { at: 1_790_000_000_123 },
  ])
    expect(splitVolatile(value), String(value)).toBeUndefined();
});

test('values are alike when only that differs', () => {
  expect(areAlike('/tmp/a1/notes.md', '/tmp/b2/notes.md')).toBe(true);
  expect(areAlike('/tmp/a1/notes.md', '/private/tmp/b2/notes.md')).toBe(true);
  expect(areAlike('/tmp/a1/notes.md', '/tmp/b2/other.md')).toBe(false);
  expect(areAlike(1_790_000_000_123, '1790000000123')).toBe(false);
  expect(areAlike('a', 'b')).toBe(false);
});

test('masks the key of a call, Windows paths in JSON too', () => {
  const key = (args: unknown) => maskKey('open', `open ${JSON.stringify(args)}`);
  expect(key({ path: 'C:\\Windows\\Temp\\n1\\a.md', at: 1_790_000_000_123 })).toBe(
    'open {"path":"<temp>\\\\a.md","at":"<time>"}',
  );
  expect(key({ id: 12_345_678_901 })).toBe('open {"id":12345678901}');
});
