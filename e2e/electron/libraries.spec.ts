// Libraries that put calls of their own into messages, the real ones on both sides; and protocols that the app has made itself.
import type { DecodeMessage } from 'playwright-ipc-recorder';
import type { Ipc } from 'playwright-ipc-recorder/fixtures';
import { type AppCode, expect, type OpenedApp, test } from '../support/electron/app.ts';
import { bundle } from '../support/electron/bundle.ts';
import { keepSession } from '../support/sessions/replay-from.ts';

test.use({ ipcRecorder: 'on' });

const passed = (ipc: Ipc) =>
  ipc.recorder
    .eventsSince(0)
    .flatMap(({ event }) =>
      event.type === 'Ipc' ? [[event.kind ?? 'invoke', event.command, event.args, event.result]] : [],
    );

/** Runs an expression in the page; an error is its message. */
const run = ({ window }: OpenedApp, call: string) =>
  window.evaluate(`(async () => ${call})().catch((error) => ({ failed: error.message }))`);

/** Runs a scenario with a real backend, then again with the session of it in an app that has none. */
async function replayed(
  { ipc, openApp, file }: { ipc: Ipc; openApp: (code: AppCode) => Promise<OpenedApp>; file: () => string },
  code: AppCode,
  scenario: (opened: OpenedApp) => Promise<unknown>,
) {
  const recorded = await openApp(code);
  const real = await scenario(recorded);
  await ipc.checkpoint();
  const traffic = passed(ipc);
  await recorded.app.close();
  await ipc.routeFromSession(file());
  const { main: _main, ready: _ready, ...alone } = code;
  return { real, traffic, again: await scenario(await openApp(alone)) };
}

test.describe('electron-better-ipc', () => {
  const MAIN = `
    const { ipcMain: better } = require('electron-better-ipc');
    better.answerRenderer('save', async (note) => {
      if (note.title === '') throw new TypeError('A note needs a title.');
      return { ...note, id: 7 };
    });
    better.answerRenderer('ask', async (question, window) => [await better.callRenderer(window, 'confirm', question)]);`;
  let app: AppCode;

  test.beforeAll(async () => {
    const preload = `
      import { contextBridge } from 'electron';
      import { ipcRenderer as better } from 'electron-better-ipc';
      better.answerMain('confirm', (question) => question + ' yes');
      contextBridge.exposeInMainWorld('better', { call: (channel, data) => better.callMain(channel, data) });`;
    app = {
      main: MAIN,
      preload: await bundle(preload, 'cjs'),
    };
  });

  test(
    'its calls are calls of their channel, matched to their answers, and a session answers them',
    {
      tag: '@electron',
    },
    async ({ openApp, ipc }, testInfo) => {
      const scenario = async (opened: OpenedApp) => [
        await run(opened, `better.call('save', { title: 'Milk' })`),
        await run(opened, `better.call('save', { title: '' })`),
        await run(opened, `better.call('ask', 'Sure?')`),
      ];
      const file = () => keepSession(ipc, testInfo);
      const { real, traffic, again } = await replayed({ ipc, openApp, file }, app, scenario);
      expect(real).toEqual([{ title: 'Milk', id: 7 }, { failed: 'A note needs a title.' }, ['Sure? yes']]);
      expect(traffic).toEqual([
        ['invoke', 'save', { title: 'Milk' }, { Ok: { title: 'Milk', id: 7 } }],
        ['invoke', 'save', { title: '' }, { Err: 'A note needs a title.' }],
        ['invoke', 'ask', 'Sure?', { Ok: ['Sure? yes'] }],
        // The main process calls the window.
        ['push', 'confirm', 'Sure?', 'Pending'],
        ['send', 'confirm', 'Sure? yes', 'Pending'],
      ]);
      expect(again).toEqual(real);
    },
  );
});

