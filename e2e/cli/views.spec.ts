import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { type CliRun, runCli } from '../support/runner/run-cli.ts';
import { notesSession, SampleSession } from '../support/sessions/sample-session.ts';

const test = base.extend<{ folder: string; cli: (...args: string[]) => Promise<CliRun> }>({
  /** A folder with the session of a failed test in `run`, and in `killed` what a killed run left: a call without an answer. */
  folder: async ({}, use, testInfo) => {
    const folder = testInfo.outputPath();
    for (const name of ['run', 'killed']) mkdirSync(join(folder, name), { recursive: true });
    const { events, started_at } = notesSession();
    const head = { format: 'playwright-ipc-journal', version: 1, id: 'killed', started_at, kind: 'test', mode: 'on' };
    const lines = [head, ...events.slice(11, 12).map((event) => ({ event }))];
    writeFileSync(join(folder, 'run/ipc-session.json'), JSON.stringify(notesSession()));
    writeFileSync(join(folder, 'killed/journal.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await use(folder);
  },
  cli: async ({ folder }, use) => {
    await use((...args) => runCli(args, { cwd: folder }));
  },
});

test('calls reads a folder, a file, a packed session and a journal', { tag: '@core' }, async ({ cli }) => {
  expect((await cli('pack', 'run', '-o', 'packed.json')).exitCode).toBe(0);
  for (const session of ['run', 'run/ipc-session.json', 'packed.json']) {
    const run = await cli('calls', session);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('    c11 +0.331  sync_remote');
  }
  const { stdout } = await cli('calls', 'killed', '--json');
  expect(JSON.parse(stdout).calls).toMatchObject([{ id: 'c11', command: 'sync_remote', outcome: 'pending' }]);
});

test('an id of one command is taken by the others, on either side of the session', { tag: '@core' }, async ({
  cli,
}) => {
  const { stdout } = await cli('calls', 'run', '--failed', '--json');
  const [{ id, step }] = JSON.parse(stdout).calls;
  const call = await cli('call', id, 'run');
  expect(call.stdout).toContain('"code": "E_DISK_FULL"');
  expect(await cli('call', 'run', id)).toEqual(call);
  expect((await cli('step', step, 'run')).stdout).toContain(`    ${id} `);
  expect((await cli('step', 'run')).stdout).toContain(`    ${step} `);
  expect((await cli('push', 'run', '--until', id, '--json')).stdout).toContain('"id": "m9"');
  expect((await cli('state', 'k11', 'run')).stdout).toContain('"unsaved": 2');
});

test('a budget is said to be too small for all, and what is no number is refused', async ({ cli }) => {
  const { stdout } = await cli('calls', 'run', '--budget', '320');
  expect(stdout.length).toBeLessThanOrEqual(960);
  expect(stdout).toContain('    c12 +0.334  save_note');
  expect(stdout).toMatch(/Left out of calls for the budget: \d entries \(c2, /);
  const refused = await cli('calls', 'run', '--budget', 'small');
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain('Expected a number of tokens, such as 2000.');
});

test('an id that is not there is wrong use, and those that are there are named', async ({ cli }) => {
  expect(await cli('call', 'c99', 'run')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'Error: There is no call, push or send "c99". Known ids: p8, m9, c10, c11, c12, p13, p14, c15, p16, c17.\n',
  });
});

test('diff of two folders says how the app speaks otherwise, as Markdown, and is quiet where it does not', async ({
  cli,
  folder,
}) => {
  const named = {
    title_path: ['saves'],
    file: 'a.spec.ts',
    line: 1,
    project: '',
    attempt: 0,
    status: 'passed' as const,
  };
  const run = (name: string, commands: string[]) => {
    const session = new SampleSession();
    for (const [at, command] of commands.entries())
      session.at(at * 10).call(command, { args: {}, result: { Ok: null } });
    mkdirSync(join(folder, name, 'ipc/saves-r0'), { recursive: true });
    writeFileSync(join(folder, name, 'ipc/saves-r0/ipc-session.json'), JSON.stringify(session.build({ test: named })));
  };
  run('before', ['list', 'save']);
  run('again', ['list', 'save']);
  run('after', ['list', 'save', 'save', 'audit']);
  const same = await cli('diff', 'before', 'again');
  expect(same).toMatchObject({
    exitCode: 0,
    stdout: '## IPC of this change\n\nCompared 1 test that passed in both runs: the same.\n',
  });
  const { exitCode, stdout } = await cli('diff', 'before', 'after');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('### New commands\n\n- `audit`: 1 call in `a.spec.ts › saves`');
  expect(stdout).toContain('### Number of calls\n\n- `save`: 1 → 2 in `a.spec.ts › saves`');
  mkdirSync(join(folder, 'empty'));
  expect((await cli('diff', 'before', 'empty')).stderr).toContain('There is no session of a test below "empty".');
});

test('export writes to standard output, or a file', async ({ cli, folder }) => {
  const { stdout, exitCode } = await cli('export', 'run');
  expect(exitCode).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(17);
  const run = await cli('export', 'run', '--format', 'har', '-o', 'ipc.har');
  expect(run).toMatchObject({ exitCode: 0, stdout: 'Written: ipc.har\n' });
  expect(run.stderr).toContain('Warning: 1 call has a value that was cut when recorded: #10 thumbnail');
  expect(JSON.parse(readFileSync(join(folder, 'ipc.har'), 'utf8')).log.entries).toHaveLength(17);
});

test('report says of a run which tests failed by which cause', async ({ cli, folder }) => {
  writeFileSync(join(folder, 'commands.txt'), 'save_note\nexport_notes\n');
  const { exitCode, stdout } = await cli('report', '.', '--commands', 'commands.txt');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('# 1 test: 1 failed, 0 flaky');
  expect(stdout).toContain('      [chromium] e2e/notes.spec.ts › Notes › saving');
  expect(stdout).toContain('## Commands of the app that no test has called\n\n    export_notes\n');
});
