// The calls of a session, sent to the real handlers of an Electron app.
import { drive, type ReplayReport } from 'playwright-ipc-recorder';
import { electronTarget } from 'playwright-ipc-recorder/electron';
import { electronLaunchOptions } from '../../scripts/electron.mjs';
import { type AppCode, test as base, expect, type OpenedApp } from '../support/electron/app.ts';
import { settled } from '../support/settled.ts';

/** Records what happens in an app, closes it, and sends the session to another run of it. */
const test = base.extend<{
  driven: (code: AppCode, happens: (opened: OpenedApp) => Promise<unknown>, sends?: boolean) => Promise<ReplayReport>;
}>({
  ipcRecorder: { mode: 'on' },
  driven: async ({ openApp, ipc }, use, testInfo) => {
    await use(async (code, happens, sends = false) => {
      const opened = await openApp(code);
      await happens(opened);
      await settled(opened.window, ipc);
      await expect(ipc).toHaveNoPendingCalls();
      const session = ipc.recorder.export();
      if (session === null) throw new Error('Nothing was recorded.');
      await opened.app.close();
      const profile = `--user-data-dir=${testInfo.outputPath('driven')}`;
      return await drive(session, electronTarget(electronLaunchOptions(profile, testInfo.outputPath('app-1'))), {
        include: { sends },
      });
    });
  },
});

const statuses = ({ calls }: ReplayReport) =>
  calls.map(({ command, status, reason }) => (reason === undefined ? `${command} ${status}` : `${command} ${reason}`));

const ANSWERS = `
  const around = { name: 'a' }; around.self = around;
  ipcMain.handle('gap', () => ({ a: 1, b: undefined }));
  ipcMain.handle('circular', () => around);
  ipcMain.handle('function', () => ({ call() {} }));
  ipcMain.handle('weak map', () => new WeakMap());
  ipcMain.handle('promise within', () => ({ later: Promise.resolve(1) }));
  ipcMain.handle('error as a value', () => new RangeError('value'));
  ipcMain.handle('type error', () => { throw new TypeError('bad'); });
  ipcMain.handle('nothing thrown', () => { throw undefined; });
  ipcMain.on('at once', (event) => { event.returnValue = { a: undefined }; });`;

test('an unchanged app answers the same, whatever cannot be said in JSON', { tag: '@electron' }, async ({ driven }) => {
  const commands = ['gap', 'circular', 'function', 'weak map', 'promise within', 'error as a value', 'type error'];
  const report = await driven({ main: ANSWERS }, async ({ bridge }) => {
    for (const command of [...commands, 'nothing thrown', 'no such handler']) await bridge('invoke', command);
    await bridge('sendSync', 'at once');
  });
  expect(statuses(report)).toEqual(
    [...commands, 'nothing thrown', 'no such handler', 'at once'].map((command) => `${command} same`),
  );
});

/** Two windows and the developer tools of the first; the handlers tell whose call it is. */
const TWO: AppCode = {
  main: `ipcMain.handle('who', ({ sender }) => sender.getURL().split('/').pop());`,
  ready: `openWindow('second.html'); window.webContents.openDevTools({ mode: 'detach' });`,
  files: {
    'second.html': `<title>second</title><script>window.addEventListener('load', () => bridge.invoke('who'));</script>`,
  },
};

test('a call goes to the window that it came from, and not when that window is not there', {
  tag: '@electron',
}, async ({ driven, ipc }) => {
  const report = await driven(TWO, async ({ bridge }) => {
    await expect.poll(() => ipc.calls('who').length).toBe(1);
    await bridge('invoke', 'who');
    ipc.recorder.recordEvent({
      ...ipc.recorder.ipcReplaySequence()[0],
      id: 'third',
      webview_label: 'window-3',
    } as never);
  });
  expect(statuses(report)).toEqual(['who same', 'who same', 'who its window window-3 is not there']);
  expect(report.calls.map(({ recorded }) => recorded.result)).toMatchObject([
    { Ok: 'second.html' },
    { Ok: 'index.html' },
    { Ok: 'second.html' },
  ]);
});

test('one-way messages are sent in their place when asked, so that later answers know of them', {
  tag: '@electron',
}, async ({ driven, ipc }) => {
  const main = `let notes = 0; ipcMain.on('note', () => { notes += 1; }); ipcMain.handle('count', () => notes);`;
  const happens = async ({ bridge }: OpenedApp) => {
    await bridge('send', 'note', 'a');
    await bridge('invoke', 'count');
    // Nothing comes back that could be waited for.
    const recorded = ipc.waitForSend('nobody hears');
    await bridge('send', 'nobody hears', 'b');
    await recorded;
  };
  expect(statuses(await driven({ main }, happens, true))).toEqual([
    'note sent',
    'count same',
    'nobody hears nobody in the app listens to it',
  ]);
});

test('without them a later answer is another one', { tag: '@electron' }, async ({ driven }) => {
  const main = `let notes = 0; ipcMain.on('note', () => { notes += 1; }); ipcMain.handle('count', () => notes);`;
  const report = await driven({ main }, async ({ bridge }) => {
    await bridge('send', 'note', 'a');
    await bridge('invoke', 'count');
  });
  expect(statuses(report)).toEqual(['count differs']);
});
