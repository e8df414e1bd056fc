import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isBareElectron } from './is-bare-electron.ts';

test('knows an Electron without an app from a packaged app, and from what it cannot tell', () => {
  /** An executable with these resources, as Linux and Windows have them, or macOS. */
  const executable = (name: string, resources: string[], isMac = false) => {
    const folder = test.info().outputPath(name);
    const file = isMac ? join(folder, 'Contents/MacOS/Notes') : join(folder, 'notes');
    for (const one of resources)
      mkdirSync(join(folder, isMac ? 'Contents/Resources' : 'resources', one), { recursive: true });
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '');
    return file;
  };
  const bare = executable('bare', ['default_app.asar']);
  const link = test.info().outputPath('link');
  symlinkSync(bare, link);
  expect(
    [
      bare,
      link,
      executable('mac', ['default_app.asar'], true),
      executable('packaged', ['app.asar']),
      executable('folder', ['app', 'default_app.asar']),
      executable('wrapper', []),
      'electron',
    ].map(isBareElectron),
  ).toEqual([true, true, true, false, false, false, false]);
});
