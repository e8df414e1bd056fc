// Prints what recording costs, always as a ratio to something that everyone knows the price of. It never fails a build: it informs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const GROUPS = [
  'record',
  'export',
  'query',
  'session',
  'write',
  'growth',
  'timeline',
  'page',
  'electron',
  'import',
  'suite',
];
const USAGE = `node bench/main.mjs [--only <${GROUPS.join('|')}>]… [--json] [--rounds <n>] [--suite-rounds <n>] [--no-build]`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: GROUPS },
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '9' },
    'suite-rounds': { type: 'string', default: '5' },
    'no-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const unknown = options.only.find((name) => !GROUPS.includes(name));

if (options.help) console.log(USAGE);
else if (unknown !== undefined) fail(`Unknown benchmark "${unknown}". ${USAGE}`, 2);
else await main();

async function main() {
  if (!options['no-build']) build();
  if (!existsSync(new URL('../dist', import.meta.url))) return fail('bench: there is no dist to measure', 1);
  const rows = [];
  for (const group of options.only) {
    console.error(`bench: ${group} …`);
    try {
      const { run } = await import(`./${group}.mjs`);
      const measured = await run({ rounds: Number(options.rounds), suiteRounds: Number(options['suite-rounds']) });
      rows.push(...measured.map((row) => ({ group, ...row })));
    } catch (error) {
      fail(`bench: ${group} could not be measured: ${error instanceof Error ? error.stack : error}`, 1);
    }
  }
  const machine = `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'CPU'}, Node ${process.versions.node}, ${os.platform()}`;
  const date = new Date().toISOString().slice(0, 10);
  process.stdout.write(
    options.json ? `${JSON.stringify({ date, machine, rows }, null, 2)}\n` : tableOf(rows, `${date}, ${machine}`),
  );
}

/** Quick when nothing has changed. What it says goes to standard error: the figures alone go to standard output. */
function build() {
  const script = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 2, 2] });
  if (status !== 0) fail('bench: the build failed; measuring what there is of dist', 1);
}

/** In Markdown, to be pasted. */
function tableOf(rows, title) {
  const lines = rows.map(
    ({ group, what, reference, ratio, low, high, rounds, measure, addedUs }) =>
      `| ${group} | ${what} | ${reference} | **${short(ratio)}** | ${short(low)} to ${short(high)} | ${measure}, ${rounds} rounds${addedUs === undefined ? '' : `, +${addedUs} µs a call`} |`,
  );
  return `${title}\n\n| | what | against | ratio (median) | range | |\n|---|---|---|---|---|---|\n${lines.join('\n')}\n`;
}

function short(ratio) {
  return ratio >= 0.1 ? ratio.toFixed(2) : ratio.toPrecision(2);
}

function fail(message, code) {
  console.error(message);
  process.exitCode = code;
}
