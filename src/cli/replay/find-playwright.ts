import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { IpcError } from '../../errors.ts';
import { faultOfPlaywright } from '../../std/supported-versions.ts';

/** The Playwright of a project. */
export interface FoundPlaywright {
  /** The path of its command line's script. */
  cli: string;
  version: string;
}

/**
 * Finds the project's own Playwright: from the folder of the config, else from the working directory.
 *
 * @returns the path of its command line's script.
 * @throws {IpcError} `PLAYWRIGHT_NOT_FOUND`, `PLAYWRIGHT_TOO_OLD`
 */
export function findPlaywright(config: string | undefined): string {
  const { cli, version } = findAnyPlaywright(config);
  const fault = faultOfPlaywright(version);
  if (fault !== undefined) throw new IpcError('PLAYWRIGHT_TOO_OLD', fault);
  return cli;
}

/**
 * Finds it, of whichever version.
 *
 * @throws {IpcError} `PLAYWRIGHT_NOT_FOUND`
 */
export function findAnyPlaywright(config: string | undefined): FoundPlaywright {
  const folder = config === undefined ? process.cwd() : dirname(resolve(config));
  const require = createRequire(join(folder, 'any.js'));
  const { path, version, bin } = findManifest(require, folder);
  try {
    return { cli: require.resolve('@playwright/test/cli'), version };
  } catch {
    // Versions that do not export `./cli` name it as their bin.
    return { cli: join(dirname(path), typeof bin === 'string' ? bin : (bin?.playwright ?? 'cli.js')), version };
  }
}

interface Manifest {
  path: string;
  version: string;
  bin?: string | Record<string, string>;
}

function findManifest(require: NodeJS.Require, folder: string): Manifest {
  try {
    const path = require.resolve('@playwright/test/package.json');
    return { ...(require(path) as Omit<Manifest, 'path'>), path };
  } catch (cause) {
    throw new IpcError(
      'PLAYWRIGHT_NOT_FOUND',
      `Found no @playwright/test from "${folder}". Run this in the project of the test, or name its config with --config.`,
      { cause },
    );
  }
}
