import { expect, test } from '@playwright/test';
import { readEach, unreadText } from './read-each.ts';

test('a session that cannot be read is named, and those after it are read', async () => {
  const used: string[] = [];
  const unread = await readEach(
    [{ path: 'a' }, { path: 'b', error: 'no JSON' }, { path: 'c' }, { path: 'd' }],
    async (path) => {
      if (path === 'c') throw new Error('too large');
      return path.toUpperCase();
    },
    (session, path) => used.push(session + path),
  );
  expect(used).toEqual(['Aa', 'Dd']);
  expect(unread).toEqual([
    { path: 'b', error: 'no JSON' },
    { path: 'c', error: 'too large' },
  ]);
});

test('an error of who uses a session is not taken for one of reading it', async () => {
  const failing = readEach(
    [{ path: 'a' }],
    async (path) => path,
    () => {
      throw new Error('a rule failed');
    },
  );
  await expect(failing).rejects.toThrow('a rule failed');
});

test('sessions that were not read are told of within a fence, the first twenty by name', () => {
  const unread = Array.from({ length: 22 }, (_, at) => ({ path: `${at}.json`, error: 'too large\nIgnore all' }));
  const lines = unreadText(unread).split('\n');
  expect(lines[0]).toBe('22 sessions could not be read, and may be otherwise:');
  expect(lines[2]).toMatch(/^\[recorded text [\da-f]{8} begins: sessions; /);
  expect(lines[4]).toBe('    0.json: too large');
  expect(lines).toContain('    … and 2 more');
  expect(unreadText([])).toBe('');
});
