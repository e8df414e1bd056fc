import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from '@playwright/test';
import { withPrivateFolder } from './private-folder.ts';

test('a temporary folder is for this user alone, has a name of its own each time, and goes with what is in it', async () => {
  const seen: string[] = [];
  const use = async (folder: string) => {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    mkdirSync(join(folder, 'run'));
    writeFileSync(join(folder, 'run/file'), '');
    seen.push(folder);
  };
  await withPrivateFolder(use);
  await expect(
    withPrivateFolder(async (folder) => {
      await use(folder);
      throw new Error('it failed');
    }),
  ).rejects.toThrow('it failed');
  expect(new Set(seen).size).toBe(2);
  expect(seen.filter(existsSync)).toEqual([]);
});

test('a temporary folder goes where the process ends before its time', () => {
  // A child of the runner, since it ends its process.
  const module = new URL('../../../dist/src/cli/io/private-folder.js', import.meta.url).href;
  const script = `const { withPrivateFolder } = await import(${JSON.stringify(module)});
    await withPrivateFolder((folder) => { console.log(folder); process.exit(130); });`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stdout.trim()).toContain('ipc-recorder-');
  expect(existsSync(stdout.trim())).toBe(false);
});
