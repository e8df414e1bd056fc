// A session in the place of an Electron app's backend: its handlers are registered as ever, and none of them runs.
import { type AppCode, expect, test } from '../support/electron/app.ts';
import { keepSession } from '../support/sessions/replay-from.ts';

test.use({ ipcRecorder: { mode: 'on' } });

/** An app that writes down which of its handlers are registered, and which have run. */
const appThat = (says: string): AppCode => ({
  main: `
    globalThis.ran = [];
    globalThis.registered = [];
    const handle = (channel, handler) => { registered.push(channel); ipcMain.handle(channel, (...given) => { ran.push(channel); return handler(...given); }); };
    handle('load', () => '${says}');
    handle('save', ({ sender }) => { sender.send('saved', '${says}'); throw new Error('${says}'); });
    ipcMain.on('note', () => { ran.push('note'); });
    ipcMain.on('at once', (event) => { ran.push('at once'); event.returnValue = '${says}'; });`,
});

test(
  'a replay registers the handlers of an app and runs none of them',
  { tag: '@electron' },
  async ({ openApp, ipc }, testInfo) => {
    const goThrough = async (says: string) => {
      const { app, bridge } = await openApp(appThat(says));
      await bridge('listen', 'saved');
      await bridge('send', 'note');
      const seen = [
        await bridge('invoke', 'load'),
        await bridge('invoke', 'save'),
        await bridge('sendSync', 'at once'),
      ];
      await expect.poll(() => bridge('received')).toEqual([['saved', 'good']]);
      const books = await app.evaluate(() => {
        const { registered, ran } = globalThis as unknown as { registered: string[]; ran: string[] };
        return { registered, ran };
      });
      return { app, seen, books };
    };
    const recorded = await goThrough('good');
    expect(recorded.books.ran).toEqual(['note', 'load', 'save', 'at once']);
    const file = keepSession(ipc, testInfo);
    await recorded.app.close();

    await ipc.routeFromSession(file);
    const replayed = await goThrough('poison');
    expect(replayed.seen).toEqual(recorded.seen);
    expect(replayed.books).toEqual({ registered: ['load', 'save'], ran: [] });
  },
);
