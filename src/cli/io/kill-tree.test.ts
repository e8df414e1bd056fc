import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import { isAlive } from '../../std/is-alive.ts';
import { isGone } from './is-gone.test.support.ts';
import { killTree } from './kill-tree.ts';

test('a process is killed with those that it has started, also where they lead groups of their own', async () => {
  const inner = `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { detached: true });
    console.log(String(child.pid)); setTimeout(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['-e', inner], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const grandchild = Number(String(line));
  expect(isAlive(grandchild)).toBe(true);
  killTree(child.pid as number);
  await once(child, 'close');
  await expect.poll(() => isGone(grandchild)).toBe(true);
});
