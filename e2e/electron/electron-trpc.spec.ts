// electron-trpc, the real library on both sides: all of its procedures pass through one channel.
import type { Ipc } from 'playwright-ipc-recorder/fixtures';
import { type AppCode, expect, type OpenedApp, test } from '../support/electron/app.ts';
import { bundle } from '../support/electron/bundle.ts';
import { keepSession } from '../support/sessions/replay-from.ts';

test.use({ ipcRecorder: 'on' });

/** The backend: queries, mutations, an error, one that hangs, and a subscription that counts until it is stopped. */
const ROUTER = `
  const { initTRPC, TRPCError } = require('@trpc/server');
  const { observable } = require('@trpc/server/observable');
  const { createIPCHandler } = require('electron-trpc/main');
  const t = initTRPC.create();
  const input = t.procedure.input((value) => value);
  const notes = [{ id: 1, title: 'Bread' }];
  const router = t.router({
    notes: t.router({
      list: t.procedure.query(() => notes),
      add: input.mutation(({ input: { title } }) => {
        if (title === '') throw new TRPCError({ code: 'BAD_REQUEST', message: 'A note needs a title.' });
        notes.push({ id: notes.length + 1, title });
        return notes.at(-1);
      }),
      hang: t.procedure.query(() => new Promise(() => {})),
      ticks: input.subscription(({ input: count }) => observable((emit) => {
        for (let n = 1; n <= count; n += 1) emit.next({ n });
        if (count === 2) emit.complete();
      })),
    }),
  });`;

let preload: string;
let page: string;

test.beforeAll(async () => {
  preload = await bundle(`import { exposeElectronTRPC } from 'electron-trpc/main'; exposeElectronTRPC();`, 'cjs');
  page = await bundle(
    `import { createTRPCProxyClient } from '@trpc/client';
     import { ipcLink } from 'electron-trpc/renderer';
     window.trpc = createTRPCProxyClient({ links: [ipcLink()] });
     window.heard = [];
     window.subscribe = (count) => {
       window.subscription = trpc.notes.ticks.subscribe(count, {
         onData: (data) => heard.push(data),
         onError: (error) => heard.push(error.message),
         onComplete: () => heard.push('complete'),
       });
     };`,
    'iife',
  );
});

const app = (): AppCode => ({
  main: ROUTER,
  ready: `createIPCHandler({ router, windows: [window] });`,
  preload,
  page,
});

/** An app whose backend is not there. */
const appAlone = (): AppCode => ({ preload, page });

/** Runs a client's call in the page; an error is its message. */
const run = ({ window }: OpenedApp, call: string) =>
  window.evaluate(`trpc.${call}.catch((error) => ({ failed: error.message, code: error.data?.code }))`);

const passed = (ipc: Ipc) =>
  ipc.recorder
    .eventsSince(0)
    .flatMap(({ event }) =>
      event.type === 'Ipc' ? [[event.kind ?? 'invoke', event.command, event.args, event.result]] : [],
    );

test('procedures are calls of their path, with their input, answer, error and duration', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const opened = await openApp(app());
  expect(await run(opened, `notes.list.query()`)).toEqual([{ id: 1, title: 'Bread' }]);
  expect(await run(opened, `notes.add.mutate({ title: 'Milk' })`)).toEqual({ id: 2, title: 'Milk' });
  expect(await run(opened, `notes.add.mutate({ title: '' })`)).toEqual({
    failed: 'A note needs a title.',
    // The library has a TRPCError of its own, and takes the router's for any error.
    code: 'INTERNAL_SERVER_ERROR',
  });
  await opened.window.evaluate('void trpc.notes.hang.query()');
  await expect(ipc).toHaveInvoked('notes.add', { title: 'Milk' });
  await expect.poll(() => ipc.calls('notes.hang')).toHaveLength(1);
  expect(passed(ipc)).toEqual([
    ['invoke', 'notes.list', undefined, { Ok: [{ id: 1, title: 'Bread' }] }],
    ['invoke', 'notes.add', { title: 'Milk' }, { Ok: { id: 2, title: 'Milk' } }],
    ['invoke', 'notes.add', { title: '' }, { Err: 'A note needs a title.' }],
    ['invoke', 'notes.hang', undefined, 'Pending'],
  ]);
  const [list, , failed] = ipc.calls();
  expect(list).toMatchObject({
    source: 'electron',
    protocol: 'electron-trpc',
    webview_label: 'window-1',
    duration_us: expect.any(Number),
  });
  expect(failed?.error).toMatchObject({ code: -32_603, data: { code: 'INTERNAL_SERVER_ERROR', path: 'notes.add' } });
  await expect(ipc).not.toHaveNoPendingCalls({ timeout: 50 });
});

