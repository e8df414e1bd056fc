import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from './steps.mjs';

/** Written by the JSON reporter of playwright.config.ts. */
const LAST_RUN_FILE = join(root, 'node_modules/.cache/ipc-recorder/last-run.json');

/** The tests of all runs of this process. */
const counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs Playwright; throws when a test fails. Playwright itself fails a run that finds no test. */
export function runTests(playwrightArgs) {
  rmSync(LAST_RUN_FILE, { force: true });
  const exitCode = runNode(['node_modules/@playwright/test/cli.js', 'test', ...playwrightArgs]);
  countTests();
  if (exitCode !== 0) throw new Error(`"playwright test ${playwrightArgs.join(' ')}" failed (above)`);
}

/** Says how many tests have run, as `.ci/run` does in its last line; null when none has. */
export function countsLine() {
  const { passed, failed, skipped } = counts;
  return passed + failed > 0 ? `${passed} passed, ${failed} failed, ${skipped} skipped` : null;
}

function countTests() {
  try {
    const { stats } = JSON.parse(readFileSync(LAST_RUN_FILE, 'utf8'));
    // Only `--retries` on the command line makes flaky ones: they have passed, as Playwright's exit code says too.
    counts.passed += stats.expected + stats.flaky;
    counts.failed += stats.unexpected;
    counts.skipped += stats.skipped;
  } catch {
    // `--reporter` on the command line replaces the JSON reporter: nothing to count.
  }
}
