import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { findPlaywright } from './find-playwright.ts';

/** Makes a folder in which a package is installed. */
function install(name: string, folder = 'suite'): string {
  const root = test.info().outputPath(folder);
  const to = join(root, 'node_modules', name);
  mkdirSync(to, { recursive: true });
  const manifest = {
    name,
    version: '1.62.1',
    bin: { playwright: 'cli.js' },
    exports: { './package.json': './package.json' },
  };
  writeFileSync(join(to, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(to, 'cli.js'), '');
  return realpathSync(root);
}

for (const name of ['@playwright/test', '@playwright/experimental-ct-react', 'playwright']) {
  test(`finds the runner of a project that names ${name} alone`, () => {
    const root = install(name);
    expect(findPlaywright(join(root, 'a.config.ts'))).toBe(join(root, 'node_modules', name, 'cli.js'));
  });
}

test('finds the runner of the working directory where the config has none beside it', () => {
  // Nothing is installed in the root of the disk.
  expect(findPlaywright('/a.config.ts')).toBe(findPlaywright(undefined));
});

test('the nearest one is the runner, whatever its name', () => {
  const root = install('@playwright/experimental-ct-vue', 'suite/app');
  install('@playwright/test', 'suite');
  expect(findPlaywright(join(root, 'a.config.ts'))).toContain('experimental-ct-vue');
});
