import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { test as base, expect } from '@playwright/test';
import { embedSession } from '../../src/viewer/embed-sessions.ts';
import { cleanEnvironment } from '../support/runner/clean-environment.ts';
import type { CliRun } from '../support/runner/run-cli.ts';
import { unfenced } from '../support/runner/unfenced.ts';
import { HOSTILE_TEXTS, hostileSession } from '../support/sessions/hostile-session.ts';
import { notesSession, SampleSession } from '../support/sessions/sample-session.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

/** Megabytes of heap that the command line gets here: what needs more dies, and that is no exit code of ours. */
const HEAP_MB = 1_500;

const test = base.extend<{ folder: string; cli: (...args: string[]) => Promise<CliRun & { seconds: number }> }>({
  folder: async ({}, use, testInfo) => {
    const folder = testInfo.outputPath('project');
    mkdirSync(folder, { recursive: true });
    await use(folder);
  },
  cli: async ({ folder }, use) => {
    await use((...args) => {
      const start = performance.now();
      const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, MAIN, ...args], {
        cwd: folder,
        env: { ...cleanEnvironment(), CI: '1' },
        timeout: 50_000,
      });
      const run = { exitCode: null as number | null, stdout: '', stderr: '' };
      child.stdout.on('data', (chunk) => (run.stdout += chunk));
      child.stderr.on('data', (chunk) => (run.stderr += chunk));
      return new Promise((done) =>
        child.once('close', (exitCode) => done({ ...run, exitCode, seconds: (performance.now() - start) / 1_000 })),
      );
    });
  },
});

/** Every command that reads a session, as it would be called. */
const COMMANDS: string[][] = [
  ['show', 'S', '--text'],
  ['show', 'S', '--output', 'out/timeline.html'],
  ['show', 'S', '--json', '--output', 'out/timeline.html'],
  ['validate', 'S'],
  ['validate', 'S', '--json'],
  ['diff', 'S', 'good.json', '--all'],
  ['diff', 'S', 'good.json', '--json'],
  ['codegen', 'S'],
  ['codegen', 'S', '--format', 'handlers'],
  ['contract', 'infer', 'S'],
  ['contract', 'check', 'S', '--contract', 'contract.json'],
  ['replay', 'S'],
  ['replay', 'S', '--bisect'],
  ['replay', 'S', '--target', 'target.mjs'],
  ['replay', 'S', '--target', 'target.mjs', '--json'],
  ['minimize', 'S', '--target', 'target.mjs', '--output', 'out/small.json'],
];

function writeProject(folder: string): void {
  writeFileSync(join(folder, 'good.json'), JSON.stringify(notesSession()));
  writeFileSync(join(folder, 'target.mjs'), 'export const invoke = () => null;');
  const contract = { format: 'playwright-ipc-contract', version: 1, sessions: 0, commands: {} };
  writeFileSync(join(folder, 'contract.json'), JSON.stringify(contract));
  writeFileSync(join(folder, 'playwright.config.ts'), 'export default { testDir: "none" };');
}

/** What could move the cursor, colour, reorder or hide text. */
const ESCAPES = /[^\P{Cc}\n\t]|[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Cs}|\u{e0041}/u;

function expectNoEscape({ stdout, stderr }: CliRun, what: string): void {
  expect(ESCAPES.exec(stdout + stderr)?.[0], what).toBeUndefined();
}

const good = JSON.stringify(notesSession());
const bytes = (text: string) => Buffer.from(text);

/** Files that are no session, by name, and what is said of each. */
const BAD_FILES: Record<string, [Buffer | string, RegExp]> = {
  'empty.json': ['', /it is empty/],
  'nul.json': ['\u0000'.repeat(64), /not JSON at line 1, column 1: found U\+0000/],
  'text.json': ['pwned \u001b[2J', /not JSON at line 1, column 1/],
  'torn.json': [good.slice(0, -40), /The text was cut short/],
  'array.json': ['[]', /expected an object, found an array of 0/],
  'nan.json': [good.replace('"duration_ms":1510', '"duration_ms":NaN'), /not JSON at line 1, column \d+: found "N"/],
  'huge-number.json': [
    good.replace('"index":0', '"index":1e999'),
    /events\[0\]\.index: expected a number, found Infinity/,
  ],
  'utf8.json': [Buffer.concat([bytes(good.slice(0, 40)), Buffer.from([0xff, 0xfe])]), /not UTF-8 text/],
  'utf16.json': [Buffer.from(`\ufeff${good}`, 'utf16le'), /not UTF-8 text/],
  'newer.json': [good.replace('"version":1', '"version":2'), /format 2 is newer than 1/],
  'torn.json.gz': [gzipSync(good).subarray(0, -20), /it is gzip, but damaged or cut short/],
  'twice.json.gz': [gzipSync(gzipSync(good)), /not UTF-8 text. It is gzip/],
  'deep.json': [
    good.replace('"state":null', `"state":${'['.repeat(1e6)}${']'.repeat(1e6)}`),
    /nested more than 127 levels deep/,
  ],
  'key.json': [
    good.replace('"state":null', `"state":{"${'k'.repeat(1e6)}":${'['.repeat(200)}${']'.repeat(200)}}`),
    /nested more than 127/,
  ],
};

