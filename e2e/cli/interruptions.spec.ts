import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { interruptCli } from '../support/runner/interrupt-cli.ts';
import { runCli } from '../support/runner/run-cli.ts';
import {
  configFile,
  expect,
  type InlineRun,
  type RunInlineTest,
  sessionPath,
  test,
} from '../support/runner/run-inline-test.ts';
import { notesSession } from '../support/sessions/sample-session.ts';

test.skip(process.platform !== 'linux', 'what is left of a run is looked up in /proc');

/** Tests of which the one that HANG names waits for ever, in its run of the number AT; with STUBBORN it does not end when it is told to. */
const SPEC = `import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { test, expect } from 'playwright-ipc-recorder/fixtures';
const hang = async (title) => {
  if (process.env.HANG !== title) return;
  appendFileSync('runs', 'x');
  if (readFileSync('runs').length < Number(process.env.AT ?? 1)) return;
  writeFileSync('hangs', '');
  await new Promise(() => {});
};
test.afterEach(async () => { if (process.env.STUBBORN) await new Promise(() => {}); });
for (const title of ['first', 'second', 'fails'])
  test(title, async ({ page, ipc }) => {
    await ipc.serve({ total: ({ at }) => (process.env.BROKEN ? 'gone' : at), other: () => 'as ever' });
    await page.setContent('<output></output>');
    await hang(title);
    await page.evaluate(async () => {
      const { invoke } = window.__TAURI_INTERNALS__;
      for (const n of [1, 2]) await Promise.allSettled([invoke('chatter', { n }), invoke('other', { n })]);
      document.querySelector('output').textContent = await invoke('total', { at: 7 });
    });
    await expect(page.locator('output')).toHaveText(title === 'fails' ? '8' : '7', { timeout: 500 });
  });
`;

/** A backend whose third answer never comes. */
const TARGET = `import { writeFileSync } from 'node:fs';
let count = 0;
export const invoke = (command, { at }) => {
  if (++count < 3) return command === 'total' ? at : 'as ever';
  writeFileSync('hangs', '');
  return new Promise(() => {});
};
`;

async function record(runInlineTest: RunInlineTest): Promise<InlineRun> {
  const files = { 'a.spec.ts': SPEC, 'target.mjs': TARGET };
  const config = configFile({ config: 'workers: 1,' });
  const run = await runInlineTest({ ...files, 'playwright.config.ts': config }, { env: { IPC_RECORDER_MODE: 'on' } });
  expect(run.attempts.map(({ status }) => status)).toEqual(['passed', 'passed', 'failed']);
  return run;
}

const sessionOf = (run: InlineRun, title: string): string => sessionPath(run.of(title)[0]);

/** What is left in the folder for results, but for the note that Git leaves it out. */
const resultsIn = (folder: string): string[] =>
  existsSync(join(folder, 'ipc-results'))
    ? readdirSync(join(folder, 'ipc-results')).filter((name) => name !== '.gitignore')
    : [];

test('Ctrl-C ends each long command in order: it says so, exits with 130, and leaves nothing', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  test.setTimeout(600_000);
  const recorded = await record(runInlineTest);
  const [first, fails] = [sessionOf(recorded, 'first'), sessionOf(recorded, 'fails')];
  const commands: [args: string[], env: Record<string, string>, says: RegExp][] = [
    [['replay', first], { HANG: 'first' }, /^Not replayed\. The run was interrupted\.$/m],
    [['replay', first, '--bisect'], { HANG: 'first' }, /The run was interrupted\./],
    [['replay', first, '--json'], { HANG: 'first' }, /"verdict": "not-run"/],
    [['replay', first, '--search-orders'], { HANG: 'first', AT: '2' }, /^Interrupted: no order .*\n0 of \d+ pairs/m],
    [
      ['replay', first, '--target', 'target.mjs'],
      {},
      /^Interrupted: 1 as recorded, 1 different, 3 not sent\.\n {2}3 not sent: interrupted$/m,
    ],
    [['replay', first, '--target', 'target.mjs', '--json'], {}, /"same": false,[\s\S]+"interrupted": true/],
    [['contract', 'verify', first, '--target', 'target.mjs'], {}, /^Interrupted: .*2 calls of \d commands compared/m],
    [['minimize', fails, '-o', 'never.json'], { HANG: 'fails' }, /^$/],
    [['run', '--', '--grep=first'], { HANG: 'first' }, /1 interrupted/],
    [['doctor', '--', '--grep=first'], { HANG: 'first' }, /^$/],
  ];
  for (const [args, env, says] of commands) {
    const what = args.join(' ');
    rmSync(join(recorded.folder, 'runs'), { force: true });
    const run = await interruptCli(args, { cwd: recorded.folder, env, signals: ['SIGINT'] });
    expect(run.exitCode, `${what}: ${run.stderr}`).toBe(130);
    expect(run.stderr, what).toMatch(/^Interrupted: ends in order/m);
    expect(run.stderr, what).not.toMatch(/^Error|\n\s+at /m);
    expect(run.stdout, what).toMatch(says);
    expect([what, run.processes, run.temporary]).toEqual([what, [], []]);
    expect(resultsIn(recorded.folder), what).toEqual([]);
  }
});

