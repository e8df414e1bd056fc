import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
