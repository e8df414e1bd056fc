import { expect, test } from '@playwright/test';
import { pause } from '../../std/timers.ts';
import { Progress } from './progress.ts';

function progressInto(lines: string[], everyMs: number): Progress {
  const io = { print() {}, note: (text: string) => void lines.push(text), exitWith() {} };
  return new Progress(io, { isTerminal: false, everyMs });
}

test('without a terminal the first state is told at once, and of all that follow quickly the last', async () => {
  const lines: string[] = [];
  const progress = progressInto(lines, 60);
  for (const tries of [1, 2, 3]) progress.now(`${tries} tries`);
  expect(lines).toEqual(['1 tries']);
  await expect.poll(() => lines[1]).toMatch(/^3 tries \(\d+ ms\)$/);
  progress.end();
});

test('a command that tells nothing for long is said to go on, until it ends', async () => {
  const lines: string[] = [];
  const progress = progressInto(lines, 20);
  progress.now('1 of 2 replayed');
  await expect.poll(() => lines.length).toBeGreaterThan(2);
  progress.end();
  const before = lines.length;
  await pause(80);
  expect(lines).toHaveLength(before);
});

test('a line that stays is told at once, and stands for the next state', async () => {
  const lines: string[] = [];
  const progress = progressInto(lines, 100_000);
  progress.now('0 of 2 replayed');
  progress.line('same  a');
  progress.now('1 of 2 replayed');
  expect(lines).toEqual(['0 of 2 replayed', 'same  a']);
  progress.end();
});

test('a command that is mostly short tells nothing at once', async () => {
  const lines: string[] = [];
  const io = { print() {}, note: (text: string) => void lines.push(text), exitWith() {} };
  const progress = new Progress(io, { isTerminal: false, everyMs: 30, isMostlyShort: true });
  progress.now('1 of 2 calls sent');
  expect(lines).toEqual([]);
  await expect.poll(() => lines[0]).toMatch(/^1 of 2 calls sent/);
  progress.end();
});
