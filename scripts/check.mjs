// The fast half of `npm test`: format, lint, types, imports, unused code, and whether the package can be used once packed.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build.mjs';
import { setUp } from './setup.mjs';
import { runNode, runSteps, step } from './steps.mjs';

const TOOLS = [
  ['format and lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']],
  ['types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  ['imports', ['scripts/check-imports.mjs']],
  ['unused code', ['node_modules/knip/bin/knip.js']],
  ['package', ['node_modules/publint/src/cli.js', '--strict']],
  ['package types', ['node_modules/@arethetypeswrong/cli/dist/index.js', '--pack', '.', '--profile', 'esm-only']],
];

/** Throws at the first tool that finds something. */
export async function check() {
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
    await check();
  });
}