test.describe('comctx', () => {
  let app: AppCode;

  test.beforeAll(async () => {
    app = {
      main: `{${await bundle(
        `import { ipcMain } from 'electron';
         import { defineProxy } from 'comctx';
         class Store {
           async save(note) { if (note.title === '') throw new Error('A note needs a title.'); return { ...note, id: 7 }; }
           async count(to, each) { for (let n = 1; n <= to; n += 1) each(n); return to; }
         }
         const [provide] = defineProxy(() => new Store(), { namespace: 'notes' });
         let sender;
         provide({
           sendMessage: (message) => sender.send('comctx', message),
           onMessage: (callback) => { ipcMain.on('comctx', (event, message) => { sender = event.sender; callback(message); }); },
         });`,
        'cjs',
      )}}`,
      page: await bundle(
        `import { defineProxy } from 'comctx';
         // Electron 25 is older than what the library's heartbeat needs.
         Promise.withResolvers ??= () => { const all = {}; all.promise = new Promise((resolve, reject) => Object.assign(all, { resolve, reject })); return all; };
         const [, inject] = defineProxy(() => ({}), { namespace: 'notes' });
         bridge.listen('comctx');
         let seen = 0;
         const callbacks = new Set();
         setInterval(() => { for (const [, message] of bridge.received().slice(seen)) { seen += 1; for (const one of callbacks) one(message); } }, 5);
         window.store = inject({
           sendMessage: (message) => bridge.send('comctx', message),
           onMessage: (callback) => { callbacks.add(callback); return () => callbacks.delete(callback); },
         });`,
        'iife',
      ),
    };
  });

  test(
    'its calls and callbacks are calls and pushes of their path, its heartbeat is noise, and a session answers them',
    {
      tag: '@electron',
    },
    async ({ openApp, ipc }, testInfo) => {
      const scenario = async (opened: OpenedApp) => [
        await run(opened, `store.save({ title: 'Milk' })`),
        await run(opened, `store.save({ title: '' })`),
        await run(
          opened,
          `(async () => { const seen = []; await store.count(2, (n) => seen.push(n)); return seen; })()`,
        ),
      ];
      const file = () => keepSession(ipc, testInfo);
      const { real, traffic, again } = await replayed({ ipc, openApp, file }, app, scenario);
      expect(real).toEqual([{ title: 'Milk', id: 7 }, { failed: 'A note needs a title.' }, [1, 2]]);
      expect(traffic).toEqual([
        ['invoke', 'save', [{ title: 'Milk' }], { Ok: { title: 'Milk', id: 7 } }],
        ['invoke', 'save', [{ title: '' }], { Err: 'A note needs a title.' }],
        ['invoke', 'count', [2, 'callback 0'], { Ok: 2 }],
        ['push', 'count#0', [1], 'Pending'],
        ['push', 'count#0', [2], 'Pending'],
      ]);
      expect(again).toEqual(real);
    },
  );
});

test('@electron-toolkit/typed-ipc needs nothing: its channels are the commands', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const opened = await openApp({
    main: `
      const { IpcListener, IpcEmitter } = require('@electron-toolkit/typed-ipc/main');
      const listener = new IpcListener();
      listener.handle('add', (event, a, b) => a + b);
      listener.on('ping', (event, value) => new IpcEmitter().send(event.sender, 'pong', value));`,
    preload: `contextBridge.exposeInMainWorld('electron', { ipcRenderer: {
      send: (...args) => ipcRenderer.send(...args),
      invoke: (...args) => ipcRenderer.invoke(...args),
      on: (channel, listener) => { ipcRenderer.on(channel, listener); return () => {}; },
    } });`,
    page: await bundle(
      `import { IpcEmitter, IpcListener } from '@electron-toolkit/typed-ipc/renderer';
       window.typed = new IpcEmitter();
       window.heard = [];
       new IpcListener().on('pong', (event, value) => heard.push(value));`,
      'iife',
    ),
  });
  expect(await run(opened, `typed.invoke('add', 1, 2)`)).toBe(3);
  await opened.window.evaluate(`typed.send('ping', 5)`);
  await expect.poll(() => opened.window.evaluate('heard')).toEqual([5]);
  await expect(ipc).toHaveInvoked('add', [1, 2]);
  await expect(ipc).toHaveSent('ping', [5]);
  await expect(ipc).toHaveReceived('pong', [5]);
});

test.describe('electron-log', () => {
  const logging = async (): Promise<AppCode> => ({
    main: `
      const log = require('electron-log/main');
      log.transports.file.level = false;
      log.transports.console.level = false;
      globalThis.logged = 0;
      log.hooks.push((message) => { globalThis.logged += 1; return message; });
      log.initialize({ preload: false });
      ipcMain.handle('save', () => 'saved');`,
    preload: await bundle(`import 'electron-log/preload';`, 'cjs'),
    page: await bundle(`import log from 'electron-log/renderer'; window.log = log;`, 'iife'),
  });
  const flood = async (opened: OpenedApp) => {
    await opened.window.evaluate(`for (let n = 0; n < 200; n += 1) log.info('line', n)`);
    await opened.bridge('invoke', 'save');
    await expect
      .poll(() => opened.app.evaluate(() => (globalThis as unknown as { logged: number }).logged))
      .toBeGreaterThanOrEqual(200);
  };

  test('its flood is counted and said, and no event', { tag: '@electron' }, async ({ openApp, ipc }) => {
    await flood(await openApp(await logging()));
    await ipc.checkpoint();
    expect(passed(ipc)).toEqual([['invoke', 'save', [], { Ok: 'saved' }]]);
    const session = ipc.recorder.export();
    expect(session?.events.length).toBeLessThan(20);
  });

  test.describe('with the option that records it', () => {
    test.use({ ipcRecorder: { mode: 'on', noise: 'record' } });

    test('each of its messages is a send', { tag: '@electron' }, async ({ openApp, ipc }) => {
      await flood(await openApp(await logging()));
      await expect.poll(() => ipc.sends('__ELECTRON_LOG__').length).toBeGreaterThanOrEqual(200);
    });
  });
});

