// Stacks that the app sees are those it would see without the recorder.
import { expect, test } from '../support/electron/app.ts';

test.use({ ipcRecorder: 'on' });

/** Takes its stack wherever the app's code is called, and has errors print theirs. */
const APP = `
  Error.stackTraceLimit = 30;
  const log = [];
  // Node calls one listener in another line of its own than several.
  const take = (name, error = new Error('here')) =>
    log.push([name, error.stack.replaceAll(__dirname, '').replace(/node:events[:\\d]+/g, 'node:events').split('\\n')]);
  const printed = console.error;
  console.error = (...list) => { for (const one of list) if (one instanceof Error) take('printed', one); printed(...list); };
  ipcMain.handle('handler', () => { take('handler'); });
  ipcMain.handle('later', async () => { await 1; take('later'); });
  ipcMain.handle('throws', () => { const error = new TypeError('no'); take('thrown', error); throw error; });
  ipcMain.handle('rejects', async () => { throw Object.assign(new TypeError('no'), { code: 1 }); });
  ipcMain.handle('texts', () => { throw Object.assign(new TypeError('no'), { toString: () => 'text' }); });
  ipcMain.handle('object', () => { throw { code: 1 }; });
  ipcMain.on('listener', () => { take('listener'); });
  ipcMain.on('sync', (event) => { take('sync'); event.returnValue = 1; });
  ipcMain.on('port', ({ ports: [port] }) => { port.on('message', () => { take('port'); port.postMessage('back'); }); port.start(); });
  app.on('browser-window-created', (event, { webContents }) => {
    take('window');
    webContents.on('did-finish-load', () => {
      take('loaded');
      log.push(['listeners', webContents.eventNames().map((name) => [String(name), webContents.listenerCount(name)])]);
    });
  });
  ipcMain.handle('log', () => log);`;

test('no stack that an app sees has a frame of ours, and none lacks one of its own', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const lives: unknown[] = [];
  for (const hooked of [false, true]) {
    const { app, bridge, window } = await openApp({ main: APP }, { hooked });
    const rejections: unknown[] = [];
    for (const command of ['handler', 'later', 'throws', 'rejects', 'texts', 'object', 'unknown'])
      rejections.push(
        await window.evaluate(
          (name) =>
            (globalThis as unknown as { bridge: { invoke(name: string): Promise<unknown> } }).bridge
              .invoke(name)
              .catch(({ message, stack }) => [message, stack.split('\n').slice(0, 2)]),
          command,
        ),
      );
    await bridge('send', 'listener');
    await bridge('sendSync', 'sync');
    await bridge('connect', 'port');
    await bridge('post', 1);
    await expect.poll(() => bridge('received')).toHaveLength(1);
    const log = (await bridge('invoke', 'log')) as [string, unknown][];
    // A page that loads once more does so in its own time.
    lives.push([rejections, log.filter(([name], at) => log.findIndex(([other]) => other === name) === at)]);
    await app.close();
  }
  expect(JSON.stringify(lives[0])).toContain('main.js');
  expect(JSON.stringify(lives[1])).not.toContain('electron-hook');
  expect(lives[1]).toEqual(lives[0]);
  const errors = ipc.calls({ status: 'error' }).map(({ command, result, error }) => [command, result, error]);
  const thrown = (more: object = {}) => ({
    $error: expect.objectContaining({ name: 'TypeError', message: 'no', ...more }),
  });
  expect(errors).toEqual([
    ['throws', { Err: 'no' }, thrown()],
    ['rejects', { Err: 'no' }, thrown({ code: 1 })],
    ['texts', { Err: 'no' }, thrown()],
    ['object', { Err: '{"code":1}' }, { code: 1 }],
    ['unknown', { Err: "Error: No handler registered for 'unknown'" }, undefined],
  ]);
});