test('a subscription is a send, and its data are pushes of its name', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const { window } = await openApp(app());
  await window.evaluate('subscribe(2)');
  await expect.poll(() => window.evaluate('heard')).toEqual([{ n: 1 }, { n: 2 }, 'complete']);
  await window.evaluate('subscribe(1)');
  await expect.poll(() => window.evaluate('heard.length')).toBe(4);
  await window.evaluate('subscription.unsubscribe()');
  await expect(ipc).toHaveSent('notes.ticks#stop', undefined, { times: 2 });
  expect(passed(ipc)).toEqual([
    ['send', 'notes.ticks', 2, 'Pending'],
    ['push', 'notes.ticks', { n: 1 }, 'Pending'],
    ['push', 'notes.ticks', { n: 2 }, 'Pending'],
    ['push', 'notes.ticks#stopped', undefined, 'Pending'],
    ['send', 'notes.ticks#stop', undefined, 'Pending'],
    ['send', 'notes.ticks', 1, 'Pending'],
    ['push', 'notes.ticks', { n: 1 }, 'Pending'],
    ['send', 'notes.ticks#stop', undefined, 'Pending'],
  ]);
  await expect(ipc).toHaveNoPendingCalls();
});

test('a route answers a procedure in the form that the client takes', { tag: '@electron' }, async ({
  openApp,
  ipc,
}) => {
  const opened = await openApp(app());
  await ipc.route('notes.list', (route, { args }) => route.fulfill([{ id: 9, title: 'Routed', args }]));
  await ipc.route('notes.add', (route) => route.reject('disk full'));
  expect(await run(opened, `notes.list.query({ page: 1 })`)).toEqual([{ id: 9, title: 'Routed', args: { page: 1 } }]);
  expect(await run(opened, `notes.add.mutate({ title: 'Milk' })`)).toEqual({
    failed: 'disk full',
    code: 'INTERNAL_SERVER_ERROR',
  });
  await ipc.unroute('notes.add');
  expect(await run(opened, `notes.add.mutate({ title: 'Milk' })`)).toEqual({ id: 2, title: 'Milk' });
  await ipc.checkpoint();
  expect(ipc.calls().map(({ command, result, mocked }) => [command, result, mocked])).toEqual([
    ['notes.list', { Ok: [{ id: 9, title: 'Routed', args: { page: 1 } }] }, true],
    ['notes.add', { Err: 'disk full' }, true],
    ['notes.add', { Ok: { id: 2, title: 'Milk' } }, undefined],
  ]);
});

test(
  'a session answers procedures and brings the data of subscriptions, without the backend',
  {
    tag: '@electron',
  },
  async ({ openApp, ipc }, testInfo) => {
    const scenario = async (opened: OpenedApp) => {
      const answers = [
        await run(opened, `notes.list.query()`),
        await run(opened, `notes.add.mutate({ title: 'Milk' })`),
        await run(opened, `notes.add.mutate({ title: '' })`),
        await run(opened, `notes.list.query()`),
      ];
      await opened.window.evaluate('subscribe(2)');
      await expect.poll(() => opened.window.evaluate('heard')).toEqual([{ n: 1 }, { n: 2 }, 'complete']);
      return answers;
    };
    const recorded = await openApp(app());
    const real = await scenario(recorded);
    await recorded.app.close();

    await ipc.routeFromSession(keepSession(ipc, testInfo));
    const alone = await openApp(appAlone());
    expect(await scenario(alone)).toEqual(real);
    // What was not recorded is refused, in words that name the procedure.
    expect(await run(alone, `notes.remove.mutate(1)`)).toMatchObject({
      failed: expect.stringContaining('notes.remove'),
      code: 'INTERNAL_SERVER_ERROR',
    });
  },
);