test.describe('a protocol of the app’s own', () => {
  /** `rpc` messages with a number, answered on `rpc:answer`; and one `api` for all calls. */
  const decode: DecodeMessage = ({ kind, channel, data }) => {
    const [message, ...rest] = data as [never, ...unknown[]];
    if (kind === 'call') return channel === 'api' ? { kind: 'request', command: message, args: rest } : undefined;
    const { n, op, body, failure } = message as { n: number; op: string; body?: unknown; failure?: string };
    if (channel === 'rpc' && op === 'heartbeat') return null;
    if (channel === 'rpc')
      return {
        kind: 'request',
        id: n,
        command: `rpc.${op}`,
        args: body,
        reply: (outcome) => ({
          channel: 'rpc:answer',
          data: ['error' in outcome ? { n, failure: outcome.error } : { n, body: outcome.result }],
        }),
      };
    return channel === 'rpc:answer' ? { kind: 'response', id: n, result: body, error: failure } : undefined;
  };
  const APP: AppCode = {
    main: `
      ipcMain.handle('api', (event, method, a, b) => { if (method === 'math.add') return a + b; throw new Error('no ' + method); });
      ipcMain.on('rpc', (event, { n, op, body }) => {
        if (op === 'save') event.reply('rpc:answer', body.title === '' ? { n, failure: 'needs a title' } : { n, body: { ...body, id: 7 } });
      });`,
    page: `
      bridge.listen('rpc:answer');
      let last = 0;
      window.rpc = async (op, body) => {
        const n = ++last;
        bridge.send('rpc', { n, op, body });
        for (;;) {
          const found = bridge.received().find(([channel, message]) => channel === 'rpc:answer' && message.n === n);
          if (found !== undefined) { if (found[1].failure) throw new Error(found[1].failure); return found[1].body; }
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      };`,
  };

  test.describe('that a function decodes', () => {
    test.use({ ipcRecorder: { mode: 'on', decode } });

    test(
      'makes calls of messages, renames calls, and a session answers both',
      { tag: '@electron' },
      async ({ openApp, ipc }, testInfo) => {
        const scenario = async (opened: OpenedApp) => [
          await run(opened, `rpc('save', { title: 'Milk' })`),
          await run(opened, `rpc('save', { title: '' })`),
          await run(opened, `bridge.invoke('api', 'math.add', 1, 2)`),
        ];
        const file = () => keepSession(ipc, testInfo);
        const { real, traffic, again } = await replayed({ ipc, openApp, file }, APP, scenario);
        expect(real).toEqual([{ title: 'Milk', id: 7 }, { failed: 'needs a title' }, 3]);
        expect(traffic).toEqual([
          ['invoke', 'rpc.save', { title: 'Milk' }, { Ok: { title: 'Milk', id: 7 } }],
          ['invoke', 'rpc.save', { title: '' }, { Err: 'needs a title' }],
          ['invoke', 'math.add', [1, 2], { Ok: 3 }],
        ]);
        expect(again).toEqual(real);
      },
    );

    test('is routed by the names that the function gives', { tag: '@electron' }, async ({ openApp, ipc }) => {
      const opened = await openApp(APP);
      await ipc.route('rpc.save', (route) => route.fulfill('routed'));
      await ipc.route('math.add', (route, { args }) => route.fulfill(args));
      expect(await run(opened, `rpc('save', { title: 'Milk' })`)).toBe('routed');
      expect(await run(opened, `bridge.invoke('api', 'math.add', 1, 2)`)).toEqual([1, 2]);
      expect(await run(opened, `bridge.invoke('api', 'other')`)).toMatchObject({
        failed: expect.stringContaining('no other'),
      });
    });
  });

  test.describe('that a function decodes without saying how it is answered', () => {
    const mute: DecodeMessage = (message) => {
      const said = decode(message);
      if (said?.kind !== 'request') return said;
      const { reply: _reply, ...rest } = said;
      return rest;
    };
    test.use({ ipcRecorder: { mode: 'on', decode: mute } });

    test('is not answered wrong by a route, but left unanswered, and told of', { tag: '@electron' }, async ({
      openApp,
      ipc,
    }) => {
      const { window } = await openApp(APP);
      await ipc.route('rpc.save', (route) => route.fulfill('routed'));
      await window.evaluate(`void rpc('save', {})`);
      const told = () =>
        ipc.recorder.eventsSince(0).flatMap(({ event }) => (event.type === 'Console' ? [event.message] : []));
      await expect
        .poll(told)
        .toContainEqual(expect.stringMatching(/^"rpc\.save" has an answer that cannot be sent: .* Return `reply`/));
      await expect(ipc).not.toHaveNoPendingCalls({ timeout: 50 });
    });
  });
});
