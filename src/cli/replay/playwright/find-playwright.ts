import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { IpcError } from '../../../errors.ts';
import { faultOfPlaywright } from '../../../std/supported-versions.ts';

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
  const folders = [...(config === undefined ? [] : [dirname(resolve(config))]), process.cwd()];
  for (const folder of folders) {
    const found = findBeside(folder);
    if (found !== undefined) return found;
  }
  const where = [...new Set(folders)].map((folder) => `"${folder}"`).join(' or ');
  throw new IpcError(
    'PLAYWRIGHT_NOT_FOUND',
    `Found no @playwright/test from ${where}. Run this in the project of the test, or name its config with --config.`,
  );
}

/** The packages that have Playwright's test runner. A strict package manager shows a project only those that it names itself. */
const RUNNERS = [
  '@playwright/test',
  ...['react', 'react17', 'vue', 'svelte', 'solid'].map((name) => `@playwright/experimental-ct-${name}` as const),
  'playwright',
] as const;

/** Finds the nearest one, as `npx playwright` does. */
function findBeside(folder: string): FoundPlaywright | undefined {
  const require = createRequire(join(folder, 'any.js'));
  const near = (require.resolve.paths(RUNNERS[0]) ?? []).flatMap((modules) =>
    RUNNERS.map((name) => join(modules, name, 'package.json')),
  );
  // A package manager without node_modules answers by name only.
  for (const manifest of [...near.filter(existsSync), ...RUNNERS.map((name) => `${name}/package.json`)]) {
    const found = readManifest(require, manifest);
    // Not all versions export the script, but each names it.
    if (found !== undefined) return { cli: join(dirname(found.path), scriptOf(found)), version: found.version };
  }
  return undefined;
}

interface Manifest {
  path: string;
  version: string;
  bin?: string | Record<string, string>;
}

function readManifest(require: NodeJS.Require, manifest: string): Manifest | undefined {
  try {
    const path = require.resolve(manifest);
    return { ...(require(path) as Omit<Manifest, 'path'>), path };
  } catch {
    return undefined;
  }
}

function scriptOf({ bin }: Manifest): string {
  return typeof bin === 'string' ? bin : (bin?.playwright ?? 'cli.js');
}
