import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, type InlineRun, sessionPath, test } from '../support/runner/run-inline-test.ts';
import { notesSession } from '../support/sessions/sample-session.ts';

const tsc = createRequire(import.meta.url).resolve('typescript/package.json');

/** An app of one page that has its backend in the page, unless something else is one. */
const APP = `<!doctype html><title>notes</title>
<label>Title <input id="title"></label> <button>Save "it"</button> <button data-testid="drop">Drop</button><ul></ul>
<script>
  if (!('__TAURI_INTERNALS__' in window)) {
    const notes = [];
    window.__TAURI_INTERNALS__ = { invoke: async (command, args) => {
      if (command === 'save_note') { notes.push({ ...args, at: new Date().toISOString() }); return notes.at(-1); }
      if (command === 'drop_all') throw { code: 'EPERM', message: 'not allowed' };
      const titles = notes.map(({ title }) => title);
      return location.search === '?large' ? [...titles, 'x'.repeat(200_000)] : titles;
    } };
  }
  const list = document.querySelector('ul');
  const invoke = (...call) => window.__TAURI_INTERNALS__.invoke(...call);
  const show = async () => { list.innerHTML = (await invoke('list_notes')).map((t) => '<li>' + t).join(''); };
  const [save, drop] = document.querySelectorAll('button');
  save.onclick = async () => { await invoke('save_note', { title: document.querySelector('input').value, id: crypto.randomUUID() }); await show(); };
  drop.onclick = () => invoke('drop_all').catch((error) => { document.title = error.message; });
  show();
</script>`;

let server: Server;
let url: string;
test.beforeAll(async () => {
  server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(APP));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => void server.close());

