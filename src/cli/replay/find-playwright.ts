import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { IpcError } from '../../errors.ts';

/**
 * Finds the project's own Playwright: from the folder of the config, else from the working directory.
 *
 * @returns the path of its command line's script.
 * @throws {IpcError} `PLAYWRIGHT_NOT_FOUND`
 */
export function findPlaywright(config: string | undefined): string {
  const folder = config === undefined ? process.cwd() : dirname(resolve(config));
  const require = createRequire(join(folder, 'any.js'));
  try {
    return require.resolve('@playwright/test/cli');
  } catch {
    return findByManifest(require, folder);
  }
}

/** Finds the script by the manifest: versions that do not export `./cli` name it as their bin. */
function findByManifest(require: NodeJS.Require, folder: string): string {
  try {
    const manifest = require.resolve('@playwright/test/package.json');
    const { bin } = require(manifest) as { bin: string | Record<string, string> };
    return join(dirname(manifest), typeof bin === 'string' ? bin : (bin.playwright ?? 'cli.js'));
  } catch (cause) {
    throw new IpcError(
      'PLAYWRIGHT_NOT_FOUND',
      `Found no @playwright/test from "${folder}". Run this in the project of the test, or name its config with --config.`,
      { cause },
    );
  }
}
