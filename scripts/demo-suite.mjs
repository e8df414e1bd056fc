import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from './steps.mjs';

/** Runs a demo's suite. Its tests may fail: `readResults` says how each ended. */
export function runSuite({ config, results }) {
  rmSync(join(root, results), { force: true });
  runNode(['node_modules/@playwright/test/cli.js', 'test', '-c', config]);
}

/** Title, status and attachments of each test, as Playwright's JSON reporter left them in `results`. */
export function readResults({ results }) {
  if (!existsSync(join(root, results)))
    throw new Error('The demo did not run to its end: Playwright left no results (see above).');
  const { suites, errors } = JSON.parse(readFileSync(join(root, results), 'utf8'));
  if (errors.length > 0) throw new Error(`The demo did not run: ${errors[0].message}`);
  return specsOf(suites).map(({ title, tests }) => ({ title, ...tests[0].results[0] }));
}

function specsOf(suites) {
  return suites.flatMap(({ specs = [], suites: inner = [] }) => [...specs, ...specsOf(inner)]);
}