test('every command says in a sentence what is wrong with a file, and ends with 2', { tag: '@slow' }, async ({
  folder,
  cli,
}) => {
  test.setTimeout(240_000);
  writeProject(folder);
  for (const [name, [content]] of Object.entries(BAD_FILES)) writeFileSync(join(folder, name), content);
  const files = Object.entries(BAD_FILES);
  const all = await cli('validate', ...files.map(([name]) => name));
  expect([all.exitCode, all.stderr]).toEqual([2, '']);
  expectNoEscape(all, 'validate');
  const said = all.stdout.split(/^✗ /m).slice(1);
  for (const [at, [file, [, fault]]] of files.entries()) {
    expect(said[at], file).toMatch(fault);
    expect(said[at]?.startsWith(`${file}\n`), file).toBe(true);
    expect(said[at]?.length, file).toBeLessThan(1_000);
  }
  for (const command of COMMANDS) {
    const run = await cli(...command.map((word) => (word === 'S' ? 'torn.json' : word)));
    expect(run.exitCode, command.join(' ')).toBe(command.includes('--bisect') ? 125 : 2);
    expect(run.stdout + run.stderr, command.join(' ')).toContain('The text was cut short');
  }
});

test('no text of a session reaches the terminal as it is, whatever the command', { tag: '@slow' }, async ({
  folder,
  cli,
}) => {
  writeProject(folder);
  // The file is named like it, too.
  const name = 'a\u001b]0;pwned\u0007\u009b2J\u202e.json';
  writeFileSync(join(folder, name), JSON.stringify(hostileSession()));
  expect(await cli('validate', name)).toMatchObject({ exitCode: 0 });
  mkdirSync(join(folder, 'results/\u001b[2J/x'), { recursive: true });
  writeFileSync(join(folder, 'results/\u001b[2J/x/ipc-session.json'), JSON.stringify(hostileSession()));
  const before = readdirSync(join(folder, '..'), { recursive: true }).map(String);
  for (const command of [...COMMANDS, ['ls', 'results'], ['ls', 'results', '--json'], ['replay', 'results']]) {
    const what = command.join(' ');
    const run = await cli(...command.map((word) => (word === 'S' ? name : word)));
    expect([0, 1, 2, 125], what).toContain(run.exitCode);
    // A stack is what is printed of an error that nobody expected.
    expect(run.stderr, what).not.toMatch(/\n\s+at /);
    expectNoEscape(run, what);
  }
  const added = readdirSync(join(folder, '..'), { recursive: true })
    .map(String)
    .filter((path) => !before.includes(path));
  expect(added.sort()).toEqual(
    ['project/out', 'project/out/small.json', 'project/out/timeline.html'].filter((path) => added.includes(path)),
  );
});

test('what a replay has learnt is named without the escapes of its session', async ({ folder, cli }) => {
  writeProject(folder);
  const asked = (tag: string) => {
    const sample = new SampleSession();
    for (const text of HOSTILE_TEXTS) sample.call(text, { args: { [text]: tag }, result: { Ok: null } });
    return JSON.stringify(sample.call('##vso[x]', { args: { tag }, result: { Ok: null } }).build());
  };
  writeFileSync(join(folder, 'one.json'), asked('x'));
  writeFileSync(join(folder, 'two.json'), asked('y'));
  const run = await cli('replay', 'one.json', '--learn', 'two.json');
  expect(run.stderr).toContain('Learnt that these may differ: ');
  expect(run.stderr).toContain('\\x23#vso[x]:tag');
  expectNoEscape(run, 'replay --learn');
});

