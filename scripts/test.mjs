// Everything that must hold: set-up, build, check, unit tests, e2e tests; stops at the first failure.
// With arguments (`npm test -- --grep pending`) they go to Playwright, and only the tests they pick run.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { buildPackage } from './build.mjs';
import { check } from './check.mjs';
import { setUp } from './setup.mjs';
import { root, runNode, runSteps, step } from './steps.mjs';

const cache = join(root, 'node_modules/.cache/ipc-recorder');
/** Written by the JSON reporter of playwright.config.ts. */
const LAST_RUN_FILE = join(cache, 'last-run.json');
/** The closing line, for `.ci/run`. */
const TEST_COUNTS_FILE = join(cache, 'test-counts.txt');

const args = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };

await runSteps(async () => {
  await step('set-up', setUp);
  await step('build', buildPackage);
  if (args.length > 0) return await step('tests', () => runTests(args));
  await check();
  await step('unit', () => runTests(['--project=unit']));
  await step('e2e', () => runTests(['--project=e2e']));
});
if (counts.passed + counts.failed > 0) {
  const line = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  writeFileSync(TEST_COUNTS_FILE, `${line}\n`);
  console.log(`\n${line}`);
}

/** Playwright itself fails a run that finds no test. */
function runTests(playwrightArgs) {
  rmSync(LAST_RUN_FILE, { force: true });
  const exitCode = runNode(['node_modules/@playwright/test/cli.js', 'test', ...playwrightArgs]);
  countTests();
  if (exitCode !== 0) throw new Error(`"playwright test ${playwrightArgs.join(' ')}" failed (above)`);
}

/** A test that passed only when tried again has passed: Playwright's exit code says so too. */
function countTests() {
  try {
    const { stats } = JSON.parse(readFileSync(LAST_RUN_FILE, 'utf8'));
    counts.passed += stats.expected + stats.flaky;
    counts.failed += stats.unexpected;
    counts.skipped += stats.skipped;
  } catch {
    // `--reporter` on the command line replaces the JSON reporter: nothing to count.
  }
}
