// The core of `npm test`, in under two minutes: format, lint, types, imports, documents, unused code, whether the package can be used once packed,
// quick unit tests, and the e2e tests that need neither a toolchain nor a runner of their own.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build.mjs';
import { runTests } from './run-tests.mjs';
import { setUp } from './setup.mjs';
import { runNode, runSteps, step } from './steps.mjs';

const TOOLS = [
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']],
  ['types', ['scripts/checks/check-types.mjs']],
  ['imports', ['scripts/checks/check-imports.mjs']],
  ['documents', ['scripts/checks/check-docs.mjs']],
  ['unused code', ['node_modules/knip/bin/knip.js']],
  ['package', ['node_modules/publint/src/cli.js', '--strict']],
  ['package types', ['node_modules/@arethetypeswrong/cli/dist/index.js', '--pack', '.', '--profile', 'esm-only']],
];

/**
 * Specs that are core by their folder, which open pages and nothing else, and tests that are so by their tag: one of each kind that
 * starts a runner or a command line. Playwright compares with "<project> <file below e2e> <titles> <tags>".
 */
const CORE = ['capture/', 'replay/(listening|windows)', 'recording/ipc-fixture', 'cli/viewer', '@core'];
const NOT_CORE = ['@electron', '@rust', '@go', '@slow'];

/** Throws at the first tool that finds something. */
export async function checkTools() {
  for (const [name, command] of TOOLS) {
    await step(name, () => {
      if (runNode(command) !== 0) throw new Error(`${name}: failed (above)`);
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runSteps(async () => {
    await step('set-up', setUp);
    await step('build', buildPackage);
    await checkTools();
    await step('unit', () => runTests(['--project=unit', '--grep-invert=fuzz/|@slow']));
    const core = [`--grep=${CORE.join('|')}`, `--grep-invert=${NOT_CORE.join('|')}`];
    await step('core e2e', () => runTests(['--project=e2e', ...core]));
  });
}
