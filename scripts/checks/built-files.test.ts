import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { builtFile } from '../../src/package-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const sources = ['src', 'fixtures', 'reporter'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test|\.test\.support)\.tsx?$/.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')),
);

test('each file that is named by its path has been built', () => {
  const paths = sources.flatMap((text) =>
    [...text.matchAll(/builtFile\('([^']+)'\)/g)].map(([, path]) => path as string),
  );
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((path) => !existsSync(builtFile(path)))).toEqual([]);
});

test('no file is looked for beside the code that asks: that is in a chunk, wherever it was written', () => {
  expect(sources.filter((text) => /new URL\('\.[^']*', import\.meta\.url\)/.test(text))).toEqual([]);
});
