// An Electron app whose windows call nothing: the block says that the app was observed, open or closed.
import { electronLaunchOptions } from '../../scripts/electron.mjs';
import { withElectron } from '../support/electron/with-electron.ts';
import { test as base, expect } from '../support/runner/run-inline-test.ts';

const test = base.extend<object, { display: undefined }>(withElectron);

const MAIN = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('data:text/html,notes'));`;

test('says that an Electron app was observed and called nothing, also when the test has closed it', {
  tag: '@electron',
}, async ({ runInlineTest }) => {
  const options = electronLaunchOptions('app');
  const run = await runInlineTest({
    'app/package.json': `{ "main": "main.js" }`,
    'app/main.js': MAIN,
    'a.spec.ts': `import { _electron } from '@playwright/test';
import { test, expect } from 'playwright-ipc-recorder/fixtures';
for (const closes of [false, true]) test(closes ? 'closed' : 'open', async ({ ipc }) => {
  const app = await _electron.launch(${JSON.stringify(options)});
  await app.firstWindow();
  try {
    if (closes) await app.close();
    await expect(ipc).toHaveInvoked('load', undefined, { timeout: 1 });
  } finally {
    if (!closes) setTimeout(() => void app.close(), 500);
  }
});`,
  });
  const blocks = run.output.slice(run.output.indexOf('IPC: 0 calls')).replace(/\s+/g, ' ');
  expect(
    blocks.match(
      /why The Electron app was observed, and none of its windows called the main process \(ipcMain\.handle\)\./g,
    ),
  ).toHaveLength(2);
  expect(blocks).not.toContain('No page was opened');
});
