// One-way messages of a real Electron app: read, waited for, held to expectations, and stopped by routes.
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '../support/electron/app.ts';
import { keepSession } from '../support/sessions/replay-from.ts';

test.use({ ipcRecorder: 'on' });

/** Keeps what its listeners have heard, and answers by a push. */
const LISTENING = {
  main: `globalThis.heard = [];
    ipcMain.on('log', (event, ...args) => heard.push(args));
    ipcMain.on('load', (event, id) => event.reply('loaded', { id, title: 'Milk' }));
    ipcMain.handle('read', () => 'answer');`,
};

const messageOf = async (run: () => Promise<unknown>): Promise<string> =>
  await run().then(
    () => 'passed',
    (error: Error) => stripVTControlCharacters(error.message),
  );

test('ipc.sends lists what the app has sent, by the filters that calls have', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { bridge } = await openApp(LISTENING);
  await bridge('send', 'log', { level: 'info' });
  await bridge('send', 'load', 1);
  await bridge('invoke', 'read');
  await ipc.checkpoint();
  expect(ipc.sends().map(({ command }) => command)).toEqual(['log', 'load']);
  expect(ipc.sends({ command: /^lo/, args: [{ level: 'info' }] })).toHaveLength(1);
  expect(ipc.calls().map(({ command }) => command)).toEqual(['read']);
});

test('toHaveSent and toHaveReceived retry until the message is there', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { window, bridge } = await openApp(LISTENING);
  await expect(ipc).not.toHaveSent('load');
  await window.evaluate(`void setTimeout(() => bridge.send('load', { id: 7, at: 1 }), 200)`);
  await expect(ipc).toHaveSent('load', [{ id: 7 }]);
  await expect(ipc).toHaveReceived('loaded', [{ title: 'Milk' }]);
  await bridge('send', 'load', { id: 8 });
  await expect(ipc).toHaveSent('load', undefined, { times: 2 });
  await expect(ipc).not.toHaveSent('load', [{ id: 9 }], { timeout: 50 });
});

test('toHaveSent shows the nearest messages, or the name as the kind of traffic that it passed as', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { bridge } = await openApp(LISTENING);
  const missed = (channel: string, args?: unknown) =>
    messageOf(() => expect(ipc).toHaveSent(channel, args, { timeout: 50 }));
  expect(await missed('log')).toContain(
    'expect(ipc).toHaveSent(expected)\n\nExpected: log\nTimeout:  50 ms\n\nNo one-way message was sent at all.',
  );
  await bridge('send', 'log', { level: 'info' });
  await bridge('invoke', 'read');
  await ipc.checkpoint();
  expect(await missed('log', [{ level: 'error' }])).toMatch(
    /Nearest message of 1:\n {2}#\d+ {2}→ log \[\{"level":"info"\}\]\n {8}args\[0\]\.level: expected "error", received "info"$/,
  );
  expect(await missed('read')).toContain(
    'read was called 1 time: see expect(ipc).toHaveInvoked(…).\nOne-way messages that were sent: log.',
  );
  expect(await messageOf(() => expect(ipc).toHaveInvoked('log', undefined, { timeout: 50 }))).toContain(
    'log was sent 1 time: see expect(ipc).toHaveSent(…).\nCommands that were called: read.',
  );
  expect(await messageOf(() => expect(ipc).not.toHaveSent('log', undefined, { timeout: 50 }))).toMatch(
    /But it was sent:\n {2}#\d+ {2}→ log/,
  );
});

test('waitForSend and waitForPush resolve with the next message; waitForCall says when it was a message', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { bridge } = await openApp(LISTENING);
  await bridge('send', 'load', 1);
  await ipc.checkpoint();
  const sent = ipc.waitForSend('load', { args: [2] });
  const pushed = ipc.waitForPush('loaded', { args: [{ id: 2 }] });
  await bridge('send', 'load', 2);
  expect(await sent).toMatchObject({ kind: 'send', args: [2] });
  expect(await pushed).toMatchObject({ kind: 'push', args: [{ id: 2, title: 'Milk' }] });

  const waiting = messageOf(() => ipc.waitForCall('log', { timeout: 300 }));
  await bridge('send', 'log', 'x');
  expect(await waiting).toBe(
    'ipc.waitForCall: "log" did not end within 300 ms.\nCalls since then: none.\nOne of this name was sent: ipc.waitForSend waits for those.',
  );
});

test('a route stops a one-way message or lets it go on', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { app, bridge } = await openApp(LISTENING);
  const seen: unknown[] = [];
  await ipc.route('log', (route, { kind, command, args }) => {
    seen.push([kind, command, args]);
    if ((args as unknown[])[0] === 'secret') route.fulfill();
    else route.continue();
  });
  await bridge('send', 'log', 'secret');
  await bridge('send', 'log', 'open');
  const heard = () => app.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard);
  await expect.poll(heard).toEqual([['open']]);
  expect(seen).toEqual([
    ['send', 'log', ['secret']],
    ['send', 'log', ['open']],
  ]);
  await expect(ipc).toHaveSent('log', undefined, { times: 2 });
});

test('a route leaves other messages alone: a call that follows one comes behind it', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { window } = await openApp({
    main: `let value = 0;
      ipcMain.on('set', (event, given) => { value = given.value; });
      ipcMain.handle('get', () => value);`,
  });
  await ipc.route('other', (route) => route.continue());
  const seen = await window.evaluate(`(async () => {
    const seen = [];
    for (let value = 1; value <= 5; value += 1) {
      bridge.send('set', { value });
      seen.push(await bridge.invoke('get'));
    }
    return seen;
  })()`);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

test(
  'a session answers a message with the push that it brought about, without the app',
  { tag: '@electron' },
  async ({ openApp, ipc }, testInfo) => {
    const recorded = await openApp(LISTENING);
    await recorded.bridge('listen', 'loaded');
    await recorded.bridge('send', 'load', 1);
    await expect(ipc).toHaveReceived('loaded');
    await recorded.app.close();

    await ipc.routeFromSession(keepSession(ipc, testInfo));
    const { bridge } = await openApp({});
    await bridge('listen', 'loaded');
    await bridge('send', 'load', 1);
    await expect.poll(() => bridge('received')).toEqual([['loaded', { id: 1, title: 'Milk' }]]);
  },
);
