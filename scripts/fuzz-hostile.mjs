// The hostile corpus for as long as it takes: every session to every command, and more that are put together by chance:
// `npm run fuzz:hostile -- --random 200 --seed 7`. What follows another `--` goes to Playwright, such as `--grep tokens`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { root } from './steps.mjs';

const { values, positionals } = parseArgs({
  options: { random: { type: 'string', default: '100' }, seed: { type: 'string' } },
  allowPositionals: true,
});
const seed = values.seed ?? String(Date.now() % 2 ** 31);
console.log(`Seed ${seed}: npm run fuzz:hostile -- --random ${values.random} --seed ${seed}`);
const playwright = join(root, 'node_modules/@playwright/test/cli.js');
const args = ['test', '--project=e2e', 'e2e/hostile/hostile-corpus', ...positionals];
const { status } = spawnSync(process.execPath, [playwright, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, HOSTILE: 'all', HOSTILE_SEED: seed, HOSTILE_RANDOM: values.random },
});
process.exitCode = status ?? 1;