test('an interrupted search goes on where it was, and concludes nothing from the run that was stopped', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  test.setTimeout(600_000);
  const recorded = await record(runInlineTest);
  const { folder } = recorded;
  const minimize = ['minimize', sessionOf(recorded, 'fails'), '-o', 'small.json'];
  const run = await interruptCli(minimize, { cwd: folder, env: { HANG: 'fails', AT: '4' }, signals: ['SIGINT'] });
  expect(run.exitCode, run.stderr).toBe(130);
  expect(run.stdout).toMatch(
    /^\d of 5 calls are left after 2 tries: small\.json\nInterrupted before that was known to be the least\./,
  );
  expect([run.processes, run.temporary]).toEqual([[], []]);
  const { results } = JSON.parse(readFileSync(join(folder, 'small.json.search.json'), 'utf8'));
  // The whole session, which is run first, is no result.
  expect(results).toHaveLength(2);
  const again = await runCli(minimize, { cwd: folder });
  expect(again.stdout).toMatch(/^1 of 5 calls are left/);
  expect(existsSync(join(folder, 'small.json.search.json'))).toBe(false);
});

test('an interrupted replay of many tells of those that have ended, and keeps nothing of the one that was stopped', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  test.setTimeout(600_000);
  const recorded = await record(runInlineTest);
  const { folder } = recorded;
  const args = ['replay', 'test-results'];
  const one = await interruptCli(args, { cwd: folder, env: { HANG: 'second' }, signals: ['SIGINT'] });
  expect(one.exitCode, one.stderr).toBe(130);
  expect(one.stdout).toMatch(
    /^same .* a\.spec\.ts › first\nnot replayed .* a\.spec\.ts › second\n {4}The run was interrupted\.\nnot replayed .* fails\n {4}The run was interrupted before it\.\n\n\[recorded text \w+ ends\]\n\n1 of 3 end as recorded\.$/m,
  );
  expect([one.processes, one.temporary, resultsIn(folder)]).toEqual([[], [], []]);
});

test('an interrupted verification tells of what was replayed, and of no pass that it breaks one', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  test.setTimeout(600_000);
  const recorded = await record(runInlineTest);
  const { folder } = recorded;
  const verify = ['verify', sessionOf(recorded, 'fails'), '--reproduced'];
  const passes = ['first', 'second'].flatMap((title) => ['--pass', sessionOf(recorded, title)]);
  const how = { cwd: folder, signals: ['SIGINT'] as NodeJS.Signals[] };
  const early = await interruptCli([...verify, ...passes], { ...how, env: { HANG: 'fails' } });
  expect([early.exitCode, early.processes, early.temporary]).toEqual([130, [], []]);
  expect(early.stdout).toMatch(/^Cannot tell\.\n\nThe failure: cannot tell\.\n[\s\S]*- It was interrupted before all/);
  expect(early.stderr).toMatch(/^Replays the failure$/m);
  const late = await interruptCli([...verify, ...passes, '--json'], { ...how, env: { HANG: 'second' } });
  expect([late.exitCode, late.processes, late.temporary]).toEqual([130, [], []]);
  expect(late.stderr).toMatch(/^Interrupted: ends in order/m);
  expect(JSON.parse(late.stdout)).toMatchObject({
    ...{ isInterrupted: true, failure: { outcome: 'still-there' } },
    passes: [{ title: expect.stringContaining('first'), passes: true }],
  });
});

/** Makes the command line slow when it opens the session that READ counts, in which time it is interrupted. */
const SLOW_DISK = `const files = require('node:fs/promises');
const { writeFileSync } = require('node:fs');
const { open } = files;
let count = 0;
files.open = async (file, ...rest) => {
  if (/ipc-session\\.json$/.test(String(file)) && ++count === Number(process.env.READ)) {
    writeFileSync('hangs', '');
    await new Promise((done) => setTimeout(done, 3_000));
  }
  return await open(file, ...rest);
};
require('node:module').syncBuiltinESMExports();
`;

