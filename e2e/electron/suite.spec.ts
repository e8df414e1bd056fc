// The sample app in the real runner: what is left of tests that pass, fail, hang and crash, and what a replay makes of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedSession } from 'playwright-ipc-recorder';
import { electronLaunchOptions } from '../../scripts/electron.mjs';
import { withElectron } from '../support/electron/with-electron.ts';
import { type Document, filesOf, readDocuments } from '../support/runner/read-documents.ts';
import { runCli } from '../support/runner/run-cli.ts';
import { test as base, callsOf, expect, type InlineRun, sessionPath } from '../support/runner/run-inline-test.ts';

const test = base.extend<object, { display: undefined }>(withElectron);

const LAUNCH = electronLaunchOptions(fileURLToPath(new URL('../apps/electron-notes', import.meta.url)));
/** The suite that `npm run demo:electron` runs. */
const SUITE = readFileSync(new URL('../demo-electron/notes.spec.ts', import.meta.url), 'utf8');

const configFile = (use = '') => `import { defineConfig } from '@playwright/test';
const { ELECTRON_NOTES_BACKEND = '' } = process.env;
export default defineConfig({
  reporter: [['playwright-ipc-recorder/reporter'], ['list'], ['json', { outputFile: 'report.json' }]],
  outputDir: 'test-results', timeout: 20_000, expect: { timeout: 3_000 },
  use: { electron: { ...${JSON.stringify(LAUNCH)}, closeTimeout: 2_000, env: { ...process.env, ELECTRON_NOTES_BACKEND } }, ${use} },
});\n`;

/** How specs of these projects begin. */
const HEAD = `import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
import { electronFixtures, withIpcHook } from 'playwright-ipc-recorder/electron';
import { _electron } from '@playwright/test';
const test = base.extend(electronFixtures).extend({
  electron: async ({ electron }, use, testInfo) => use({ ...electron, env: { ...electron.env, ELECTRON_NOTES_DATA: testInfo.outputPath('data') } }),
});
const ready = async (app) => { const window = await app.firstWindow(); await expect(window.getByRole('listitem')).toHaveCount(2); return window; };
`;

const commands = (session: RecordedSession | undefined) => callsOf(session).map(({ command }) => command);
/** What was told of the main process itself. */
const processEvents = (session: RecordedSession | undefined) =>
  (session?.events ?? []).flatMap(({ event }) =>
    event.type === 'WindowEvent' && event.label === 'main-process' ? [`${event.label}: ${event.event}`] : [],
  );
const last = (run: InlineRun, title: string) => run.of(title).at(-1);

test('keeps the sessions of tests that fail, hang and crash, and replays a failure without the backend', {
  tag: ['@electron', '@slow'],
}, async ({ runInlineTest }) => {
  test.setTimeout(240_000);
  const run = await runInlineTest({ 'notes.spec.ts': SUITE, 'playwright.config.ts': configFile() });
  expect(run.attempts.map(({ title, status }) => [title, status])).toEqual(
    expect.arrayContaining([
      ['saves a note', 'passed'],
      ['exports the notes to where the dialog says', 'passed'],
      ['changes the theme in the settings window', 'passed'],
      ['counts the words', 'passed'],
      ['finds a note by its body', 'failed'],
      ['takes a note without a title', 'failed'],
      ['syncs the notes', 'timedOut'],
      ['goes on after a crash of the main process', 'failed'],
      ['closes while the main process hangs', 'timedOut'],
    ]),
  );
  expect(last(run, 'saves a note')?.session).toBeUndefined();
  expect(commands(last(run, 'finds a note by its body')?.session)).toContain('search:connect:port');
  expect(callsOf(last(run, 'takes a note without a title')?.session).at(-1)).toMatchObject({
    command: 'notes:save',
    result: { Err: 'A note needs a title.' },
    error: { $error: { code: 'EMPTY_TITLE', stack: expect.stringContaining('store.js') } },
  });
  expect(callsOf(last(run, 'syncs the notes')?.session).at(-1)).toMatchObject({
    command: 'notes:sync',
    result: 'Pending',
  });
  const crashed = last(run, 'goes on after a crash of the main process')?.session;
  expect(commands(crashed)).toContain('debug:crash');
  expect(processEvents(crashed)).toEqual(['main-process: killed by SIGABRT']);
  const hanging = last(run, 'closes while the main process hangs');
  expect(commands(hanging?.session)).toContain('debug:freeze');
  expect(processEvents(hanging?.session)).toEqual(['main-process: killed by SIGKILL']);
  expect(run.output).toContain('The Electron app did not close within 2000 ms and was killed.');

  const env = { ELECTRON_NOTES_BACKEND: 'none' };
  for (const title of ['finds a note by its body', 'takes a note without a title', 'syncs the notes']) {
    const replay = await runCli(['replay', sessionPath(last(run, title)), '--json'], { cwd: run.folder, env });
    const result = JSON.parse(replay.stdout || '{}') as { verdict: string; stub: object };
    expect([title, result.verdict, replay.exitCode], replay.stderr).toEqual([title, 'reproduced', 0]);
    expect(result.stub).toMatchObject({ missed: [] });
  }
  // The session cannot bring the process down; the app itself can.
  const crashFile = sessionPath(last(run, 'goes on after a crash of the main process'));
  const noCrash = await runCli(['replay', crashFile], { cwd: run.folder, env });
  expect([noCrash.exitCode, noCrash.stdout]).toEqual([
    1,
    expect.stringContaining('  ended the app (killed by SIGABRT): perhaps --passthrough=debug:crash or'),
  ]);
  const crash = await runCli(['replay', crashFile, '--passthrough', 'debug:*'], { cwd: run.folder, env });
  expect([crash.exitCode, crash.stdout], crash.stderr).toEqual([
    0,
    expect.stringContaining('1 call was left to the app itself'),
  ]);
});

