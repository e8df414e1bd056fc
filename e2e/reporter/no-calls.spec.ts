// A test without a call says why: in its block, in its summary, in the error of a matcher, and in `show --text`.
import { stripVTControlCharacters } from 'node:util';
import { runCli } from '../support/runner/run-cli.ts';
import {
  configFile,
  expect,
  type InlineRun,
  PAGE_MOCK,
  SPEC_HEAD,
  sessionPath,
  test,
} from '../support/runner/run-inline-test.ts';

/** A text on one line: the block and the summary break theirs. */
const onOneLine = (text: string) => stripVTControlCharacters(text).replace(/\s+/g, ' ');

const summaryOf = (run: InlineRun) => {
  const { body = '' } = run.of('fails')[0]?.attachments.find(({ name }) => name === 'ipc-summary') ?? {};
  return onOneLine(Buffer.from(body, 'base64').toString());
};

const APP = 'http://notes.test/app';
const OPEN = `await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>notes</h1>' }));
  await page.goto('${APP}?token=1');`;

const REASONS: Record<string, { body: string; why: string; use?: string; args?: string }> = {
  'no page was opened': {
    args: 'ipc',
    body: '',
    why: 'No page was opened in the test and no Electron app was launched, as far as the recorder sees. If another process or another copy of Playwright drives the app, give it to ipc.attach(…), or start the suite by "npx ipc-recorder run".',
  },
  'nothing was loaded': {
    body: '',
    why: 'The page showed about:blank: the test loads no app, or left it before its end.',
  },
  'no runtime appeared': {
    body: OPEN,
    why: `No runtime of Tauri, Wails or Neutralino appeared in the page at ${APP}. Outside of the app's own window there is none: put a mock there before the page loads (page.addInitScript), or answer by ipc.serve(…). A mock by a bundler's alias needs tap.`,
  },
  'the runtime was not used': {
    body: `await page.addInitScript(${PAGE_MOCK}); ${OPEN}`,
    why: `Tauri is in the page at ${APP}, and the app called nothing by it up to the end of the test.`,
  },
  'the source is off': {
    use: `ipcRecorder: { sources: { tauri: false } },`,
    body: `await page.addInitScript(${PAGE_MOCK}); ${OPEN}
  await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('load'));`,
    why: `Tauri is in the page at ${APP}, and its source is off: take "tauri: false" out of sources in the option ipcRecorder.`,
  },
  'the app speaks through a worker': {
    body: `${OPEN}
  await page.evaluate(() => { window.kept = new Worker(URL.createObjectURL(new Blob(['onmessage = () => {}']))); });
  await expect.poll(() => page.workers().length).toBe(1);`,
    why: `The page at ${APP} speaks with 1 Web worker: sources: { workers: true } in the option ipcRecorder records the messages.`,
  },
  'the app speaks through a global of its own': {
    body: `await page.addInitScript(() => { window.electronAPI = { notes: { load: async () => [] } }; }); ${OPEN}`,
    why: `The page at ${APP} has window.electronAPI, by which its app may speak to its backend.`,
  },
  'the app speaks through a global with a name of its own': {
    body: `await page.addInitScript(() => {
    window.acme = { notes: { load: async () => [] } };
    window.colours = { mix: () => 'brown' };
    window.Chart = { draw: async () => {} };
  }); ${OPEN}`,
    why: `The page at ${APP} has window.acme, by which its app may speak to its backend.`,
  },
  'a global that is named was not used': {
    use: `ipcRecorder: { sources: { globals: ['api'] } },`,
    body: `await page.addInitScript(() => { window.api = { load: async () => [] }; }); ${OPEN}`,
    why: `A global of the app is in the page at ${APP}, and the app called nothing by it up to the end of the test.`,
  },
  'a global that is named is not there': {
    use: `ipcRecorder: { sources: { globals: ['app.files'] } },`,
    body: OPEN,
    why: `No runtime of Tauri, Wails or Neutralino, and no global that you name, appeared in the page at ${APP}.`,
  },
  'the script of the recorder did not run': {
    use: 'javaScriptEnabled: false,',
    body: OPEN,
    why: `The recorder's script did not run in the page at ${APP}: JavaScript is off there (javaScriptEnabled), or the browser is older than ES2020. Turn it on, or use a newer browser.`,
  },
  'the filters left all out': {
    use: `ipcRecorder: { include: ['save_*'] },`,
    body: `await page.addInitScript(${PAGE_MOCK}); ${OPEN}
  await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('load'));`,
    why: 'The options include and exclude left out 1 call or message: change them to have these recorded.',
  },
  'a context cannot be observed': {
    args: 'browser, ipc',
    body: `const made = await browser.newContext();
  Object.getPrototypeOf(made).exposeBinding = async () => { throw new Error('no bindings here'); };
  const page = await (await browser.newContext()).newPage();
  await made.close();
  ${OPEN}`,
    why: 'A browser context was not observed, because of an error: Error: no bindings here',
  },
};

