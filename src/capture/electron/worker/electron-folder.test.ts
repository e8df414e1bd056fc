import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { makeFolder, removeFoldersOfTheDead } from './electron-folder.ts';

test('removes the folder of a worker that is gone, and that of no other', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const left = mkdtempSync(join(tmpdir(), `ipc-electron-${pid}-`));
  const mine = makeFolder();
  removeFoldersOfTheDead();
  expect([left, mine].map(existsSync)).toEqual([false, true]);
  rmSync(mine, { recursive: true });
});
