// Pages that are not made by the test that uses them: shared by the tests of a file, of a worker, or found in a running browser.
import { readFileSync } from 'node:fs';
import { parseSession } from 'playwright-ipc-recorder';
import { runCli } from '../support/runner/run-cli.ts';
import { callsOf, configFile, expect, SPEC_HEAD, sessionPath, test } from '../support/runner/run-inline-test.ts';

const SERIAL = `${SPEC_HEAD}
  test.describe.configure({ mode: 'serial' });
  let page;
  test.beforeAll(async ({ browser }) => { page = await browser.newPage(); await open(page); await invoke(page, 'load'); });
  test.afterAll(async () => { await page.close(); });
`;

test('the calls of a page that beforeAll has made are those of the test that runs', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SERIAL}
      test('first', async ({ ipc }) => {
        await invoke(page, 'save', { title: 'Milk' });
        await expect(ipc).toHaveInvoked('save', { title: 'Milk' });
      });
      test('second', async ({ ipc }) => {
        expect(ipc.calls()).toEqual([]);
        await test.step('delete', async () => { await invoke(page, 'fail'); });
        await expect(ipc).toHaveInvokedTimes('fail', 1);
        await expect(page.locator('h1')).toHaveText('gone', { timeout: 100 });
      });`,
    'playwright.config.ts': configFile({ use: `ipcRecorder: 'on',` }),
  });
  expect(run.of('first')[0]?.status, run.output).toBe('passed');
  expect(callsOf(run.of('first')[0]?.session).map(({ command }) => command)).toEqual(['save']);
  const [second] = run.of('second');
  expect(callsOf(second?.session).map(({ command }) => command)).toEqual(['fail']);
  expect(run.output).toContain('1 call, 1 failed, 0 pending');
  const state = second?.session?.checkpoints.find(({ label }) => label === 'delete')?.state;
  expect(state).toMatchObject({ pages: [{ url: expect.stringContaining('notes') }] });
});

test('what passes outside of tests is in the recording of the worker', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SERIAL}
      test('fails', async () => { await invoke(page, 'save'); expect(1).toBe(2); });`,
  });
  const [fails] = run.of('fails');
  const worker = fails?.attachments.find(({ name }) => name === 'ipc-session-worker');
  const workerSession = parseSession(readFileSync(worker?.path ?? ''));
  expect(callsOf(workerSession).map(({ command }) => command)).toEqual(['load']);
  expect(callsOf(fails?.session).map(({ command }) => command)).toEqual(['save']);
});

test('a call that began before the test and ends in it is shown in it, and is none of its own', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}
      test.describe.configure({ mode: 'serial' });
      let page;
      test.beforeAll(async ({ browser }) => {
        page = await browser.newPage();
        await page.addInitScript(() => {
          window.__TAURI_INTERNALS__ = { invoke: (command) => new Promise((resolve) => { window['end_' + command] = resolve; }) };
        });
        await page.goto('data:text/html,<h1>notes</h1>');
      });
      test('starts it', async () => { await page.evaluate(() => void window.__TAURI_INTERNALS__.invoke('slow', { n: 1 })); });
      test('ends it', async ({ ipc }) => {
        await page.evaluate(() => window.end_slow('late'));
        await expect.poll(() => ipc.recorder.eventCount()).toBeGreaterThan(0);
        expect(ipc.calls()).toEqual([]);
        await expect(ipc).not.toHaveInvoked('slow');
        await expect(ipc).toHaveNoPendingCalls();
        expect(1).toBe(2);
      });`,
    'playwright.config.ts': configFile({ use: `ipcRecorder: 'on',` }),
  });
  expect(callsOf(run.of('starts it')[0]?.session)).toMatchObject([{ command: 'slow', result: 'Pending' }]);
  const [ends] = run.of('ends it');
  expect(ends?.errors[0]?.message, run.output).toContain('toBe');
  expect(callsOf(ends?.session)).toMatchObject([
    { command: 'slow', args: { n: 1 }, result: { Ok: 'late' }, carried_over: true },
  ]);
  expect(run.output).toContain('0 calls, 0 failed, 0 pending');
  expect(run.output).toMatch(/before +#0 +slow {"n":1} → "late"/);
});

test('what a test has routed and served is taken off a page that outlives it', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SERIAL}
      const ask = (command) => page.evaluate((c) => window.__TAURI_INTERNALS__.invoke(c), command);
      test('routes', async ({ ipc }) => {
        await ipc.route('save', (route) => route.fulfill('routed'));
        expect(await ask('save')).toBe('routed');
      });
      test('has the app again', async () => { expect(await ask('save')).toMatchObject({ command: 'save' }); });
      test('serves', async ({ ipc }) => {
        await ipc.serve({ save: () => 'served' });
        expect(await ask('save')).toBe('served');
      });
      test('has the app once more', async () => { expect(await ask('save')).toMatchObject({ command: 'save' }); });`,
  });
  expect(run.exitCode, run.output).toBe(0);
});

