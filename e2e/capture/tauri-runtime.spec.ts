// Tauri's own page scripts, which no test before can have frozen for us: see support/tauri/runtime.ts for what is real here.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { openApp } from '../support/conformance/app-under-test.ts';
import {
  emitFromRust,
  findTauriCrates,
  NEVER,
  serveTauriApp,
  TAURI_APP,
  type TauriBackend,
  tauriInitScript,
} from '../support/tauri/runtime.ts';
import { startTauriApp } from '../support/tauri/server.ts';

test.use({ ipcRecorder: 'on' });
test.beforeAll(() => void findTauriCrates());

/** An app that runs what the test evaluates in it. */
const PAGE = `<script type="module">
  import { invoke, Channel } from '@tauri-apps/api/core.js';
  import { listen } from '@tauri-apps/api/event.js';
  window.app = { invoke, listen, Channel };
</script>`;

// biome-ignore lint/suspicious/noExplicitAny: the page's own objects
type App = { app: any } & Record<string, any>;

const backend: TauriBackend = async ({ command, args, sendToChannel }) => {
  if (command === 'fail') throw { code: 7, message: 'disk full' };
  if (command === 'bytes') return new Uint8Array([1, 2, 3]);
  if (command === 'stream') {
    const { onChunk } = args as { onChunk: string };
    await sendToChannel(onChunk, 0, 'small');
    await sendToChannel(onChunk, 1, 'x'.repeat(10_000));
    return 'done';
  }
  return { command, args };
};

const open = (page: Page) => openApp(page, `${TAURI_APP}/`);

/** Has the app hear a small and a large message of a channel, and an event after them. */
async function hearPushes(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { app } = window as unknown as App;
    const heard: unknown[] = [];
    (window as unknown as App).heard = heard;
    await app.listen('progress', ({ payload }: { payload: unknown }) => heard.push(payload));
    await app.invoke('stream', { onChunk: new app.Channel((chunk: string) => heard.push(chunk.length)) });
  });
  // The page fetches the large message by itself, and may be later than an event.
  await expect.poll(() => page.evaluate(() => (window as unknown as App).heard)).toEqual([5, 10_000]);
  await emitFromRust(page.mainFrame(), 'progress', { percent: 50 });
  await expect.poll(() => page.evaluate(() => (window as unknown as App).heard)).toEqual([5, 10_000, { percent: 50 }]);
}

test('records the calls of a runtime that defines itself so that nothing can be changed', { tag: '@rust' }, async ({
  page,
  context,
  ipc,
}) => {
  await context.addInitScript(tauriInitScript({ label: 'settings' }));
  await serveTauriApp(context, { '/': PAGE }, backend);
  await open(page);
  const seen = await page.evaluate(async () => {
    const { app } = window as unknown as App;
    const bytes = await app.invoke('bytes', new Uint8Array([9, 8]), { headers: { 'X-A': '1' } });
    return [
      await app.invoke('save', { title: 'Milk' }),
      await app.invoke('fail').catch((error: unknown) => error),
      [...new Uint8Array(bytes)],
      Object.getOwnPropertyDescriptor((window as unknown as App).__TAURI_INTERNALS__, 'invoke')?.writable,
      'value' in (Object.getOwnPropertyDescriptor(window, '__TAURI_INTERNALS__') ?? {}),
    ];
  });
  expect(seen).toEqual([
    { command: 'save', args: { title: 'Milk' } },
    { code: 7, message: 'disk full' },
    [1, 2, 3],
    false,
    true,
  ]);
  expect(ipc.calls().map(({ command, args, result, webview_label }) => [command, args, result, webview_label])).toEqual(
    [
      [
        'bytes',
        { $binary: { type: 'Uint8Array', size: 2, sha256: expect.any(String), base64: 'CQg=' } },
        { Ok: { $binary: expect.objectContaining({ base64: 'AQID' }) } },
        'settings',
      ],
      ['save', { title: 'Milk' }, { Ok: { command: 'save', args: { title: 'Milk' } } }, 'settings'],
      ['fail', {}, { Err: 'disk full' }, 'settings'],
    ],
  );
});

