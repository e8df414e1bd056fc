// Bundles all that runs in Node, from the sources: one file for each entry, and what several of them need in chunks that they share,
// so that an error class and a module's state are there once, whichever entries a process loads. What is imported later has files of its own.
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './steps.mjs';

/** The entries of package.json, and the files that Playwright and the command line name by path. */
const ENTRIES = [
  'src/index',
  'src/cli/main',
  'src/capture/source/tap',
  'fixtures/index',
  'fixtures/ipc-fixtures',
  'fixtures/electron',
  'fixtures/inject',
  'reporter/index',
  'reporter/suite-facts-reporter',
  'reporter/replay-results-reporter',
];

/** Rejects with what rolldown has found. */
export async function bundleEntries() {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(ENTRIES.map((name) => [name, join(root, `${name}.ts`)])),
    platform: 'node',
    external: [/^node:/, '@playwright/test', 'commander', 'jiti', 'zod'],
    transform: { target: 'node20' },
  });
  await bundle.write({
    dir: join(root, 'dist'),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
  });
  await bundle.close();
}
