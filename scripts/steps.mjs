import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Announces a step, runs it, says how long it took. What it throws ends the run: see `runSteps`. */
export async function step(name, action) {
  const start = performance.now();
  console.log(`\n▶ ${name}`);
  const result = await action();
  console.log(`✔ ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

/** Runs a script's steps; the first failure is told in a sentence and makes the exit code 1. */
export async function runSteps(steps) {
  try {
    await steps();
  } catch (error) {
    console.error(`\n✘ ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

/** Runs a JavaScript file of this checkout or of its packages with this Node; gives the exit code. */
export function runNode(args, env = {}) {
  return (
    spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1
  );
}
