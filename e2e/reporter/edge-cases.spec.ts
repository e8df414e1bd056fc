import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../support/runner/run-cli.ts';
import {
  callsOf,
  configFile,
  expect,
  type InlineRun,
  ourAttachments,
  SPEC_HEAD,
  sessionPath,
  test,
} from '../support/runner/run-inline-test.ts';

const NAMES = ['ipc-session', 'ipc-timeline', 'ipc-summary'];
const commands = (run: InlineRun, title: string) => callsOf(run.of(title)[0]?.session).map(({ command }) => command);

test('a state that is no plain JSON is kept with markers, and loses nothing', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}
      test.use({ ipcRecorder: { mode: 'on', state: () => ({ big: 10n }) } });
      test('odd state', async ({ page, ipc }) => {
        await open(page);
        const ring = {}; ring.ring = ring;
        await ipc.checkpoint('odd', { ring, n: 1n });
        await invoke(page, 'after');
      });`,
  });
  expect(run.exitCode).toBe(0);
  expect(commands(run, 'odd state')).toEqual(['after']);
  const odd = run.of('odd state')[0]?.session?.checkpoints.find(({ label }) => label === 'odd');
  expect(odd?.state).toMatchObject({ given: { n: { $bigint: '1' } }, custom: { big: { $bigint: '10' } } });
});

test('what is on stdout is another reporter’s alone', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD} test('fails', async ({ page }) => { await open(page); await invoke(page, 'one'); expect(1).toBe(2); });`,
    'playwright.config.ts': configFile({ reporter: `[['playwright-ipc-recorder/reporter'], ['json']]` }),
  });
  expect(JSON.parse(run.stdout)).toMatchObject({ stats: { unexpected: 1 } });
  expect(run.output).toContain('IPC: 1 call');
});

test('replays tests in a describe without a title, written in a helper, and after a setup project', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'helper.ts': `${SPEC_HEAD} export const define = () => test('in a helper', async ({ page }) => { await open(page); await invoke(page, 'helped'); expect(1).toBe(2); });`,
    'a.spec.ts': `${SPEC_HEAD} import { define } from './helper'; define();
      test.describe(() => { test('anonymous', async ({ page, ipc }) => { await ipc.serve({ load: () => 1 }); await open(page); await invoke(page, 'load'); expect(1).toBe(2); }); });`,
    'b.setup.ts': `${SPEC_HEAD} test('sets up', async ({ page, ipc }) => { await ipc.serve({ login: () => 'in' }); await open(page); expect(await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('login'))).toBe('in'); });`,
    'playwright.config.ts': configFile({
      config: `projects: [{ name: 'setup', testMatch: /setup/ }, { name: 'main', testMatch: /spec/, dependencies: ['setup'] }],`,
    }),
  });
  for (const title of ['anonymous', 'in a helper']) {
    const file = sessionPath(run.of(title)[0]);
    const replay = await runCli(['replay', file], { cwd: run.folder });
    expect(replay.stdout, replay.stderr).toContain('Reproduced: the test fails as recorded.');
    expect(replay.exitCode).toBe(0);
  }
});

test('writes no credentials of the base URL', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD} test('fails', async ({ page }) => { await open(page); await invoke(page, 'one'); expect(1).toBe(2); });`,
    'playwright.config.ts': configFile({
      use: `baseURL: 'https://user:hunter2pass@app.test/path?token=abcdef1234567890',`,
    }),
  });
  const file = sessionPath(run.of('fails')[0]);
  expect(readFileSync(file, 'utf8')).not.toMatch(/hunter2pass|abcdef1234567890/);
  expect(run.of('fails')[0]?.session?.test?.base_url).toBe('https://app.test/path');
});

test('a retry that is skipped is not the attempt that passed', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD} test('skips', async ({ page }, { retry }) => { await open(page); await invoke(page, 'call ' + retry); test.skip(retry === 1); throw new Error('no'); });`,
    'playwright.config.ts': configFile({ config: 'retries: 1,' }),
  });
  expect(ourAttachments(run, 'skips')[0]).toEqual(NAMES);
  expect(run.output).not.toContain('against the attempt that passed');
});

test('records browsers and contexts that the test or its fixtures launch themselves', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD} import { chromium } from '@playwright/test'; 
      test.use({ ipcRecorder: 'on' });
      test('launches', async ({ launchOptions }) => {
        const browser = await chromium.launch(launchOptions);
        const page = await browser.newPage(); await open(page); await invoke(page, 'own browser'); await browser.close();
      });
      const persistent = test.extend({ context: async ({ launchOptions }, use, testInfo) => { const context = await chromium.launchPersistentContext(testInfo.outputPath('profile'), launchOptions); await use(context); await context.close(); } });
      persistent('persists', async ({ context }) => { const page = await context.newPage(); await open(page); await invoke(page, 'persistent'); });`,
  });
  expect(run.exitCode).toBe(0);
  expect(commands(run, 'launches')).toEqual(['own browser']);
  expect(commands(run, 'persists')).toEqual(['persistent']);
});

test('without our reporter, attaches the worker’s recording too and leaves nothing behind', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD} let shared;
      test.beforeAll(async ({ browser }) => { shared = await browser.newPage(); await open(shared); await invoke(shared, 'before'); });
      test('passes', async () => {});
      test('fails', async () => { expect(1).toBe(2); });`,
    'playwright.config.ts': configFile({ reporter: `[['json', { outputFile: 'report.json' }]]` }),
  });
  expect(ourAttachments(run, 'passes')).toEqual([[]]);
  expect(ourAttachments(run, 'fails')[0]).toContain('ipc-session-worker');
  const left = readdirSync(join(run.folder, 'test-results/ipc'), { recursive: true }).map(String);
  expect(left.filter((name) => name.includes('journal'))).toEqual([]);
});