test('bombs and giants are refused in little time and memory', { tag: '@slow' }, async ({ folder, cli }) => {
  test.setTimeout(240_000);
  // Four gigabytes of blanks in four megabytes.
  const member = gzipSync(Buffer.alloc(67_108_864, ' '));
  writeFileSync(join(folder, 'bomb.json.gz'), Buffer.concat(Array.from({ length: 64 }, () => member)));
  const sparse = openSync(join(folder, 'sparse.json'), 'w');
  ftruncateSync(sparse, 5_000_000_000);
  closeSync(sparse);
  mkdirSync(join(folder, 'killed'));
  const journal = openSync(join(folder, 'killed/journal.ndjson'), 'w');
  ftruncateSync(journal, 3_000_000_000);
  closeSync(journal);
  const giant = (name: string, head: string, unit: string, tail: string, bytes = 200_000_000) => {
    const file = openSync(join(folder, name), 'w');
    writeSync(file, head);
    const chunk = unit.repeat(Math.floor(1_000_000 / unit.length));
    for (let left = bytes; left > 0; left -= chunk.length) writeSync(file, chunk);
    writeSync(file, tail);
    closeSync(file);
  };
  giant('objects.json', '{"events":[', '{},', '{}]}');
  giant(
    'faults.json',
    '{"id":"","started_at":"2026-11-23T09:30:00Z","events":[],"checkpoints":[',
    '1,',
    '1]}',
    19_000_000,
  );
  giant('deep.json', '', '[', '');
  giant('lines.json', '', '\n', 'x');
  giant('text.json', '{"id":"', '\\u0000', '"}');
  mkdirSync(join(folder, 'lines'));
  giant('lines/journal.ndjson', '', '{"event":{}}\n', '');
  const says: Record<string, RegExp> = {
    'bomb.json.gz': /it is too large: more, inflated, where 268435456 are allowed/,
    'sparse.json': /it is too large: 5000000000 bytes, where 268435456 are allowed/,
    killed: /it is too large: more than the 268435456 bytes that are allowed/,
    'objects.json': /line 1, column \d+: more than 10000000 values/,
    'faults.json': /checkpoints\[0\]: expected an object, found 1/,
    'deep.json': /line 1, column 100001: nested more than 127 levels deep/,
    'lines.json': /not JSON at line 200000001, column 1: found "x"/,
    'text.json': /started_at: expected a text, found nothing/,
    lines: /more than 10000 of its lines are none of a journal/,
  };
  for (const [file, fault] of Object.entries(says)) {
    const run = await cli('validate', file);
    expect(run.exitCode, `${file}: ${run.stderr.slice(-500)}`).toBe(2);
    expect(run.stdout, file).toMatch(fault);
    expect(run.stdout.length, file).toBeLessThan(2_000);
    expect(run.seconds, file).toBeLessThan(30);
  }
});

test('a valid session of awkward shapes takes no command long', { tag: '@slow' }, async ({ folder, cli }) => {
  test.setTimeout(300_000);
  writeProject(folder);
  const count = 30_000;
  const time = (at: number) => new Date(Date.UTC(2026, 0) + at).toISOString();
  const sample = notesSession();
  const events = Array.from({ length: count }, (_, index) => ({
    index,
    timestamp: time(index),
    event: {
      type: 'Ipc',
      id: 'same',
      // All overlap, in the other order than they ended; half of them share a name, and each argument is a new key.
      command: index % 2 ? 'one' : `${'long '.repeat(20)}${index}`,
      timestamp: time(index),
      duration_ms: 2 * (count - index),
      result: index % 3 ? { Ok: { [`k${index}`]: index } } : 'Pending',
      arg_size_bytes: 0,
      webview_label: `w${index}`,
      args: { [`k${index}`]: index },
    },
  }));
  // Steps that begin, each in the one before it, and never end.
  const title_path: string[] = [];
  const checkpoints = Array.from({ length: count }, (_, at) => {
    if (title_path.length < 900) title_path.push('s');
    const step = { id: `s${at}`, phase: 'begin', title_path: [...title_path], category: 'test.step' };
    return { id: 'same', label: null, timestamp: time(at), state: null, event_index: at, ...(at < 3_000 && { step }) };
  });
  writeFileSync(join(folder, 'wide.json'), JSON.stringify({ ...sample, events, checkpoints }));
  const reversed = events.map(({ event, ...rest }, at) => ({ ...rest, event: events[count - 1 - at]?.event ?? event }));
  writeFileSync(join(folder, 'reversed.json'), JSON.stringify({ ...sample, events: reversed, checkpoints: [] }));
  for (const command of [...COMMANDS, ['diff', 'S', 'reversed.json']]) {
    // A minimum takes as many tries as it has time for; the JSON of most is made of what they print.
    if (command[0] === 'minimize' || (command.includes('--json') && command[0] !== 'diff')) continue;
    const run = await cli(...command.map((word) => (word === 'S' ? 'wide.json' : word)));
    const what = `${command.join(' ')}: ${run.seconds} s, ${run.stderr.slice(-300)}`;
    expect([0, 1, 2, 125], what).toContain(run.exitCode);
    expect(run.stderr, what).not.toMatch(/\n\s+at /);
    expect(run.seconds, what).toBeLessThan(30);
  }
});