test('sends the calls of a session to the real handlers of a running app, and compares every answer', {
  tag: ['@electron', '@slow'],
}, async ({ runInlineTest }) => {
  const target = `import { electronTarget } from 'playwright-ipc-recorder/electron';
    export const { invoke, close } = electronTarget(${JSON.stringify(LAUNCH)});\n`;
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD} test('works', async ({ electronApp }) => {
      const window = await ready(electronApp);
      await window.evaluate(\`(async () => {
        await notes.save({ title: 'Milk', body: '' });
        await notes.save({ title: '', body: '' }).catch(() => {});
        await notes.countWords();
      })()\`);
    });`,
    'target.ts': target,
    'playwright.config.ts': configFile(`ipcRecorder: 'on'`),
  });
  expect(run.exitCode, run.output).toBe(0);
  const same = await runCli(['replay', sessionPath(last(run, 'works')), '--target', 'target.ts', '--json'], {
    cwd: run.folder,
  });
  const report = JSON.parse(same.stdout || '{}') as { same: boolean; calls: { command: string; status: string }[] };
  expect(
    report.calls.filter(({ status }) => status !== 'same'),
    same.stderr,
  ).toEqual([]);
  expect(report.calls.map(({ command }) => command)).toEqual(
    expect.arrayContaining(['settings:get', 'notes:list', 'notes:save', 'notes:count-words']),
  );
  expect(same.exitCode).toBe(0);

  // The backend of another day counts otherwise.
  const file = sessionPath(last(run, 'works'));
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"words": ?7/g, '"words": 8'));
  const other = await runCli(['replay', file, '--target', 'target.ts'], { cwd: run.folder });
  expect(other.exitCode).toBe(1);
  expect(other.stdout).toContain('result.Ok.words: recorded 8, now 7');
});

test('keeps the calls made before the main process was killed, exited or aborted in the middle of a burst', {
  tag: ['@electron', '@slow'],
}, async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD}
      test('killed', async ({ electronApp }) => {
        const window = await ready(electronApp);
        await window.evaluate('notes.setSetting("theme", "dark")');
        await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
        process.kill(electronApp.process().pid, 'SIGKILL');
        await electronApp.waitForEvent('close');
        expect(1).toBe(2);
      });
      test('exits', async ({ electronApp }) => {
        const window = await ready(electronApp);
        await window.evaluate('notes.debug("exit")').catch(() => {});
        expect(1).toBe(2);
      });
      test('aborts', async ({ electronApp }) => {
        await ready(electronApp);
        // More than a socket holds, in one task.
        await electronApp.evaluate(({ BrowserWindow }) => {
          const [{ webContents }] = BrowserWindow.getAllWindows();
          for (let n = 0; n < 300; n += 1) webContents.send('burst', n, 'x'.repeat(10_000));
          process.abort();
        }).catch(() => {});
        expect(1).toBe(2);
      });`,
    'playwright.config.ts': configFile(),
  });
  expect(commands(last(run, 'killed')?.session)).toEqual(expect.arrayContaining(['settings:set', 'settings:saved']));
  expect(processEvents(last(run, 'killed')?.session)).toEqual(['main-process: killed by SIGKILL']);
  expect(commands(last(run, 'exits')?.session)).toContain('debug:exit');
  expect(processEvents(last(run, 'exits')?.session)).toEqual(['main-process: exit 7']);
  const burst = callsOf(last(run, 'aborts')?.session).filter(({ command }) => command === 'burst');
  expect(burst.map(({ args }) => (args as number[])[0])).toEqual(Array.from({ length: 300 }, (_, n) => n));
});

test('keeps the calls made before a window crashed, and before the worker was killed', {
  tag: ['@electron', '@slow'],
}, async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD}
      test('window', async ({ electronApp }) => {
        const window = await ready(electronApp);
        await window.evaluate('notes.countWords()');
        const crash = window.waitForEvent('crash');
        await electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].webContents.forcefullyCrashRenderer());
        await crash;
        expect(1).toBe(2);
      });
      test('worker', async ({ electronApp }) => {
        const window = await ready(electronApp);
        await window.evaluate('notes.countWords()');
        const { pid } = electronApp.process();
        setTimeout(() => { process.kill(-pid, 'SIGKILL'); process.kill(process.pid, 'SIGKILL'); }, 300);
        await new Promise(() => {});
      });`,
    'playwright.config.ts': configFile(),
  });
  for (const title of ['window', 'worker']) {
    const session = last(run, title)?.session;
    expect.soft(last(run, title)?.status, title).toBe('failed');
    expect(commands(session), title).toEqual(
      expect.arrayContaining(['notes:list', 'notes:count-words', 'utility:counter']),
    );
    const counted = callsOf(session).find(({ command }) => command === 'notes:count-words');
    expect(counted?.result, title).toEqual({ Ok: { words: 7 } });
  }
});