test('a source that hangs and timers that are faked hold no test up', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD} import named from 'playwright-ipc-recorder/fixtures';
      test('hangs', async ({ ipc }) => { await ipc.attach({ attach: async () => {}, detach: () => new Promise(() => {}) }); });
      named('fakes', async ({ page }) => {
        await open(page);
        page.on('dialog', () => {});
        await page.evaluate(() => void setTimeout(() => alert('stop'), 0));
        const real = globalThis.setTimeout;
        globalThis.setTimeout = () => 0;
        await test.step('blocked', async () => {});
        globalThis.setTimeout = real;
      });`,
  });
  expect(run.exitCode, run.output).toBe(0);
});

test('a disk that is full costs the files, not the summary and not the run', async ({ runInlineTest }) => {
  // A folder in the place of the session: what a full disk would refuse is refused here.
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD} import { mkdirSync } from 'node:fs';
      test('fails', async ({ page }, testInfo) => {
        await open(page); await invoke(page, 'one');
        mkdirSync(testInfo.project.outputDir + '/ipc/' + testInfo.testId + '-r0/ipc-session.json', { recursive: true });
        expect(1).toBe(2);
      });`,
  });
  expect(ourAttachments(run, 'fails')).toEqual([['ipc-session', 'ipc-summary']]);
  expect(run.output).toContain('[ipc-reporter] The files of "fails" were not written');
  expect(run.output).toContain('IPC: 1 call');
  expect(run.exitCode).toBe(1);
});

test('the events of a session are in the order in which they started, whichever page told first', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest(
    {
      'order.spec.ts': `${SPEC_HEAD}
        test('two pages', async ({ context }) => {
          const pages = await Promise.all([1, 2, 3].map(() => context.newPage()));
          for (const page of pages) await open(page);
          // All at once; each page tells of its calls on a way of its own, and one that is busy tells late.
          await Promise.all(pages.map((page, at) => page.evaluate(async (busy) => {
            for (let i = 0; i < 40; i += 1) {
              window.__TAURI_INTERNALS__.invoke('call', { page: busy });
              const until = performance.now() + (i % 5 === busy ? 20 : 0);
              while (performance.now() < until);
              await new Promise((resolve) => setTimeout(resolve, 3));
            }
          }, at)));
        });`,
    },
    { env: { IPC_RECORDER_MODE: 'on' } },
  );
  expect(run.exitCode, run.output).toBe(0);
  const [session] = run.attempts.flatMap(({ session: kept }) => kept ?? []);
  const calls = (session?.events ?? []).filter(({ event }) => event.type === 'Ipc' && event.command === 'call');
  expect(calls).toHaveLength(120);
  // To one length, so that they compare as text.
  const times = calls.map(({ timestamp }) => timestamp.replace('Z', '').padEnd(26, '0'));
  expect(times).toEqual(times.toSorted());
  expect(new Set(calls.map(({ event }) => (event as { page?: string }).page)).size).toBe(3);
});

test('include and exclude leave calls out of session, journal and ipc.calls(), and count them', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'filters.spec.ts': `${SPEC_HEAD}
      test.use({ ipcRecorder: { mode: 'on', include: ['load_*', /^save/], exclude: ['save_draft'] } });
      test('filters', async ({ page, ipc }) => {
        await open(page);
        for (const command of ['load_notes', 'save_note', 'save_draft', 'plugin:event|listen']) await invoke(page, command);
        await expect(ipc).toHaveInvoked('save_note');
        expect(ipc.calls().map(({ command }) => command)).toEqual(['load_notes', 'save_note']);
        expect(true).toBe(false);
      });`,
  });
  expect(commands(run, 'filters')).toEqual(['load_notes', 'save_note']);
  expect(run.of('filters')[0]?.session?.excluded).toEqual({ filtered: 2 });
  expect(run.output).toContain('IPC: 2 calls, 0 failed, 0 pending');
  const summary = run.of('filters')[0]?.attachments.find(({ name }) => name === 'ipc-summary');
  expect(Buffer.from(summary?.body ?? '', 'base64').toString()).toContain('left out: 2 by the filters');
});

test('an unknown source or kind of event is an error that names the known ones', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}
      test.describe('source', () => { test.use({ ipcRecorder: { sources: { tauri2: true } } }); test('a', async ({ ipc }) => {}); });
      test.describe('kind', () => { test.use({ ipcRecorder: { events: { consol: true } } }); test('b', async ({ ipc }) => {}); });
      test.describe('list', () => { test.use({ ipcRecorder: { include: 'save' } }); test('c', async ({ ipc }) => {}); });`,
  });
  expect(run.exitCode).toBe(1);
  expect(run.output).toContain(
    'ipcRecorder.sources has no option "tauri2", did you mean "tauri"? It has: tauri, tauri-v1, wails-v2, wails-v3,',
  );
  expect(run.output).toContain(
    'ipcRecorder.events has no option "consol", did you mean "console"? It has: console, interactions, mutations,',
  );
  expect(run.output).toContain(
    'ipcRecorder.include is "save". Use a list of commands: strings, with * for any text, and RegExps.',
  );
});

test('a source that is switched off leaves the page alone', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}
      test.use({ ipcRecorder: { mode: 'on', sources: { tauri: false } } });
      test('off', async ({ page, ipc }) => {
        await open(page);
        await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('load_notes'));
        expect(await page.evaluate(() => 'get' in Object.getOwnPropertyDescriptor(window, '__TAURI_INTERNALS__'))).toBe(false);
        expect(ipc.calls()).toEqual([]);
      });`,
  });
  expect(run.exitCode, run.output).toBe(0);
});
