// Checks the types of each environment by itself, so that a file knows only the globals it will have:
// Node knows no `document`, the page no `process`, and Electron's hook nothing that is newer than Node 18.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from '../steps.mjs';

/** Folders with a tsconfig.json; an editor takes the nearest. */
const ENVIRONMENTS = ['.', 'src/capture/injected', 'src/viewer/app', 'src/capture/electron/hook', 'e2e'];

/** Rejects when an environment has errors; the compiler has printed them. */
export async function checkTypes() {
  const codes = await Promise.all(ENVIRONMENTS.map(compile));
  const failed = ENVIRONMENTS.filter((_, at) => codes[at] !== 0);
  if (failed.length > 0) throw new Error(`types: errors (above) by the tsconfig of ${failed.join(', ')}`);
}

function compile(folder) {
  const compiler = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((resolve) => compiler.on('close', resolve));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await checkTypes().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