test('records an app that is launched in beforeAll or by the test itself, with trace and screenshots on', {
  tag: ['@electron', '@slow'],
}, async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD}
      const options = ${JSON.stringify(LAUNCH)};
      test('own', async ({ ipc }) => {
        const app = await _electron.launch(withIpcHook(options));
        await ipc.attach(app);
        const window = await ready(app);
        expect((await window.screenshot()).length).toBeGreaterThan(100);
        await app.close();
        expect(ipc.calls('notes:list').length).toBeGreaterThan(0);
      });
      test.describe('shared', () => {
        let app;
        test.beforeAll(async () => { app = await _electron.launch(withIpcHook(options)); await ready(app); });
        test.afterAll(async () => { await app.close(); });
        test('first', async ({ ipc }) => {
          await (await app.firstWindow()).evaluate('notes.save({ title: "one", body: "" })');
          await expect(ipc).toHaveInvoked('notes:save', [{ title: 'one' }]);
        });
        test('second', async ({ ipc }) => {
          await (await app.firstWindow()).evaluate('notes.save({ title: "two", body: "" })');
          expect(ipc.calls('notes:save').map(({ args }) => args[0].title)).toEqual(['two']);
          expect(1).toBe(2);
        });
      });`,
    'playwright.config.ts': configFile(`trace: 'on', screenshot: 'on'`),
  });
  expect(
    run.attempts.map(({ title, status }) => [title, status]),
    run.output,
  ).toEqual([
    ['own', 'passed'],
    ['first', 'passed'],
    ['second', 'failed'],
  ]);
  const names = last(run, 'second')?.attachments.map(({ name }) => name) ?? [];
  expect(names.filter((name) => name.startsWith('ipc-')).sort()).toEqual([
    'ipc-session',
    'ipc-session-worker',
    'ipc-summary',
    'ipc-timeline',
  ]);
  expect(names).toContain('trace');
  const worker = last(run, 'second')?.attachments.find(({ name }) => name === 'ipc-session-worker');
  const early = JSON.parse(readFileSync(worker?.path ?? join(run.folder, 'none'), 'utf8')) as RecordedSession;
  expect(commands(early)).toContain('notes:list');
  expect(commands(last(run, 'second')?.session)).toContain('notes:save');
});

test('records a suite that launches its app itself, by a changed import and nothing else', {
  tag: '@electron',
}, async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `import { test, expect, _electron } from 'playwright-ipc-recorder/fixtures';
      const options = ${JSON.stringify(LAUNCH)};
      let app;
      test.beforeEach(async () => { app = await _electron.launch(options); });
      test.afterEach(async () => { await app.close(); });
      test('saves', async () => {
        const window = await app.firstWindow();
        await window.getByLabel('Title').fill('Milk');
        await window.getByRole('button', { name: 'Save' }).click();
        await expect(window.getByRole('listitem')).toHaveCount(4);
      });`,
    'playwright.config.ts': configFile(),
  });
  expect(last(run, 'saves')?.status, run.output).toBe('failed');
  const { session } = last(run, 'saves') ?? {};
  expect(commands(session)).toEqual(
    expect.arrayContaining(['settings:get', 'notes:list', 'notes:save', 'notes:changed']),
  );
  expect(session?.checkpoints.at(-1)?.state).toMatchObject({
    main: { app: { notes: 3 } },
    pages: [{ title: 'Notes' }],
  });
});

test('an app launched by an import of the library is recorded by `run`, and the step of its launch is where the suite calls it', {
  tag: '@electron',
}, async ({ runInlineTest }) => {
  const run = await runInlineTest(
    {
      'places.cjs': `module.exports = class { onStepEnd(test, result, step) {
        if (/launch/i.test(step.title) && step.location) console.log('LAUNCHED AT', require('node:path').basename(step.location.file) + ':' + step.location.line);
      } };`,
      'a.spec.ts': `import { test, expect } from '@playwright/test';