test('leaves Object.defineProperty as it was once the document has begun', { tag: '@rust' }, async ({
  page,
  context,
}) => {
  await context.addInitScript(tauriInitScript());
  await serveTauriApp(
    context,
    {
      '/': `<script>window.native = Object.defineProperty === Reflect.getOwnPropertyDescriptor(Object, 'defineProperty').value && /^function defineProperty\\(\\)/.test(Object.defineProperty);</script>${PAGE}`,
    },
    backend,
  );
  await open(page);
  expect(await page.evaluate(() => (window as unknown as App).native)).toBe(true);
});

test('records events, and large channel messages as messages and not as calls', { tag: '@rust' }, async ({
  page,
  context,
  ipc,
}) => {
  await context.addInitScript(tauriInitScript());
  await serveTauriApp(context, { '/': PAGE }, backend);
  await open(page);
  await hearPushes(page);
  await expect
    .poll(() => ipc.pushes().map(({ command, args }) => [command, typeof args === 'string' ? args.length : args]))
    .toEqual([
      ['stream#onChunk', 5],
      ['stream#onChunk', 10_000],
      ['progress', { percent: 50 }],
    ]);
  expect(ipc.calls().map(({ command }) => command)).toEqual(['plugin:event|listen', 'stream']);
});

test('records the clear text of calls under the isolation pattern', { tag: '@rust' }, async ({
  page,
  context,
  ipc,
}) => {
  await context.addInitScript(tauriInitScript({ pattern: 'isolation' }));
  await serveTauriApp(context, { '/': `<body>${PAGE}` }, ({ command, args }) => ({
    command,
    encrypted: args === null,
  }));
  await open(page);
  const answer = await page.evaluate(() => (window as unknown as App).app.invoke('save', { title: 'Milk' }));
  expect(answer).toEqual({ command: 'save', encrypted: true });
  expect(ipc.calls().map(({ command, args, result }) => [command, args, result])).toEqual([
    ['save', { title: 'Milk' }, { Ok: { command: 'save', encrypted: true } }],
  ]);
});

test('a second send names the call it repeats, also where several of one command are encrypted at once', {
  tag: '@rust',
}, async ({ page, context, ipc }) => {
  await context.addInitScript(tauriInitScript({ pattern: 'isolation' }));
  await serveTauriApp(context, { '/': `<body>${PAGE}` }, ({ command }) => command, { protocolWorks: () => false });
  await open(page);
  await page.evaluate(async () => {
    const { app } = window as unknown as App;
    // The larger the arguments, the longer they are encrypted: they go out in another order.
    const sizes = [900_000, 300_000, 10];
    await Promise.all(
      sizes.map((size) => app.invoke('save', { text: 'x'.repeat(size) }, { headers: { size: String(size) } })),
    );
  });
  const sizeOf = ({ options }: { options?: unknown }) => (options as { headers: { size: string } }).headers.size;
  const repeated = () => ipc.recorder.ipcReplaySequence().filter(({ retry_of }) => retry_of !== undefined);
  // What is larger than a batch comes in pieces.
  await expect.poll(() => repeated().length).toBeGreaterThan(0);
  await expect(ipc).toHaveNoPendingCalls();
  const calls = ipc.calls('save');
  const sends = repeated();
  for (const send of sends)
    expect(calls.find(({ id }) => id === send.retry_of)).toMatchObject({
      options: { headers: { size: sizeOf(send) } },
    });
});

test('shows both sends of a call that the runtime sends again, the second as the retry', { tag: '@rust' }, async ({
  page,
  context,
  ipc,
}) => {
  await context.addInitScript(tauriInitScript());
  const received: string[] = [];
  await serveTauriApp(
    context,
    { '/': PAGE },
    ({ command }) => {
      received.push(command);
      return command;
    },
    { protocolWorks: (command) => command !== 'save' },
  );
  await open(page);
  const answers = await page.evaluate(async () => {
    const { app } = window as unknown as App;
    return [await app.invoke('load'), await app.invoke('save', { title: 'Milk' }), await app.invoke('load')];
  });
  expect(answers).toEqual(['load', 'save', 'load']);
  const [, save] = ipc.calls();
  expect(ipc.calls().map(({ command, result }) => [command, result])).toEqual([
    ['load', { Ok: 'load' }],
    ['save', { Ok: 'save' }],
    ['load', { Ok: 'load' }],
  ]);
  const sends = ipc.recorder.ipcReplaySequence().filter(({ kind }) => kind === 'send');
  expect(sends).toMatchObject([{ command: 'save', args: { title: 'Milk' }, retry_of: save?.id, result: 'Pending' }]);
});

