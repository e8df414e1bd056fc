// The properties of fuzz/ for as long as you like: `npm run fuzz -- --seconds 300 --seed 7 --only journal`.
// Inputs that reach code no other has reached are kept and changed further. What breaks a property is printed and written down.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { root } from './steps.mjs';

/** Milliseconds for one input. */
const PATIENCE_MS = 60_000;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const again = values.only === undefined ? '' : ` --only "${values.only}"`;
console.log(`Seed ${seed}: npm run fuzz -- --seconds ${values.seconds} --seed ${seed}${again}`);

// TypeScript by the loader that targets are loaded with: not every Node that we support reads it.
const loader = `
  const { createJiti } = await import(${JSON.stringify(new URL('../node_modules/jiti/lib/jiti.mjs', import.meta.url).href)});
  await createJiti(${JSON.stringify(join(root, 'fuzz/'))}).import('./worker.ts');`;
const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(loader)}`), {
  workerData: { seed, seconds: Number(values.seconds), only: values.only },
});
let trying;
let since = performance.now();
const watch = setInterval(() => {
  if (trying === undefined || performance.now() - since < PATIENCE_MS) return;
  report(trying.name, JSON.parse(trying.input), `no end within ${PATIENCE_MS} ms`);
  process.exit(1);
}, 1_000);

worker.on('message', (message) => {
  if (message.kind === 'trying') {
    trying = message;
    since = performance.now();
  } else if (message.kind === 'found') report(message.name, message.input, message.error);
  else {
    for (const [name, count] of Object.entries(message.tried)) console.log(`${String(count).padStart(8)}  ${name}`);
    console.log(`${message.kept} inputs kept, ${message.blocks} counts of blocks reached.`);
  }
});
worker.on('error', (error) => {
  console.error(error);
  process.exitCode = 1;
});
worker.on('exit', () => clearInterval(watch));

function report(name, input, error) {
  process.exitCode = 1;
  const text = `${JSON.stringify(input, null, 2)}\n`;
  const folder = join(root, 'test-results/fuzz', name);
  const file = join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  console.log(`\n✘ ${name}\n${error}\n\n${text.length > 2_000 ? `${text.slice(0, 2_000)}…\n` : text}`);
  console.log(`To keep it, once it has a name that says what it shows: mv "${file}" "fuzz/cases/${name}/"\n`);
}