test('a failing beforeAll or afterAll prints what was recorded in it', async ({ runInlineTest }) => {
  const hook = (name: string) => `${SPEC_HEAD}
    test.${name}(async ({ browser }) => {
      const page = await browser.newPage();
      await open(page);
      await invoke(page, 'fail');
      await expect(page.locator('h1')).toHaveText('ready', { timeout: 100 });
    });
    test('in ${name}', async () => {});`;
  const run = await runInlineTest({ 'a.spec.ts': hook('beforeAll'), 'b.spec.ts': hook('afterAll') });
  for (const name of ['beforeAll', 'afterAll']) {
    expect(run.output).toMatch(
      new RegExp(
        `in ${name} \\(${name} hook\\)\\n +IPC: 1 call, 1 failed, 0 pending\\n +failed +#0 +fail .*disk full.*\\n +show +npx ipc-recorder show .*worker-`,
      ),
    );
  }
});

test('the page of a worker-scoped fixture, and of a browser that runs already, is recorded in each test', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest(
    {
      'a.spec.ts': `${SPEC_HEAD.replace('import { test,', 'import { test as base,')}
      import { spawn } from 'node:child_process';
      import { chromium } from '@playwright/test';
      const test = base.extend({
        shared: [async ({ browser }, use) => { const page = await browser.newPage(); await open(page); await use(page); }, { scope: 'worker' }],
        // The suite starts the app itself, and connects to its debugging port once for all tests.
        connected: [async ({ launchOptions }, use, info) => {
          const port = '--remote-debugging-port=' + process.env.PORT;
          const args = ['--headless', port, '--user-data-dir=' + info.project.outputDir + '/profile', ...(launchOptions.args ?? []), 'about:blank'];
          const app = spawn(launchOptions.executablePath ?? chromium.executablePath(), args, { detached: true });
          await new Promise((resolve) => app.stderr.on('data', (text) => String(text).includes('DevTools listening') && resolve()));
          const browser = await chromium.connectOverCDP('http://127.0.0.1:' + process.env.PORT);
          const context = browser.contexts()[0];
          const page = context.pages()[0] ?? await context.newPage();
          await open(page);
          await use(page);
          await browser.close();
          process.kill(-app.pid);
        }, { scope: 'worker' }],
      });
      for (const n of [1, 2]) test('test ' + n, async ({ shared, connected, ipc }) => {
        await invoke(shared, 'shared', { n });
        await invoke(connected, 'connected', { n });
        await expect(ipc).toHaveInvoked('shared', { n });
        await expect(ipc).toHaveInvoked('connected', { n });
      });`,
      'playwright.config.ts': configFile({ config: 'workers: 1,', use: `ipcRecorder: 'on',` }),
    },
    { env: { PORT: String(9400 + (process.pid % 500)) } },
  );
  expect(run.exitCode, run.output).toBe(0);
  for (const n of [1, 2]) {
    const calls = callsOf(run.of(`test ${n}`)[0]?.session).map(({ command, args }) => [command, args]);
    expect(calls).toEqual([
      ['shared', { n }],
      ['connected', { n }],
    ]);
  }
});

test('a test on a page of beforeAll is replayed, answered by its session', async ({ runInlineTest }) => {
  const files = (answer: string) => ({
    'a.spec.ts': `${SPEC_HEAD}
      test.describe.configure({ mode: 'serial' });
      let page;
      test.beforeAll(async ({ browser }) => {
        page = await browser.newPage();
        await page.addInitScript(() => { window.__TAURI_INTERNALS__ = { invoke: async () => '${answer}' }; });
        await page.goto('data:text/html,<h1>none</h1><script>onclick = async () => { document.querySelector("h1").textContent = await window.__TAURI_INTERNALS__.invoke("fruit"); }</script>');
      });
      test('earlier', async () => { await page.locator('h1').click(); await expect(page.locator('h1')).toHaveText('${answer}'); });
      test('shows it', async () => {
        await page.locator('h1').click();
        await expect(page.locator('h1')).toHaveText('pear');
        expect(await page.locator('h1').textContent()).toBe('apple');
      });`,
  });
  const run = await runInlineTest(files('pear'));
  const session = sessionPath(run.of('shows it')[0]);
  expect(callsOf(run.of('shows it')[0]?.session), run.output).toHaveLength(1);
  await runInlineTest(files('poison'), { add: true, args: ['--list'] });
  const replayed = await runCli(['replay', session], {
    cwd: run.folder,
  });
  expect(replayed.stdout, replayed.stderr).toContain('Reproduced');
  expect(replayed.stdout).toMatch(/answered 1 call/);
});