const SPEC = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
  test('saves "a note"', async ({ page }) => {
    await page.goto('/');
    await test.step('write', async () => { await page.getByLabel('Title').fill('Milk \\u2028 & "eggs"'); });
    await test.step('save', async () => {
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('listitem')).toHaveCount(1);
    });
    await page.getByTestId('drop').click();
    await expect(page).toHaveTitle('not allowed');
  });`;

const recordedIn = (run: InlineRun): string => sessionPath(run.attempts[0]);

/** The compiler's complaints about files of a project. */
function complaintsOf(folder: string, ...files: string[]): string {
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    'node',
  ];
  try {
    execFileSync(process.execPath, [join(dirname(tsc), 'bin/tsc'), ...options, ...files], { cwd: folder });
    return '';
  } catch (error) {
    return String((error as { stdout?: Buffer }).stdout);
  }
}

test('a generated spec type-checks, does what the user did, and passes with the session as its backend', async ({
  runInlineTest,
}) => {
  const config = configFile({ use: `baseURL: '${url}', ipcRecorder: { mode: 'on', events: { interactions: true } }` });
  const recorded = await runInlineTest({ 'playwright.config.ts': config, 'notes.spec.ts': SPEC });
  expect(recorded.exitCode, recorded.output).toBe(0);
  const session = join(recorded.folder, 'recorded.json');
  writeFileSync(session, readFileSync(recordedIn(recorded)));

  const made = await runCli(['codegen', 'recorded.json', '-o', 'made.spec.ts'], { cwd: recorded.folder });
  expect(made).toEqual({
    exitCode: 0,
    stdout: 'Written: made.spec.ts, and its session made.session.json\n',
    stderr: '',
  });
  const text = readFileSync(join(recorded.folder, 'made.spec.ts'), 'utf8');
  expect(text).toContain(`await test.step("save", async () => {\n    await page.locator(`);
  expect(text).toContain('.fill("Milk \\u2028 & \\"eggs\\"");');
  expect(text).toContain('result).toEqual({ Err: "not allowed" });');
  // What cannot be done again is told where it was done.
  expect(text).toMatch(/\n {4}\/\/ Asserts toHaveCount \(notes\.spec\.ts:7:\d+\)\n {2}\}\);\n/);
  expect(complaintsOf(recorded.folder, 'made.spec.ts')).toBe('');

  const run = await runInlineTest(
    { 'playwright.config.ts': config },
    { add: true, args: ['made.spec.ts', '--output=made-results'] },
  );
  expect(run.exitCode, run.output).toBe(0);
  const calls = run.attempts[0]?.session?.events.flatMap(({ event }) => (event.type === 'Ipc' ? [event] : []));
  expect(calls?.map(({ command, mocked }) => [command, mocked])).toEqual([
    ['list_notes', true],
    ['save_note', true],
    ['list_notes', true],
    ['drop_all', true],
  ]);
});

/** A spec that fails, and has a large answer. */
const FAILING = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
  test('lists', async ({ page }) => {
    await page.goto('/?large');
    await page.getByLabel('Title').fill('Milk');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('listitem').first()).toHaveText('Bread', { timeout: 1_000 });
  });`;

test('a generated spec runs from where it stands: it has its session beside it, whole, and fails as its test did', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  test.setTimeout(120_000);
  const config = configFile({ use: `baseURL: '${url}', ipcRecorder: { mode: 'on', events: { interactions: true } }` });
  const recorded = await runInlineTest({ 'playwright.config.ts': config, 'lists.spec.ts': FAILING });
  expect(recorded.exitCode, recorded.output).toBe(1);
  expect(recordedIn(recorded)).toContain('test-results');
  const made = await runCli(['codegen', recordedIn(recorded), '-o', 'tests/sub/lists.spec.mts'], {
    cwd: recorded.folder,
  });
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  const packed = JSON.parse(readFileSync(join(recorded.folder, 'tests/sub/lists.session.json'), 'utf8'));
  expect(Object.keys(packed.values ?? {})).toHaveLength(1);
  const text = readFileSync(join(recorded.folder, 'tests/sub/lists.spec.mts'), 'utf8');
  expect(text).toMatch(/^\/\/ The recorded test failed: Error: .*toHaveText/m);

  // Each run empties the folder in which the session was recorded.
  for (const attempt of [1, 2]) {
    const run = await runInlineTest(
      { 'playwright.config.ts': config },
      { add: true, args: ['tests/sub/lists.spec.mts'] },
    );
    expect([attempt, run.exitCode], run.output).toEqual([attempt, 1]);
    const [failure = ''] = run.attempts.flatMap(({ errors }) =>
      errors.map(({ message }) => stripVTControlCharacters(message)),
    );
    expect(failure).toMatch(/toHaveText[\s\S]*Expected[^\n]*"Bread"\n[^\n]*Received[^\n]*"Milk"/);
  }
});

test('a spec of a session without interactions passes, with the actions of its test as comments', async ({
  runInlineTest,
}) => {
  const config = configFile({ use: `baseURL: '${url}', ipcRecorder: 'on'` });
  const recorded = await runInlineTest({ 'playwright.config.ts': config, 'notes.spec.ts': SPEC });
  const made = await runCli(['codegen', recordedIn(recorded), '-o', 'made.spec.ts'], { cwd: recorded.folder });
  expect(made.stderr).toContain("the test's actions are comments");
  const text = readFileSync(join(recorded.folder, 'made.spec.ts'), 'utf8');
  expect(text).toMatch(/^ {4}\/\/ Does Click\b.* \(notes\.spec\.ts:6:\d+\)$/m);
  const run = await runInlineTest({ 'playwright.config.ts': config }, { add: true, args: ['made.spec.ts'] });
  expect(run.exitCode, run.output).toBe(0);
});

test('what would not run from where it stands is said', async ({ runInlineTest }, testInfo) => {
  const { folder } = await runInlineTest({ 'session.json': JSON.stringify(notesSession()), 'a.spec.ts': '' });
  const elsewhere = join(testInfo.outputDir, 'made.ts');
  const made = await runCli(['codegen', 'session.json', '-o', elsewhere], { cwd: folder });
  expect(made.stderr).toContain('Note: Playwright looks for files such as made.spec.ts');
  const printed = await runCli(['codegen', 'session.json'], { cwd: folder });
  expect(printed.stderr).toContain('with --output it is put beside the spec');
  expect(printed.stdout).toContain('routeFromSession("session.json", ');
});

test('generated handlers type-check, and answer as recorded', async ({ runInlineTest }) => {
  const config = configFile({ use: `baseURL: '${url}', ipcRecorder: 'on'` });
  const recorded = await runInlineTest({ 'playwright.config.ts': config, 'notes.spec.ts': SPEC });
  const made = await runCli(['codegen', recordedIn(recorded), '--format', 'handlers', '-o', 'handlers.ts'], {
    cwd: recorded.folder,
  });
  expect(made.exitCode, made.stderr).toBe(0);
  const spec = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
    import { handlers } from './handlers';
    test('served', async ({ page, ipc }) => {
      await ipc.serve(handlers);
      await page.goto('/');
      await page.getByTestId('drop').click();
      await expect(page).toHaveTitle('not allowed');
      expect(await page.evaluate(() => (window as any).__TAURI_INTERNALS__.invoke('list_notes'))).toEqual(['Milk \\u2028 & "eggs"']);
    });`;
  const run = await runInlineTest(
    { 'playwright.config.ts': config, 'served.spec.ts': spec },
    { add: true, args: ['served.spec.ts', '--output=served'] },
  );
  expect(complaintsOf(recorded.folder, 'handlers.ts')).toBe('');
  expect(run.exitCode, run.output).toBe(0);
});

test('says what is missing when no interactions were recorded, and what it makes type-checks all the same', async ({
  runInlineTest,
}) => {
  const { folder } = await runInlineTest({ 'session.json': JSON.stringify(notesSession()), 'a.spec.ts': '' });
  const made = await runCli(['codegen', 'session.json', '-o', 'made.spec.ts'], { cwd: folder });
  expect(made.stderr).toContain('Note: no interactions were recorded');
  expect(readFileSync(join(folder, 'made.spec.ts'), 'utf8')).toMatch(
    /^ +\/\/ await expect\.poll\(\(\) => ipc\.calls\(/m,
  );
  expect(complaintsOf(folder, 'made.spec.ts')).toBe('');
});

test('names and texts of a session from elsewhere cannot become code', async ({ runInlineTest }) => {
  const hostile = `'"\`\${process.exit(7)}*/\n\u2028\u202e__proto__`;
  const session = notesSession();
  const [first] = session.events;
  const changed = {
    ...session,
    test: { ...session.test, title_path: [hostile], file: hostile },
    events: [
      {
        ...first,
        event: {
          ...first?.event,
          type: 'Ipc',
          id: 'x',
          command: hostile,
          result: { Ok: JSON.parse(`{"__proto__": {"polluted": 1}, ${JSON.stringify(hostile)}: 1}`) },
          duration_ms: 1,
          arg_size_bytes: 0,
          webview_label: 'main',
        },
      },
      {
        ...first,
        index: 1,
        event: {
          type: 'DomInteraction',
          action: 'Fill',
          selector: hostile,
          value: hostile,
          timestamp: first?.timestamp,
          webview_label: 'main',
        },
      },
    ],
    checkpoints: [],
  };
  const { folder } = await runInlineTest({ 'session.json': JSON.stringify(changed), 'a.spec.ts': '' });
  for (const [format, file] of [
    ['spec', 'made.spec.ts'],
    ['handlers', 'handlers.ts'],
  ] as const) {
    expect((await runCli(['codegen', 'session.json', '--format', format, '-o', file], { cwd: folder })).exitCode).toBe(
      0,
    );
    expect(complaintsOf(folder, file)).toBe('');
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).not.toMatch(/[\u2028\u202e]/);
  }
  const handlers = readFileSync(join(folder, 'handlers.ts'), 'utf8');
  expect(handlers).toContain('["__proto__"]: { polluted: 1 }');
});
