// A spec that is made of the session of an Electron app, run on a real one; and what a replay answers of what a test itself asks for.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { electronLaunchOptions } from '../../scripts/electron.mjs';
import { withElectron } from '../support/electron/with-electron.ts';
import { runCli } from '../support/runner/run-cli.ts';
import { test as base, callsOf, expect, sessionPath } from '../support/runner/run-inline-test.ts';

const test = base.extend<object, { display: undefined }>(withElectron);

/** An app of one window. BROKEN makes its backend give nothing. */
const APP = {
  'app/package.json': '{ "name": "lists", "main": "main.js" }',
  'app/main.js': `const { app, BrowserWindow, ipcMain } = require('electron');
const { join } = require('node:path');
const answer = (value) => () => (process.env.BROKEN ? 'gone' : value);
ipcMain.handle('list:title', answer('Groceries'));
ipcMain.handle('list:add', (_event, item) => (process.env.BROKEN ? 'gone' : { item, count: 3 }));
ipcMain.handle('app:leave', () => { app.quit(); });
app.whenReady().then(() => {
  const window = new BrowserWindow({ show: false, webPreferences: { preload: join(__dirname, 'preload.js') } });
  window.loadFile(join(__dirname, 'index.html'));
});`,
  'app/preload.js': `const { contextBridge, ipcRenderer } = require('electron');
contextBridge.exposeInMainWorld('bridge', { invoke: (...args) => ipcRenderer.invoke(...args) });`,
  'app/index.html': `<!doctype html><h1></h1><button id="add">Add</button><button id="leave">Leave</button><output></output>
<script>
  // Now and then Electron leaves the preload script out of a window that loads while Playwright attaches.
  if (!('bridge' in window) && name.length < 3) { name += '.'; location.reload(); }
  bridge.invoke('list:title').then((title) => { document.querySelector('h1').textContent = title; });
  document.querySelector('#add').onclick = async () => { document.querySelector('output').textContent = (await bridge.invoke('list:add', 'milk')).count; };
  document.querySelector('#leave').onclick = () => void bridge.invoke('app:leave');
</script>`,
};
const CONFIG = `import { defineConfig } from '@playwright/test';
export default defineConfig({
  reporter: [['playwright-ipc-recorder/reporter'], ['list'], ['json', { outputFile: 'report.json' }]],
  outputDir: 'test-results', timeout: 30_000,
  use: { electron: { ...${JSON.stringify(electronLaunchOptions('app'))}, env: { ...process.env } }, ipcRecorder: { mode: 'on', events: { interactions: true } } },
});\n`;
const HEAD = `import { electronFixtures } from 'playwright-ipc-recorder/electron';
import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
const test = base.extend(electronFixtures);
const opened = async (app) => { const window = await app.firstWindow(); await expect(window.getByRole('heading')).toHaveText(/./); return window; };
`;

test('a generated spec of an Electron session launches the app and passes with the session as its backend', {
  tag: '@electron',
}, async ({ runInlineTest }) => {
  test.setTimeout(180_000);
  const recorded = await runInlineTest({
    ...APP,
    'playwright.config.ts': CONFIG,
    'list.spec.ts': `${HEAD}test('adds to the list', async ({ electronApp }) => {
      const window = await opened(electronApp);
      await test.step('add', async () => { await window.getByRole('button', { name: 'Add' }).click(); });
      await expect(window.locator('output')).toHaveText('3');
    });`,
  });
  expect(recorded.exitCode, recorded.output).toBe(0);
  writeFileSync(join(recorded.folder, 'recorded.json'), readFileSync(sessionPath(recorded.attempts[0])));

  const made = await runCli(['codegen', 'recorded.json', '-o', 'made.spec.ts'], { cwd: recorded.folder });
  expect(made.stderr).toContain('Note: the app is launched as the option electron of your config says');
  const text = readFileSync(join(recorded.folder, 'made.spec.ts'), 'utf8');
  expect(text).toContain('const page = await electronApp.firstWindow();');
  expect(text).not.toContain('goto');
  expect(text).toContain('await ipc.routeFromSession(join(dirname(testInfo.file), "made.session.json"));');

  const run = await runInlineTest(
    { 'playwright.config.ts': CONFIG },
    { add: true, args: ['made.spec.ts', '--output=made'], env: { BROKEN: '1' } },
  );
  expect(run.exitCode, run.output).toBe(0);
  expect(callsOf(run.attempts[0]?.session).map(({ command, mocked }) => [command, mocked])).toEqual([
    ['list:title', true],
    ['list:add', true],
  ]);
});

test('a replay leaves to the main process what the test asks for there, answers what it asks for in a page, and names the command that ends the app', {
  tag: '@electron',
}, async ({ runInlineTest }) => {
  test.setTimeout(180_000);
  const recorded = await runInlineTest({
    ...APP,
    'playwright.config.ts': CONFIG,
    'list.spec.ts': `${HEAD}test('asks by itself', async ({ electronApp }) => {
      const window = await opened(electronApp);
      expect(await window.evaluate(() => bridge.invoke('list:title'))).toBe('Groceries');
      const title = await electronApp.evaluate(({ ipcMain }) => ipcMain._invokeHandlers.get('list:title')({}));
      expect(title).toBe(process.env.BROKEN ? 'gone' : 'Groceries');
    });
    test('leaves', async ({ electronApp }) => {
      const window = await opened(electronApp);
      const left = electronApp.waitForEvent('close', { timeout: 4_000 });
      await window.getByRole('button', { name: 'Leave' }).click();
      await left;
    });`,
  });
  expect(recorded.exitCode, recorded.output).toBe(0);
  const replay = (title: string, ...flags: string[]) =>
    runCli(['replay', sessionPath(recorded.of(title)[0]), ...flags], { cwd: recorded.folder, env: { BROKEN: '1' } });
  const asked = await replay('asks by itself');
  expect([asked.exitCode, asked.stdout], asked.stderr).toEqual([0, expect.stringContaining('answered 2 calls')]);

  const stays = await replay('leaves');
  expect([stays.exitCode, stays.stdout], stays.stderr).toEqual([
    1,
    expect.stringMatching(/ended the app \(exit 0\): perhaps --passthrough=app:leave\b/),
  ]);
  const leaves = await replay('leaves', '--passthrough=app:leave');
  expect([leaves.exitCode, leaves.stdout], leaves.stderr).toEqual([0, expect.stringContaining('Same')]);
});
