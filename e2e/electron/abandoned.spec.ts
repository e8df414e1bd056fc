// Calls under way in a document that goes, as the main process sees them go.
import type { IpcCall } from 'playwright-ipc-recorder';
import type { Ipc } from 'playwright-ipc-recorder/fixtures';
import { expect, test } from '../support/electron/app.ts';

test.use({ ipcRecorder: 'on' });

const HANG = `ipcMain.handle('hang', () => new Promise((resolve) => { (globalThis.answer ??= []).push(resolve); }));
  ipcMain.handle('answer', () => { for (const one of answer) one('late'); });`;

/** How each call of `hang` stands: the name that it was made with, and how it was abandoned, or else its result. */
const outcomes = (calls: IpcCall[]) =>
  calls.map(({ args, abandoned, result }) => [(args as string[])[0], abandoned ?? result]);

const hanging = (ipc: Ipc) => outcomes(ipc.calls('hang'));

const hang = (name: string) => `void bridge.invoke('hang', '${name}').catch(() => {})`;

test('calls under way at a reload or when their window closes are abandoned, and an answer takes the mark off', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { app, bridge, window } = await openApp({ main: HANG });
  await window.evaluate(hang('reloaded'));
  await expect.poll(() => hanging(ipc)).toHaveLength(1);
  await window.evaluate(`history.pushState({}, '', '#list'); ${hang('same document')}`);
  await expect(ipc).not.toHaveNoPendingCalls({ timeout: 300 });

  await window.reload();
  await window.evaluate(hang('of the next one'));
  await expect
    .poll(() => hanging(ipc))
    .toEqual([
      ['reloaded', 'navigated'],
      ['same document', 'navigated'],
      ['of the next one', 'Pending'],
    ]);
  expect(ipc.calls({ status: 'abandoned' })).toHaveLength(2);
  await expect(ipc).toHaveNoPendingCalls({ ignore: ({ args }) => (args as string[])[0] === 'of the next one' });

  await bridge('invoke', 'answer');
  await expect.poll(() => hanging(ipc).map(([, how]) => how)).toEqual(Array(3).fill({ Ok: 'late' }));

  await app.evaluate(({ BrowserWindow }) => {
    const other = new BrowserWindow({
      show: false,
      webPreferences: { nodeIntegration: true, contextIsolation: false },
    });
    other.loadURL(`data:text/html,<script>require('electron').ipcRenderer.invoke('hang', 'closed')</script>`);
    (globalThis as { other?: unknown }).other = other;
  });
  await expect.poll(() => hanging(ipc).at(-1)).toEqual(['closed', 'Pending']);
  await app.evaluate(() => (globalThis as unknown as { other: { close(): void } }).other.close());
  await expect.poll(() => hanging(ipc).at(-1)).toEqual(['closed', 'closed']);
  await expect(ipc).toHaveNoPendingCalls();
});

test('calls of a frame that is navigated are abandoned, and those of the window around it are not', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { window } = await openApp({
    main: HANG,
    files: {
      'index.html': '<title>app</title><iframe src="frame.html"></iframe>',
      'frame.html': '<iframe src="inner.html"></iframe>',
      'inner.html': 'inner',
      'next.html': 'next',
    },
  });
  const frame = (name: string) => window.frame({ url: new RegExp(`${name}.html`) });
  await expect.poll(() => frame('inner') !== null && frame('frame') !== null).toBe(true);
  await window.evaluate(hang('window'));
  await frame('frame')?.evaluate(hang('frame'));
  await frame('inner')?.evaluate(hang('inner'));
  await expect.poll(() => hanging(ipc)).toHaveLength(3);
  await frame('frame')?.evaluate(`location.href = 'next.html'`);
  await expect.poll(() => hanging(ipc).map(([, how]) => how)).toEqual(['Pending', 'navigated', 'navigated']);
});

test('calls that a library makes of messages are abandoned with their window', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { window } = await openApp({ main: `ipcMain.on('electron-trpc', () => {});` });
  const query = { method: 'request', operation: { id: 1, type: 'query', path: 'notes.list' } };
  await window.evaluate(`bridge.send('electron-trpc', ${JSON.stringify(query)})`);
  await expect.poll(() => ipc.calls('notes.list').map(({ result }) => result)).toEqual(['Pending']);
  await window.reload();
  await expect.poll(() => ipc.calls('notes.list').map(({ abandoned }) => abandoned)).toEqual(['navigated']);
});

test('calls of a window that crashes stay pending', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { app, window } = await openApp({
    main: `${HANG} app.on('render-process-gone', (event, contents) => setTimeout(() => contents.reload(), 100));`,
  });
  await window.evaluate(hang('crashed'));
  await expect.poll(() => hanging(ipc)).toHaveLength(1);
  const loads = app.evaluate(
    ({ webContents }) =>
      new Promise<void>((resolve) => void webContents.getAllWebContents()[0]?.once('did-finish-load', () => resolve())),
  );
  await app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.forcefullyCrashRenderer());
  await loads;
  await ipc.checkpoint();
  expect(hanging(ipc)).toEqual([['crashed', 'Pending']]);
});