/** The runtime in the page itself: it is done before our script can look, as in a window we come to late. */
const LATE = () => `<script>${tauriInitScript()}</script>${PAGE}`;

test('records a runtime that was there first, by either way to the native side', { tag: '@rust' }, async ({
  page,
  context,
  ipc,
}) => {
  await serveTauriApp(context, { '/': LATE() }, backend, { protocolWorks: (command) => command !== 'second' });
  await open(page);
  const seen = await page.evaluate(async () => {
    const { app } = window as unknown as App;
    return [
      await app.invoke('first', { n: 1 }, { headers: { 'X-A': '1' } }),
      await app.invoke('fail').catch((error: unknown) => error),
      await app.invoke('second'),
      await app.invoke('third', { n: 3 }),
      await app.invoke('fail').catch((error: unknown) => error),
    ];
  });
  const failure = { code: 7, message: 'disk full' };
  expect(seen).toEqual([
    { command: 'first', args: { n: 1 } },
    failure,
    { command: 'second', args: {} },
    { command: 'third', args: { n: 3 } },
    failure,
  ]);
  await expect
    .poll(() => ipc.calls().map(({ command, args, result }) => [command, args, result]))
    .toEqual([
      ['first', { n: 1 }, { Ok: { command: 'first', args: { n: 1 } } }],
      ['fail', {}, { Err: 'disk full' }],
      ['second', {}, { Ok: { command: 'second', args: {} } }],
      ['third', { n: 3 }, { Ok: { command: 'third', args: { n: 3 } } }],
      ['fail', {}, { Err: 'disk full' }],
    ]);
  const [first, , second] = ipc.calls();
  expect(first?.options).toEqual({ headers: { 'x-a': '1' } });
  const sends = ipc.recorder.ipcReplaySequence().filter(({ kind }) => kind === 'send');
  expect(sends).toMatchObject([{ command: 'second', retry_of: second?.id }]);
});

test('records the pushes of a runtime that was there first', { tag: '@rust' }, async ({ page, context, ipc }) => {
  await serveTauriApp(context, { '/': LATE() }, backend);
  await open(page);
  await hearPushes(page);
  await expect
    .poll(() => ipc.pushes().map(({ command }) => command))
    .toEqual(['stream#onChunk', 'stream#onChunk', 'progress']);
  expect(ipc.calls().map(({ command }) => command)).toEqual(['plugin:event|listen', 'stream']);
});

test('answers calls of a runtime that was there first by a route, and pushes to it', { tag: '@rust' }, async ({
  page,
  context,
  ipc,
}) => {
  await serveTauriApp(context, { '/': LATE() }, backend);
  await ipc.route('save', (route) => route.fulfill({ routed: true }));
  await ipc.route('refuse', (route) => route.reject('no'));
  await open(page);
  const seen = await page.evaluate(async () => {
    const { app } = window as unknown as App;
    (window as unknown as App).heard = [];
    await app.listen('news', ({ payload }: { payload: unknown }) => (window as unknown as App).heard.push(payload));
    return [
      await app.invoke('save'),
      await app.invoke('refuse').catch((error: unknown) => error),
      await app.invoke('x'),
    ];
  });
  expect(seen).toEqual([{ routed: true }, 'no', { command: 'x', args: {} }]);
  expect(await ipc.emit('news', 'extra')).toBe(1);
  expect(await page.evaluate(() => (window as unknown as App).heard)).toEqual(['extra']);
  expect(ipc.calls(/save|refuse/)).toMatchObject([
    { result: { Ok: { routed: true } }, mocked: true },
    { result: { Err: 'no' }, mocked: true },
  ]);
});

