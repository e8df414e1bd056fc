import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { rowOf } from './compare.mjs';
import { writeSuite } from './suite-project.mjs';

const work = fileURLToPath(new URL('.work/', import.meta.url));
const playwrightCli = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url));

const PLAIN = '@playwright/test';
const OURS = 'playwright-ipc-recorder/fixtures';
/** Where users have the package: what is not in a `node_modules` Playwright compiles, which is a cost of a checkout alone. */
const installed = `${work}node_modules/playwright-ipc-recorder`;
const OUR_REPORTER = [[`${installed}/dist/reporter/index.js`], ['dot']];

const VARIANTS = {
  plain: { from: PLAIN, reporter: [['dot']], use: {} },
  default: { from: OURS, reporter: OUR_REPORTER, use: {} },
  on: { from: OURS, reporter: OUR_REPORTER, use: { ipcRecorder: 'on' } },
  callsOnly: { from: OURS, reporter: OUR_REPORTER, use: { ipcRecorder: { mode: 'on', checkpoints: 'off' } } },
  off: { from: OURS, reporter: OUR_REPORTER, use: { ipcRecorder: 'off' } },
  trace: { from: PLAIN, reporter: [['dot']], use: { trace: 'on' } },
  plain100: { from: PLAIN, reporter: [['dot']], use: {}, tests: 100 },
  default100: { from: OURS, reporter: OUR_REPORTER, use: {}, tests: 100 },
};
/** Suites of many tests take minutes: a ratio of theirs is of so many runs. */
const LONG_ROUNDS = 2;

/** What recording adds to the CPU time of a whole suite: runner, workers and browser. */
export async function run({ suiteRounds }) {
  if (process.platform !== 'linux')
    throw new Error('bench: the suite needs Linux, for the CPU time of child processes');
  const names = Object.keys(VARIANTS);
  for (const part of ['dist', 'package.json'])
    cpSync(fileURLToPath(new URL(`../${part}`, import.meta.url)), `${installed}/${part}`, { recursive: true });
  // Without a package of its own the suite is a part of ours, whose name then leads to this checkout.
  writeFileSync(`${work}package.json`, '{ "private": true }');
  for (const name of names) writeSuite(`${work}${name}`, VARIANTS[name]);
  const seconds = Object.fromEntries(names.map((name) => [name, []]));
  try {
    for (let round = -1; round < suiteRounds; round++) {
      // Each round begins with another variant: the machine gets warmer, or busier, under whoever comes last.
      for (let i = 0; i < names.length; i++) {
        const name = names[(i + round + names.length) % names.length];
        if (VARIANTS[name].tests !== undefined && (round < 0 || round >= LONG_ROUNDS)) continue;
        const used = cpuSecondsOfSuite(name);
        if (round >= 0) seconds[name].push(used);
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }

  const row = (what, name, against, reference) =>
    rowOf({
      what,
      reference,
      ratios: seconds[name].map((used, i) => used / seconds[against][i]),
      measure: 'CPU of all processes',
    });
  return [
    row('20 tests, recording (default mode, all pass)', 'default', 'plain', 'neither recording nor trace'),
    row('100 tests, recording (default mode, all pass)', 'default100', 'plain100', 'neither recording nor trace'),
    row("20 tests, ipcRecorder 'on' (all kept)", 'on', 'plain', 'neither recording nor trace'),
    row('20 tests, all kept, without checkpoints', 'callsOnly', 'plain', 'neither recording nor trace'),
    row("20 tests, ipcRecorder 'off'", 'off', 'plain', 'neither recording nor trace'),
    row("20 tests, Playwright's trace 'on'", 'trace', 'plain', 'neither recording nor trace'),
    row("20 tests, ipcRecorder 'on' (all kept)", 'on', 'trace', "Playwright's trace 'on'"),
  ];
}

function cpuSecondsOfSuite(name) {
  const before = childTicks();
  const { status, stdout, stderr } = spawnSync(process.execPath, [playwrightCli, 'test', '-c', `${work}${name}`], {
    encoding: 'utf8',
    env: { ...process.env, CI: '', FORCE_COLOR: '0', IPC_RECORDER_MODE: '', IPC_RECORDER_REPLAY: '' },
  });
  if (status !== 0) throw new Error(`bench: the suite "${name}" failed:\n${stdout}${stderr}`);
  return (childTicks() - before) / TICKS_PER_SECOND;
}

const TICKS_PER_SECOND = 100;

/** User and system time of our children that have ended, and of theirs: fields 16 and 17 of proc(5). */
function childTicks() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
  return Number(fields[13]) + Number(fields[14]);
}