for (const [when, { body, why, use = '', args = 'page, ipc' }] of Object.entries(REASONS)) {
  test(`says why there are no calls when ${when}`, async ({ runInlineTest }) => {
    const run = await runInlineTest({
      'playwright.config.ts': configFile({ use }),
      'a.spec.ts': `${SPEC_HEAD}
test('fails', async ({ ${args} }) => {
  ${body}
  await expect(ipc).toHaveInvoked('load', undefined, { timeout: 1 });
});`,
    });
    expect(run.output).toContain('IPC: 0 calls, 0 failed, 0 pending');
    const block = run.output.slice(run.output.lastIndexOf('IPC: 0 calls'));
    expect(onOneLine(block)).toContain(why);
    expect(summaryOf(run)).toContain(why);
    expect(onOneLine(run.of('fails')[0]?.errors[0]?.message ?? '')).toContain(why);
    const shown = await runCli(['show', '--text', sessionPath(run.of('fails')[0])], { cwd: run.folder });
    expect(onOneLine(shown.stdout)).toContain(why);
  });
}

test('says why there are no calls when a page was made while recording was off', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}
let page;
test.describe(() => {
  test.use({ ipcRecorder: 'off' });
  test('makes the page', async ({ browser }) => { page = await (await browser.newContext()).newPage(); });
});
test('fails', async ({ ipc }) => {
  ${OPEN}
  await expect(ipc).toHaveInvoked('load', undefined, { timeout: 1 });
});`,
  });
  expect(summaryOf(run)).toContain(
    `The page at ${APP} was not observed: its browser context was made while recording was off, or where the recorder does not see it. Give the page to ipc.attach(page) before the app loads, or start the suite by "npx ipc-recorder run".`,
  );
});

test('a summary says that the reporter is missing', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'playwright.config.ts': configFile({ reporter: `[['json', { outputFile: 'report.json' }]]` }),
    'a.spec.ts': `${SPEC_HEAD}
test('fails', async ({ page }) => { await open(page); expect(1).toBe(2); });`,
  });
  expect(summaryOf(run)).toContain(
    'The reporter is not in the config: no block is printed, and a worker that is killed attaches nothing.',
  );
});

test('the reporter names files whose tests fail and have not the fixtures, and no others', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'a.spec.ts': `import { test, expect } from '@playwright/test';
test('fails', () => { expect(1).toBe(2); });
test('fails too', () => { expect(1).toBe(2); });`,
    'b.spec.ts': `${SPEC_HEAD}\ntest('fails', () => { expect(1).toBe(2); });`,
    'c.spec.ts': `import { test } from '@playwright/test';\ntest('passes', () => {});`,
    'd.spec.ts': `import { test } from '@playwright/test';
test.beforeAll(() => { throw new Error('no backend'); });
test('does not begin', () => {});`,
  });
  expect(run.output.match(/^\[ipc-reporter\].*$/gm)).toEqual([
    `[ipc-reporter] The IPC of 2 failed tests in a.spec.ts was not recorded: the test there has not the recording fixtures, or turns ipcRecorder off. Import test from 'playwright-ipc-recorder/fixtures', or start the suite by "npx ipc-recorder run".`,
  ]);
});
