import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import { isGone } from './is-gone.test.support.ts';
import { untilEnded } from './until-ended.ts';

test.skip(process.platform === 'win32', 'a signal ends a process there');

/** A program that does not hear Ctrl-C, and has started another one, whose number it prints. */
const DEAF = `process.on('SIGINT', () => {});
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { detached: true });
  console.log(String(child.pid)); setTimeout(() => {}, 60_000);`;

test('a process that does not end when it is told to is killed after a time, with those that it has started', async () => {
  const child = spawn(process.execPath, ['-e', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const controller = new AbortController();
  const ended = untilEnded(child, controller.signal, 300);
  controller.abort();
  expect(await ended).toBe(null);
  await expect.poll(() => isGone(Number(String(line)))).toBe(true);
});

test('a process that has left its output to another one is not waited for longer than that', async () => {
  const script = `require('node:child_process').spawn('sleep', ['5'], { stdio: 'inherit', detached: true }).unref(); process.exit(3);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child, 'exit');
  const start = performance.now();
  expect(await untilEnded(child, AbortSignal.abort(), 100)).toBe(3);
  expect(performance.now() - start).toBeLessThan(3_000);
  child.stdout.destroy();
});