test('a results folder may hold pipes, links in a circle and folders with the names of files', {
  tag: '@slow',
}, async ({ folder, cli }) => {
  const put = (name: string) => {
    mkdirSync(join(folder, 'ipc', name), { recursive: true });
    return join(folder, 'ipc', name);
  };
  execFileSync('mkfifo', [join(put('a'), 'ipc-session.json'), join(put('b'), 'journal.ndjson'), join(folder, 'pipe')]);
  mkdirSync(join(put('c'), 'ipc-session.json'));
  mkdirSync(join(put('d'), 'journal.ndjson'));
  symlinkSync('..', join(put('e'), 'circle'));
  symlinkSync('ipc-session.json', join(put('f'), 'ipc-session.json'));
  symlinkSync('/dev/zero', join(put('g'), 'ipc-session.json'));
  writeFileSync(join(put('h'), 'ipc-session.json'), good);
  const list = await cli('ls', 'ipc');
  expect(list).toMatchObject({ exitCode: 0, stderr: '' });
  expect(unfenced(list.stdout).trim().split('\n')).toHaveLength(2);
  expect(list.stdout).toContain('ipc/h/ipc-session.json');
  for (const path of [
    'pipe',
    'ipc/a',
    'ipc/b',
    'ipc/c',
    'ipc/d',
    'ipc/f',
    'ipc/g',
    'ipc/g/ipc-session.json',
    'x'.repeat(5_000),
  ]) {
    const run = await cli('validate', path);
    expect(run, path).toMatchObject({ exitCode: 2, stderr: '' });
    expect(run.stdout, path).toContain('Failed to read');
    expect(run.seconds, path).toBeLessThan(10);
  }
});

test('the timeline runs no script of a session, asks for nothing and hides nothing', async ({ page, folder }) => {
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => void dialog.dismiss());
  await page.addInitScript(() => {
    Object.assign(globalThis, { pwned: () => Object.assign(globalThis, { isPwned: true }) });
  });
  const file = join(folder, 'timeline.html');
  const session = hostileSession();
  // The title stands in the page's head, and in what it says without scripts.
  if (session.test) Object.assign(session.test, { title_path: [...HOSTILE_TEXTS], errors: [HOSTILE_TEXTS.join('\n')] });
  writeFileSync(file, embedSession(session, { divergence: { text: '</script><script>pwned()</script>' } }));
  await page.goto(pathToFileURL(file).href);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const rows = page.getByRole('grid').getByRole('row');
  await expect(rows.nth(1)).toBeVisible();
  // Every row and every step is opened once.
  for (const list of [page.getByRole('grid'), page.getByRole('tree', { name: 'Steps' })]) {
    await list.focus();
    for (let at = 0; at < 160; at += 1) await page.keyboard.press('ArrowDown');
  }
  await page.getByRole('searchbox').or(page.getByRole('textbox')).first().fill('pwned');
  expect(await page.evaluate(() => 'isPwned' in globalThis)).toBe(false);
  expect(await page.locator('img, iframe, object, embed, a[href^="javascript"]').count()).toBe(0);
  const text = (await page.locator('#app').textContent()) ?? '';
  expect(text.length).toBeGreaterThan(500);
  expect(/[^\P{Cc}\n\t\r]|[\u202a-\u202e\u2066-\u2069]/u.exec(text)?.[0]).toBeUndefined();
  expect(complaints).toEqual([]);
  expect(asked).toEqual([pathToFileURL(file).href]);
});
