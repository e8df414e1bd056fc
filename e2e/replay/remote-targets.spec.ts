import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test as base, expect } from '@playwright/test';
import { type CliRun, runCli } from '../support/runner/run-cli.ts';
import { configFile, test as inline } from '../support/runner/run-inline-test.ts';
import { unfenced } from '../support/runner/unfenced.ts';
import { SampleSession } from '../support/sessions/sample-session.ts';

// What a target does is in a file that it writes, so that a call is seen to be sent or not.
const TARGET = (url: string) => `import { appendFileSync } from 'node:fs';
export const url = ${JSON.stringify(url)};
export const invoke = (command) => { appendFileSync('sent.txt', command + '\\n'); return null; };
export const close = () => appendFileSync('sent.txt', 'closed\\n');
`;

const SESSION = new SampleSession()
  .call('load_notes', { args: {}, result: { Ok: null }, duration_us: 2_000 })
  .call('save_note', { args: {}, result: { Ok: null }, duration_us: 2_000 })
  .call('save_note\u001b[2J', { args: { n: 2 }, result: { Ok: null }, duration_us: 2_000 })
  .call('never', { args: {} })
  .build();

const test = base.extend<{ folder: string; cli: (...args: string[]) => Promise<CliRun>; sent: () => string }>({
  folder: async ({}, use, testInfo) => {
    const folder = testInfo.outputPath();
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/session.json`, JSON.stringify(SESSION));
    writeFileSync(`${folder}/there.ts`, TARGET('https://staging.example.com/ipc'));
    writeFileSync(`${folder}/here.ts`, TARGET('http://127.0.0.1:8080'));
    await use(folder);
  },
  cli: async ({ folder }, use) => {
    await use((...args) => runCli(args, { cwd: folder }));
  },
  sent: async ({ folder }, use) => {
    await use(() => spawnSync('cat', ['sent.txt'], { cwd: folder, encoding: 'utf8' }).stdout);
  },
});

const WHAT = '3 calls to https://staging.example.com/ipc: load_notes (1), save_note (1), save_note\\x1b[2J (1)';

test('sends nothing to another machine without a terminal, and says what it would send where', async ({
  cli,
  sent,
}) => {
  expect(await cli('replay', 'session.json', '--target', 'there.ts')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `Error: Nothing was sent: this would send ${WHAT}.\nThat is not this machine. Give --yes to send them; replay --dry-run lists them.\n`,
  });
  expect(sent()).toBe('closed\n');
});

test('counts what --only leaves, and asks nothing of a dry run', async ({ cli, sent }) => {
  const some = await cli('replay', 'session.json', '--target', 'there.ts', '--only', 'load_*');
  expect(some.stderr).toContain('this would send 1 call to https://staging.example.com/ipc: load_notes (1).');
  const dry = await cli('replay', 'session.json', '--target', 'there.ts', '--dry-run');
  expect({ ...dry, stdout: unfenced(dry.stdout) }).toEqual({
    exitCode: 0,
    stdout:
      '    #0  load_notes\n    #1  save_note\n    #2  save_note\\x1b[2J\n\nWould send 3 calls.\n  1 not sent: never answered in the recording\n',
    stderr: '',
  });
  expect(await cli('replay', 'session.json', '--target', 'there.ts', '--only', 'nothing')).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('Nothing compared: 0 as recorded, 0 different, 4 not sent.'),
  });
  expect(sent()).not.toContain('load_notes');
});

test('why a call is not sent is said without the escapes and lines of its session', async ({ folder, cli }) => {
  const protocol = `rpc\u001b[2J\n::error::${'x'.repeat(500)}`;
  const events = SESSION.events.map(({ event, ...rest }) => ({ ...rest, event: { ...event, protocol } }));
  writeFileSync(`${folder}/tunnelled.json`, JSON.stringify({ ...SESSION, events }));
  const { stdout } = await cli('replay', 'tunnelled.json', '--target', 'here.ts', '--dry-run');
  expect(stdout).toMatch(/^ {2}3 not sent: a message by rpc\\x1b\[2J\\n::error::x+…$/m);
});

test('closes the target when it cannot be said what would be sent', async ({ cli, sent }) => {
  const run = await cli('replay', 'session.json', '--target', 'there.ts', '--until', 'nowhere');
  expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('checkpoint not found: nowhere') });
  expect(sent()).toBe('closed\n');
});

test('sends to another machine with --yes, and to this one without it', async ({ cli, sent }) => {
  expect(await cli('replay', 'session.json', '--target', 'here.ts')).toMatchObject({ exitCode: 0 });
  expect(await cli('replay', 'session.json', '--target', 'there.ts', '--yes')).toMatchObject({ exitCode: 0 });
  expect(sent()).toBe('load_notes\nsave_note\nsave_note\u001b[2J\nclosed\n'.repeat(2));
});

test('minimize asks before its first try', async ({ cli, sent }) => {
  const run = await cli('minimize', 'session.json', '--target', 'there.ts');
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toContain('this would send 3 calls, many times, to https://staging.example.com/ipc');
  expect(sent()).toBe('closed\n');
});

test('asks on a terminal, and sends after a yes alone', async ({ folder, sent }) => {
  const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
  const onTerminal = (answer: string) =>
    // `script` of util-linux gives a command a terminal.
    spawnSync('script', ['-qec', `${process.execPath} ${main} replay session.json --target there.ts`, '/dev/null'], {
      cwd: folder,
      input: answer,
      encoding: 'utf8',
      timeout: 30_000,
    });
  test.skip(spawnSync('script', ['--version']).status !== 0, 'needs script of util-linux');
  const no = onTerminal('n\r');
  expect(no.stdout.replaceAll('\r', '')).toContain(`This sends ${WHAT}.\nGo on? [y/N]`);
  // A plan is no progress.
  expect(no.stdout).not.toContain('4 of 4 calls');
  expect(no.stdout).toContain('Error: Nothing was sent.');
  expect([no.status, sent()]).toEqual([2, 'closed\n']);
  const yes = onTerminal('y\r');
  expect(yes.stdout).toContain('4 of 4 calls sent');
  expect([yes.status, sent()]).toEqual([0, 'closed\nload_notes\nsave_note\nsave_note\u001b[2J\nclosed\n']);
});

inline('the reporter sends failures to another machine only when its options say yes', async ({ runInlineTest }) => {
  const replay = async (yes: string) => {
    const reporter = `[['playwright-ipc-recorder/reporter', { replay: { target: './there.ts'${yes} } }], ['list']]`;
    const run = await runInlineTest({
      'playwright.config.ts': configFile({ reporter }),
      'there.ts': TARGET('https://staging.example.com').replace("'sent.txt'", "import.meta.dirname + '/sent.txt'"),
      'a.spec.ts': `import { test } from 'playwright-ipc-recorder/fixtures';
        test('fails', async ({ page, ipc }) => {
          await ipc.serve({ save: () => null });
          await page.setContent('<h1>notes</h1>');
          await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('save'));
          throw new Error('no');
        });`,
    });
    return run.output;
  };
  expect(await replay('')).toContain(
    'IPC replayed fails: not replayed: Error: Nothing was sent: this would send 1 call to https://staging.example.com: save (1).',
  );
  expect(await replay(', yes: true')).toContain('IPC replayed fails: every answer of ./there.ts is as recorded');
});
