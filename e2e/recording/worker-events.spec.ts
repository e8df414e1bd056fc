// What events mean for the run: the steps, the attachments, the options.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSession } from 'playwright-ipc-recorder';
import { callsOf, configFile, expect, PAGE_MOCK, test } from '../support/runner/run-inline-test.ts';

const HEAD = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const open = async (page) => { await page.addInitScript(${PAGE_MOCK}); await page.goto('data:text/html,<button>Save</button>'); };
`;

test('a page that is left open goes on in the next test, and makes no recording of the worker', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD}
      let heard = 0;
      test('leaves a page open', async ({ browser }) => {
        const page = await browser.newPage();
        page.on('console', () => { heard += 1; });
        await open(page);
        await page.evaluate(() => void setInterval(() => console.error('still here'), 20));
      });
      test('fails', async ({ page }) => { await open(page); heard = 0; await expect.poll(() => heard).toBeGreaterThan(3); expect(1).toBe(2); });`,
    'playwright.config.ts': configFile({ config: 'workers: 1,' }),
  });
  const [attempt] = run.of('fails');
  expect(attempt?.attachments.map(({ name }) => name)).not.toContain('ipc-session-worker');
  expect(attempt?.session?.events.map(({ event }) => event.type)).toContain('Console');
});

test('what is no more than noise begins no recording of the worker', async ({ runInlineTest }) => {
  const fetch = `() => window.__TAURI_INTERNALS__.invoke('plugin:__TAURI_CHANNEL__|fetch')`;
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD}
      test.beforeAll(async ({ browser }) => {
        const page = await browser.newPage();
        await open(page);
        await page.evaluate(${fetch});
      });
      test('fails', async ({ page }) => { await open(page); await page.evaluate(${fetch}); expect(1).toBe(2); });`,
    // Ours would delete what is empty.
    'playwright.config.ts': configFile({ reporter: `[['json', { outputFile: 'report.json' }]]` }),
  });
  const [attempt] = run.of('fails');
  expect(attempt?.session?.excluded).toEqual({ noise: 1 });
  const folders = readdirSync(join(run.folder, 'test-results/ipc'));
  expect(folders).toEqual([expect.stringMatching(/-r0$/)]);
});

test('events of pages that no test owns are recorded with the calls of the worker', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD}
      let page;
      test.beforeAll(async ({ browser }) => {
        page = await browser.newPage();
        await open(page);
        await page.evaluate(async () => { await window.__TAURI_INTERNALS__.invoke('load'); console.error('bad'); });
      });
      test('fails', async ({}) => { expect(1).toBe(2); });
      test.afterAll(async () => { await page.close(); });`,
  });
  const worker = run.of('fails')[0]?.attachments.find(({ name }) => name === 'ipc-session-worker');
  const { events } = parseSession(readFileSync(worker?.path ?? ''));
  const kinds = events.map(({ event }) => (event.type === 'Ipc' ? event.command : event.type));
  expect(kinds.slice(0, 2)).toEqual(['load', 'Console']);
});

test('a test has the same steps with every kind of event as with none', async ({ runInlineTest }) => {
  const spec = (title: string, on: boolean) => `${HEAD}
    test.use({ ipcRecorder: { mode: 'on', events: { console: ${on}, windows: ${on}, interactions: ${on}, mutations: ${on}, state: ${on} } } });
    test('${title}', async ({ page }) => {
      await open(page);
      await page.evaluate(() => { console.log('one'); console.error({ two: 2 }); setTimeout(() => { throw new Error('boom'); }); });
      await page.getByRole('button').click();
      await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('save'));
      await test.step('look', async () => { await expect(page.getByRole('button')).toBeVisible(); });
    });`;
  const run = await runInlineTest({ 'a.spec.ts': spec('with', true), 'b.spec.ts': spec('without', false) });
  expect(run.exitCode).toBe(0);
  const [[recorded], [plain]] = [run.of('with'), run.of('without')];
  const titles = (steps: unknown): unknown =>
    (steps as { title: string; steps?: unknown[] }[]).map((step) => [step.title, titles(step.steps ?? [])]);
  expect(titles(recorded?.steps)).toEqual(titles(plain?.steps));
  expect(callsOf(recorded?.session).map(({ command }) => command)).toEqual(['save']);
  expect(new Set(recorded?.session?.events.map(({ event }) => event.type))).toEqual(
    new Set(['WindowEvent', 'Console', 'DomInteraction', 'DomMutation', 'Ipc']),
  );
  expect(plain?.session?.events.map(({ event }) => event.type)).toEqual(['Ipc']);
});

test('says what an option for events may be', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD} test.use({ ipcRecorder: { events: { consol: true } } }); test('kind', async () => {});`,
    'b.spec.ts': `${HEAD} test.use({ ipcRecorder: { events: { console: 'errors' } } }); test('console', async () => {});`,
    'c.spec.ts': `${HEAD} test.use({ ipcRecorder: { events: { windows: 1 } } }); test('windows', async () => {});`,
  });
  const message = (title: string) => run.of(title)[0]?.errors[0]?.message;
  expect(message('kind')).toContain(
    'ipcRecorder.events has no option "consol", did you mean "console"? It has: console, interactions, mutations, windows, state.',
  );
  expect(message('console')).toContain(`ipcRecorder.events.console is "errors". Use true, false or 'warnings'.`);
  expect(message('windows')).toContain('ipcRecorder.events.windows is 1. Use true or false.');
});
