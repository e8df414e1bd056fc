import process from 'node:process';
import { builtFile } from '../../../package-files.ts';

/** Loaded into every Node process of a run; see `fixtures/preload/preload.ts`. */
const PRELOAD = builtFile('fixtures/preload.cjs');
/** The reporter, as Playwright is told of it. */
export const REPORTER = builtFile('reporter/index.js');

/**
 * Makes the environment in which `playwright test` records a suite that knows nothing of us: the fixtures come by a preloaded script, and
 * the reporter beside those of the suite's config by Playwright's own variable for that, as its VS Code extension does it.
 * https://github.com/microsoft/playwright/blob/main/packages/playwright/src/runner/reporters.ts
 */
export function recordingEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return { ...preloadEnvironment(env), ...(env.PW_TEST_REPORTER ? {} : { PW_TEST_REPORTER: REPORTER }) };
}

/** Makes the part of that environment that brings the fixtures. */
export function preloadEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  // A path may hold spaces and, on Windows, backslashes: within quotes Node reads both as JSON does.
  const preload = `--require ${JSON.stringify(PRELOAD)}`;
  return { NODE_OPTIONS: env.NODE_OPTIONS ? `${preload} ${env.NODE_OPTIONS}` : preload };
}