test('an interrupted report is of the sessions that were read, and half of a folder is compared with nothing', async ({
  runInlineTest,
}) => {
  test.setTimeout(120_000);
  const names = ['a', 'b', 'c', 'd'];
  const files = Object.fromEntries(
    ['one', 'two'].flatMap((folder) =>
      names.map((name) => [`${folder}/${name}/ipc-session.json`, JSON.stringify(sampleOf(name))]),
    ),
  );
  const { folder } = await runInlineTest({ ...files, 'slow-disk.cjs': SLOW_DISK });
  const interrupt = (args: string[], read: number) => {
    const env = { NODE_OPTIONS: `--require ${join(folder, 'slow-disk.cjs')}`, READ: String(read) };
    return interruptCli(args, { cwd: folder, env, signals: ['SIGINT'] });
  };
  // All are opened once to be found, and then to be read.
  const report = await interrupt(['report', 'one'], names.length + 3);
  expect([report.exitCode, report.stderr]).toEqual([
    130,
    expect.stringMatching(/^Interrupted: ends in order.*\nInterrupted: this is of 3 of 4 sessions\.\n$/),
  ]);
  expect(report.stdout).toContain('3 tests: ');
  expect(JSON.parse((await interrupt(['report', 'one', '--json'], 7)).stdout)).toMatchObject({ isInterrupted: true });
  for (const flags of [[], ['--tests']]) {
    const diff = await interrupt(['diff', 'one', 'two', ...flags], 2 * names.length + 3);
    expect([diff.exitCode, diff.stdout]).toEqual([
      130,
      'Interrupted before both folders were read: nothing was compared.\n',
    ]);
  }
  const verify = await interrupt(['contract', 'verify', 'one', '--target', 'none.mjs'], names.length + 3);
  expect([verify.exitCode, verify.stdout]).toEqual([130, '']);
});

/** The session of a test of this name. */
function sampleOf(name: string) {
  const session = notesSession();
  return { ...session, id: name, test: { ...session.test, title_path: [name] } };
}

test('SIGTERM ends a command in the same way, with 143', { tag: '@slow' }, async ({ runInlineTest }) => {
  test.setTimeout(600_000);
  const recorded = await record(runInlineTest);
  for (const args of [
    ['replay', sessionOf(recorded, 'first')],
    ['run', '--', '--grep=first'],
  ]) {
    const run = await interruptCli(args, { cwd: recorded.folder, env: { HANG: 'first' }, signals: ['SIGTERM'] });
    expect(run.exitCode, run.stderr).toBe(143);
    expect([run.processes, run.temporary, resultsIn(recorded.folder)]).toEqual([[], [], []]);
  }
});

test('SIGHUP ends a command in the same way, with 129, although nobody reads any more what it prints', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  test.setTimeout(600_000);
  const recorded = await record(runInlineTest);
  for (const args of [
    ['replay', sessionOf(recorded, 'first')],
    ['replay', 'test-results'],
    ['run', '--', '--grep=first'],
  ]) {
    const signals: NodeJS.Signals[] = ['SIGHUP'];
    const run = await interruptCli(args, { cwd: recorded.folder, env: { HANG: 'first' }, signals, isUnread: true });
    const left = [run.processes, run.temporary, resultsIn(recorded.folder)];
    expect([args, run.exitCode, left]).toEqual([args, 129, [[], [], []]]);
  }
});

test('a second Ctrl-C ends a command at once, with all that it has started', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  test.setTimeout(600_000);
  const recorded = await record(runInlineTest);
  for (const args of [
    ['replay', sessionOf(recorded, 'first')],
    ['run', '--', '--grep=first'],
  ]) {
    const run = await interruptCli(args, {
      cwd: recorded.folder,
      env: { HANG: 'first', STUBBORN: '1' },
      signals: ['SIGINT', 'SIGINT'],
    });
    expect(run.exitCode, run.stderr).toBe(130);
    expect(run.endedAfterMs).toBeLessThan(3_000);
    expect(run.processes).toEqual([]);
    expect(run.temporary.filter((name) => name.startsWith('ipc-'))).toEqual([]);
    expect(resultsIn(recorded.folder)).toEqual([]);
  }
});