test('records a page of a running browser from when it is attached, and its listeners from before', {
  tag: '@rust',
}, async ({ playwright, ipc }) => {
  const app = await startTauriApp(`${PAGE}<script>
    // What Tauri's Rust half evaluates when an app listens.
    const handlerId = __TAURI_INTERNALS__.transformCallback(({ payload }) => { window.heard = payload; });
    const bare = (key, value) => Object.defineProperty(Object.create(null), key, { value, configurable: true });
    Object.defineProperty(window, '_3fa9c1', { value: bare('early', bare('4', { target: { kind: 'Any' }, handlerId })) });
    window.emitEarly = () => __TAURI_INTERNALS__.runCallback(handlerId, { event: 'early', id: 4, payload: 'hello' });
  </script>`);
  try {
    const browser = await playwright.chromium.connectOverCDP(app.endpoint);
    const [context] = browser.contexts();
    const [page] = context?.pages() ?? [];
    if (context === undefined || page === undefined) throw new Error('the browser has no page');
    await page.waitForFunction(() => 'app' in window);
    await ipc.attach(page);
    await page.evaluate(() => (window as unknown as App).app.invoke('late', { n: 1 }));
    await page.evaluate(() => (window as unknown as App).emitEarly());
    expect(await page.evaluate(() => (window as unknown as App).heard)).toBe('hello');
    await expect.poll(() => ipc.pushes().map(({ command, args }) => [command, args])).toEqual([['early', 'hello']]);
    await page.reload();
    await page.waitForFunction(() => 'app' in window);
    await page.evaluate(() => (window as unknown as App).app.invoke('after_reload', { n: 2 }));
    await expect
      .poll(() => ipc.calls().map(({ command, args, result }) => [command, args, result]))
      .toEqual([
        ['late', { n: 1 }, { Ok: { command: 'late', args: { n: 1 } } }],
        ['after_reload', { n: 2 }, { Ok: { command: 'after_reload', args: { n: 2 } } }],
      ]);
    await browser.close();
  } finally {
    await app.close();
  }
});

test('a window that reloads in mid-call shows its call as pending, and the new page is recorded', {
  tag: '@rust',
}, async ({ page, context, ipc }) => {
  await context.addInitScript(tauriInitScript());
  await serveTauriApp(context, { '/': PAGE }, ({ command }) => (command === 'hang' ? NEVER : command));
  await open(page);
  await page.evaluate(() => void (window as unknown as App).app.invoke('hang'));
  await page.reload();
  await page.waitForFunction(() => 'app' in window);
  await page.evaluate(() => (window as unknown as App).app.invoke('load'));
  await expect
    .poll(() => ipc.calls().map(({ command, result }) => [command, result]))
    .toEqual([
      ['hang', 'Pending'],
      ['load', { Ok: 'load' }],
    ]);
});

test("looks into no request of the app's own", { tag: '@rust' }, async ({ page, context }) => {
  await context.addInitScript(tauriInitScript());
  await serveTauriApp(context, { '/': PAGE }, backend);
  await open(page);
  const seen = await page.evaluate(async () => {
    let reads = 0;
    const options = {
      get body() {
        reads += 1;
        return null;
      },
    };
    await fetch('/', options);
    const broken = fetch('https://ipc.localhost/100%', { headers: new Headers() });
    return [reads, await broken.then(() => 'a promise').catch(() => 'a promise')];
  });
  expect(seen).toEqual([1, 'a promise']);
});

test('the key of the window is in no artifact', { tag: '@rust' }, async ({ page, context, ipc }, testInfo) => {
  await context.addInitScript(tauriInitScript());
  await serveTauriApp(context, { '/': PAGE }, backend, { protocolWorks: () => false });
  await open(page);
  await page.evaluate(() => (window as unknown as App).app.invoke('save', { title: 'Milk' }));
  await expect(ipc).toHaveInvoked('save');
  const journal = `${testInfo.project.outputDir}/ipc/${testInfo.testId}-r${testInfo.retry}/journal.ndjson`;
  expect(readFileSync(journal, 'utf8')).toContain('Milk');
  expect(readFileSync(journal, 'utf8')).not.toContain('K3Y');
});
