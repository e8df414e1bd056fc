// Replays of suites that launch their app in beforeAll: what it calls there must not reach the app's own backend.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { electronLaunchOptions } from '../../scripts/electron.mjs';
import { withElectron } from '../support/electron/with-electron.ts';
import { runCli } from '../support/runner/run-cli.ts';
import { test as base, expect, type InlineRun, sessionPath } from '../support/runner/run-inline-test.ts';

const test = base.extend<object, { display: undefined }>(withElectron);

/** An app whose backend writes down what it is asked for. */
const APP = {
  'package.json': '{ "name": "outside", "main": "main.js" }',
  'main.js': `const { app, BrowserWindow, ipcMain } = require('electron');
    const { appendFileSync } = require('node:fs');
    const { join } = require('node:path');
    for (const command of ['load', 'delete_account'])
      ipcMain.handle(command, () => { appendFileSync(process.env.APP_LOG, command + '\\n'); return command; });
    app.whenReady().then(() => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload: join(__dirname, 'preload.js') } });
      window.loadFile('index.html');
    });`,
  'preload.js': `const { contextBridge, ipcRenderer } = require('electron');
    contextBridge.exposeInMainWorld('bridge', { invoke: (command) => ipcRenderer.invoke(command) });`,
  'index.html': '<p id="out"></p>',
};

const specOf = (folder: string) => `import { test, expect } from 'playwright-ipc-recorder/fixtures';
  import { withIpcHook } from 'playwright-ipc-recorder/electron';
  import { _electron } from '@playwright/test';
  test.describe.configure({ mode: 'serial' });
  let app, window;
  const ask = (command) => window.evaluate((c) => bridge.invoke(c).catch((error) => String(error.message ?? error)), command);
  test.beforeAll(async () => {
    app = await _electron.launch(withIpcHook(${JSON.stringify(electronLaunchOptions(folder))}));
    window = await app.firstWindow();
    await window.waitForFunction(() => 'bridge' in globalThis);
    const answer = await ask('delete_account');
    console.log('ANSWER ' + answer);
  });
  test.afterAll(async () => { await app.close(); });
  test('loads', async () => { expect(await ask('load')).toBe('load'); });`;

test(
  'a replay keeps what beforeAll calls from the real backend, unless it is to pass, and answers it from the session of the worker',
  {
    tag: ['@electron', '@slow'],
  },
  async ({ runInlineTest }, testInfo) => {
    const folder = testInfo.outputPath('app');
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(APP)) writeFileSync(join(folder, name), text);
    const log = testInfo.outputPath('log');
    const env = { IPC_RECORDER_MODE: 'on', APP_LOG: log };
    const run: InlineRun = await runInlineTest({ 'a.spec.ts': specOf(folder) }, { env });
    expect(run.exitCode, run.output).toBe(0);
    const asked = () => {
      const commands = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];
      rmSync(log, { force: true });
      return commands;
    };
    expect(asked()).toEqual(['delete_account', 'load']);
    const replay = async (...args: string[]) => {
      const { stdout, stderr } = await runCli(['replay', sessionPath(run.attempts[0]), ...args], {
        cwd: run.folder,
        env,
      });
      return stdout + stderr;
    };

    const answered = await replay();
    expect(answered).toContain('ANSWER delete_account');
    expect(answered).toContain("Outside of the test the worker's session answered 1 call.");
    expect(asked()).toEqual([]);

    const recordings = dirname(dirname(sessionPath(run.attempts[0])));
    const [worker = ''] = readdirSync(recordings).filter((name) => name.startsWith('worker-'));
    const kept = testInfo.outputPath('worker.json');
    writeFileSync(kept, readFileSync(join(recordings, worker, 'ipc-session.json')));
    rmSync(join(recordings, worker), { recursive: true });
    const refused = await replay();
    expect(refused).toContain('The replay has no answer for delete_account, which was called outside of the test');
    expect(refused).toContain(
      'The replay refused 1 call outside of the test, without a --worker-session or --passthrough for them: delete_account.',
    );
    expect(asked()).toEqual([]);

    expect(await replay('--worker-session', kept)).toContain("the worker's session answered 1 call");
    expect(asked()).toEqual([]);

    const passed = await replay('--passthrough', 'delete_account');
    expect(passed).toContain("1 call outside of the test went to the suite's own backend: delete_account.");
    expect(asked()).toEqual(['delete_account']);
  },
);