import { _electron } from 'playwright-core';
let app;
test.beforeEach(async () => {
  app = await _electron.launch(${JSON.stringify(LAUNCH)});
});
test.afterEach(async () => { await app.close(); });
test('lists', async () => {
  const window = await app.firstWindow();
  await expect(window.getByRole('listitem')).toHaveCount(3, { timeout: 1_000 });
});`,
      'playwright.config.ts': `import { defineConfig } from '@playwright/test';
export default defineConfig({ reporter: [['./places.cjs'], ['list'], ['json', { outputFile: 'report.json' }]], outputDir: 'test-results', timeout: 20_000 });`,
    },
    { command: 'run' },
  );
  expect(last(run, 'lists')?.status, run.output).toBe('failed');
  expect(commands(last(run, 'lists')?.session)).toContain('notes:list');
  expect(run.output).toContain('LAUNCHED AT a.spec.ts:5');
});

test('the examples of docs/electron.md pass', { tag: '@electron' }, async ({ runInlineTest }) => {
  const document = readDocuments().find(({ name }) => name === 'docs/electron.md');
  const files = filesOf(document as Document);
  const { executablePath, args } = LAUNCH;
  const run = await runInlineTest(
    {
      ...Object.fromEntries(
        Object.entries(files).map(([name, text]) => [
          name,
          // Where the example's own app is, the sample app.
          text.replace("args: ['main.js']", `...${JSON.stringify({ executablePath, args })}`),
        ]),
      ),
      'run.config.ts': `import { defineConfig } from '@playwright/test';
        import config from './playwright.config.ts';
        export default defineConfig(config, { outputDir: 'test-results', reporter: [...config.reporter, ['json', { outputFile: 'report.json' }]] });`,
    },
    { args: ['-c', 'run.config.ts'] },
  );
  expect(run.attempts.map(({ title, status }) => [title, status]).sort(), run.output).toEqual([
    ['lists the notes', 'passed'],
    ['saves a note', 'passed'],
    ['shows the notes', 'passed'],
  ]);
});

test('goes on, with a warning, where the hook cannot go into the app', { tag: '@electron' }, async ({
  runInlineTest,
}) => {
  const { executablePath, args } = LAUNCH;
  const run = await runInlineTest({
    // Stands for a packaged app. It is given an inspector, so the hook comes late, and its main process offers nothing to load it with.
    'app/package.json': '{ "name": "closed", "main": "main.js" }',
    'app/main.js': `const { app, BrowserWindow } = require('electron');
      process.mainModule = undefined;
      process.getBuiltinModule = undefined;
      app.whenReady().then(() => new BrowserWindow().loadURL('data:text/html,<h1>notes</h1>'));`,
    'a.spec.ts': `${HEAD}
      import { readdirSync, writeFileSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      const executablePath = new URL('packaged', import.meta.url).pathname;
      writeFileSync(executablePath, '#!/bin/sh\\nexec "${executablePath}" "$@" "' + new URL('app', import.meta.url).pathname + '"\\n', { mode: 0o755 });
      test.use({ electron: { executablePath, args: ${JSON.stringify(['--inspect=0', ...args.slice(0, -1)])} } });
      test('shows', async ({ electronApp }) => {
        await expect((await electronApp.firstWindow()).getByRole('heading')).toHaveText('notes');
        expect(readdirSync(tmpdir()).filter((name) => name.startsWith('ipc-electron-' + process.pid))).toEqual([]);
      });`,
    'playwright.config.ts': configFile(),
  });
  expect(run.exitCode, run.output).toBe(0);
  expect(run.output).toContain('The IPC of an Electron app is not recorded');
});

test('puts no hook, no file and no variable into an app when recording is off', { tag: '@electron' }, async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD}
      import { readdirSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      test('off', async ({ electronApp }) => {
        const window = await ready(electronApp);
        const seen = await electronApp.evaluate(() => [
          Reflect.ownKeys(globalThis).filter((key) => String(key).includes('ipc-recorder')).length,
          process.argv.filter((arg) => arg.includes('electron-hook')).length,
          Object.keys(process.env).filter((name) => name === 'IPC_RECORDER_ELECTRON').length,
        ]);
        expect(seen).toEqual([0, 0, 0]);
      });`,
    'playwright.config.ts': configFile(`ipcRecorder: 'off'`),
  });
  expect(run.exitCode, run.output).toBe(0);
});
