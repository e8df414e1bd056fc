import { expect, test } from '@playwright/test';
import { usableTimezone } from './usable-timezone.ts';

test('a time zone goes on by its name, and what is none is left out with a sentence', () => {
  const notes: string[] = [];
  const use = (zone: string | undefined) => usableTimezone(zone, (note) => notes.push(note));
  expect(['Europe/Berlin', 'europe/berlin', 'UTC', undefined].map(use)).toEqual([
    'Europe/Berlin',
    'Europe/Berlin',
    'UTC',
    undefined,
  ]);
  expect(notes).toEqual([]);
  for (const zone of [':/etc/passwd', '../../x', 'Mars/Olympus', '', '+99:00', '\u001b[2J', 'x'.repeat(10_000)])
    expect(use(zone), zone).toBeUndefined();
  expect(notes).toHaveLength(7);
  expect(notes[2]).toBe('The recorded time zone "Mars/Olympus" is unknown here: the run has that of this machine.');
  expect(notes.every((note) => note.length < 200 && !note.includes('\u001b'))).toBe(true);
});
