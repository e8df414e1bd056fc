// Everything that must hold: set-up, build, check, unit tests, e2e tests; stops at the first failure.
// With arguments (`npm test -- --grep pending`) they go to Playwright, and only the tests they pick run.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { buildPackage } from './build.mjs';
import { checkTools } from './check.mjs';
import { countsLine, runTests } from './run-tests.mjs';
import { setUp } from './setup.mjs';
import { root, runSteps, step } from './steps.mjs';

/** The closing line, for `.ci/run`. */
const TEST_COUNTS_FILE = join(root, 'node_modules/.cache/ipc-recorder/test-counts.txt');

const args = process.argv.slice(2);

await runSteps(async () => {
  await step('set-up', setUp);
  await step('build', buildPackage);
  if (args.length > 0) return await step('tests', () => runTests(args));
  await checkTools();
  await step('unit', () => runTests(['--project=unit']));
  await step('e2e', () => runTests(['--project=e2e']));
});
const line = countsLine();
if (line !== null) {
  writeFileSync(TEST_COUNTS_FILE, `${line}\n`);
  console.log(`\n${line}`);
}
