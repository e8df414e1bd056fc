import type { BrowserContext, Page } from '@playwright/test';
import { expect, type Ipc, test } from 'playwright-ipc-recorder/fixtures';
import { settled } from '../support/settled.ts';
import { APP, serveTauriPages } from '../support/tauri/page.ts';

test.use({ ipcRecorder: 'on' });

const summary = (calls: { command: string; args?: unknown; result: unknown }[]) =>
  calls.map(({ command, args, result }) => [command, args, result]);

test('records the calls of a bundle that mocks the backend with mockIPC when it is not in Tauri', async ({
  page,
  context,
  ipc,
}) => {
  await serveTauriPages(context, {
    '/': `<script type="module">
      import { mockIPC, mockWindows } from '@tauri-apps/api/mocks.js';
      import { invoke } from '@tauri-apps/api/core.js';
      if (!('__TAURI_INTERNALS__' in window)) {
        mockWindows('settings');
        mockIPC((command, args) => {
          if (command === 'fail') throw { code: 7, message: 'disk full' };
          if (command === 'hang') return new Promise(() => {});
          return { command, args };
        });
      }
      invoke('first', { n: 1 });
      invoke('hang');
      await invoke('fail', {}).catch((error) => { window.seen = error; });
      window.done = await invoke('last', { list: [1, 'two', null] }, { headers: { 'X-A': '1' } });
    </script>`,
  });
  await page.goto(`${APP}/`);
  await page.waitForFunction('window.done');

  expect(await page.evaluate('[window.seen, window.done]')).toEqual([
    { code: 7, message: 'disk full' },
    { command: 'last', args: { list: [1, 'two', null] } },
  ]);
  expect(summary(ipc.calls())).toEqual([
    ['first', { n: 1 }, { Ok: { command: 'first', args: { n: 1 } } }],
    ['hang', {}, 'Pending'],
    ['fail', {}, { Err: 'disk full' }],
    ['last', { list: [1, 'two', null] }, { Ok: { command: 'last', args: { list: [1, 'two', null] } } }],
  ]);
  const [first, hang, fail, last] = ipc.calls();
  expect(first).toMatchObject({ webview_label: 'settings', arg_size_bytes: 7, source: 'tauri' });
  expect(hang).toMatchObject({ arg_size_bytes: 0, duration_ms: null });
  expect(fail).toMatchObject({ error: { code: 7, message: 'disk full' }, duration_ms: expect.any(Number) });
  expect(last).toMatchObject({ options: { headers: { 'X-A': '1' } }, duration_us: expect.any(Number) });
  expect(Date.parse(first?.timestamp ?? '')).toBeCloseTo(Date.now(), -5);
});

for (const [how, script] of [
  ['whole, by an init script', `window.__TAURI_INTERNALS__ = { invoke: async (c) => 'from ' + c };`],
  [
    'whole, unless it is there',
    `if (!window.__TAURI_INTERNALS__) window.__TAURI_INTERNALS__ = { invoke: async (c) => 'from ' + c };`,
  ],
  [
    'property by property',
    `const x = window.__TAURI_INTERNALS__ || {}; window.__TAURI_INTERNALS__ = x; x.invoke = async (c) => 'wrong'; x.invoke = async (c) => 'from ' + c;`,
  ],
  [
    'by defineProperty, read-only',
    `Object.defineProperty(window, '__TAURI_INTERNALS__', { value: { invoke: async (c) => 'from ' + c } });`,
  ],
] as const) {
  test(`records the calls to a hand-made mock assigned ${how}`, async ({ page, context, ipc }) => {
    await context.addInitScript(script);
    await serveTauriPages(context, {
      '/': `<script>__TAURI_INTERNALS__.invoke('inline')</script>
        <script type="module">import { invoke } from '@tauri-apps/api/core.js'; window.done = await invoke('bundled');</script>`,
    });
    await page.goto(`${APP}/`);
    await page.waitForFunction('window.done');
    expect(await page.evaluate('window.done')).toBe('from bundled');
    expect(summary(ipc.calls()).map(([command, , result]) => [command, result])).toEqual([
      ['inline', { Ok: 'from inline' }],
      ['bundled', { Ok: 'from bundled' }],
    ]);
  });
}

test('an app finds no __TAURI_INTERNALS__ where there is none', async ({ page, context }) => {
  await serveTauriPages(context, {
    '/': `<script>window.found = ['__TAURI_INTERNALS__' in window, typeof __TAURI_INTERNALS__, Object.keys(window).filter((k) => /tauri_int|ipcRec/i.test(k)).join()]</script>`,
  });
  await page.goto(`${APP}/`);
  expect(await page.evaluate('window.found')).toEqual([false, 'undefined', '']);
});

test('records a mock that a script assigns and calls in one go, once it has asked for an element', async ({
  page,
  context,
  ipc,
}) => {
  await serveTauriPages(context, {
    '/': `<div id="app"></div><script>
      if (!('__TAURI_INTERNALS__' in window)) window.__TAURI_INTERNALS__ = { invoke: async (c) => c };
      document.querySelector('#app').textContent = 'up';
      __TAURI_INTERNALS__.invoke('boot');
      window.own = Object.getOwnPropertyNames(document).join();
    </script>`,
  });
  await page.goto(`${APP}/`);
  await expect(ipc).toHaveInvoked('boot');
  expect(await page.evaluate('window.own')).toBe('location');
});

test('goes on recording after clearMocks and a second mockIPC', async ({ page, context, ipc }) => {
  await serveTauriPages(context, {
    '/': `<script type="module">
      import { mockIPC, clearMocks } from '@tauri-apps/api/mocks.js';
      import { invoke } from '@tauri-apps/api/core.js';
      mockIPC(() => 1);
      await invoke('one');
      clearMocks();
      window.cleared = 'invoke' in window.__TAURI_INTERNALS__;
      mockIPC(() => 2);
      window.done = await invoke('two');
    </script>`,
  });
  await page.goto(`${APP}/`);
  await page.waitForFunction('window.done');
  expect(await page.evaluate('window.cleared')).toBe(false);
  expect(summary(ipc.calls()).map(([command, , result]) => [command, result])).toEqual([
    ['one', { Ok: 1 }],
    ['two', { Ok: 2 }],
  ]);
});

test('records a call once when a mock passes it on to the mock it replaced', async ({ page, context, ipc }) => {
  await serveTauriPages(context, {
    '/': `<script>window.__TAURI_INTERNALS__ = { invoke: async (command) => 'old ' + command };</script><script type="module">
      const old = window.__TAURI_INTERNALS__.invoke;
      window.__TAURI_INTERNALS__ = { invoke: async (command, args) => command === 'mine' ? 'new' : (await 0, old(command, args)) };
      const args = { n: 1 };
      window.done = await Promise.all([window.__TAURI_INTERNALS__.invoke('mine', args), window.__TAURI_INTERNALS__.invoke('theirs', args), window.__TAURI_INTERNALS__.invoke('theirs', args)]);
    </script>`,
  });
  await page.goto(`${APP}/`);
  await page.waitForFunction('window.done');
  expect(summary(ipc.calls()).map(([command, , result]) => [command, result])).toEqual([
    ['mine', { Ok: 'new' }],
    ['theirs', { Ok: 'old theirs' }],
    ['theirs', { Ok: 'old theirs' }],
  ]);
});

test('changes no promise, value, error or unhandled rejection of the app', async ({ page, context, ipc }) => {
  await context.addInitScript(() => {
    const given = { ok: Promise.resolve(1), stale: Promise.reject(new Error('stale')) };
    const scope = window as unknown as Record<string, unknown>;
    scope.given = given;
    scope.unhandled = [];
    addEventListener('unhandledrejection', (event) => (scope.unhandled as string[]).push(String(event.reason)));
    scope.__TAURI_INTERNALS__ = {
      invoke(command: string) {
        if (command === 'ok') return given.ok;
        if (command === 'late')
          return new Promise((_resolve, reject) => setTimeout(() => reject(new Error('late')), 20));
        if (command === 'stale') return given.stale;
        if (command === 'throws') throw new TypeError('sync');
        if (command === 'value') return 42;
        return Promise.reject(`${command} failed`);
      },
    };
  });
  await serveTauriPages(context, { '/': '<h1>x</h1>' });
  await page.goto(`${APP}/`);
  const seen = await page.evaluate(async () => {
    const scope = window as unknown as {
      __TAURI_INTERNALS__: { invoke(command: string): unknown };
      given: { ok: unknown };
    };
    const { invoke } = scope.__TAURI_INTERNALS__;
    const same = invoke('ok') === scope.given.ok;
    const value = invoke('value');
    let thrown: unknown;
    try {
      invoke('throws');
    } catch (error) {
      thrown = error instanceof TypeError && error.message;
    }
    invoke('nobody');
    void invoke('late');
    void invoke('stale');
    await (invoke('caught') as Promise<unknown>).catch(() => {});
    (invoke('handled by then') as Promise<unknown>).then(
      () => {},
      () => {},
    );
    const awaited = await (async () => await invoke('awaited'))().catch((error: unknown) => error);
    await Promise.all([invoke('all')]).catch(() => {});
    const order: string[] = [];
    const before = Promise.resolve().then(() => order.push('before'));
    const call = (invoke('ok') as Promise<unknown>).then(() => order.push('call'));
    const after = Promise.resolve().then(() => order.push('after'));
    await Promise.all([before, call, after]);
    return {
      same,
      value,
      thrown,
      awaited,
      order,
      own: Object.getOwnPropertyNames(scope.given.ok),
    };
  });
  expect(seen).toEqual({
    same: true,
    value: 42,
    thrown: 'sync',
    awaited: 'awaited failed',
    order: ['before', 'call', 'after'],
    own: [],
  });
  await page.waitForFunction(`unhandled.includes('Error: late')`);
  await settled(page, ipc);
  expect(await page.evaluate('unhandled')).toEqual(['Error: stale', 'nobody failed', 'Error: late']);
  expect(ipc.calls({ status: 'error' }).map(({ command, result }) => [command, result])).toContainEqual([
    'throws',
    { Err: 'sync' },
  ]);
  expect(ipc.calls('stale')[0]).toMatchObject({ result: { Err: 'stale' } });
  expect(ipc.calls('late')[0]).toMatchObject({
    result: { Err: 'late' },
    error: { $error: { name: 'Error', message: 'late' } },
  });
});

test('records events and channel messages as pushes with their names', async ({ page, context, ipc }) => {
  await serveTauriPages(context, {
    '/': `<script type="module">
      import { mockIPC } from '@tauri-apps/api/mocks.js';
      import { invoke, Channel } from '@tauri-apps/api/core.js';
      import { listen, emit } from '@tauri-apps/api/event.js';
      mockIPC((command, args) => {
        if (command !== 'export') return;
        const id = Number(/\\d+/.exec(args.onProgress.toJSON())[0]);
        for (const [index, percent] of [10, 100].entries()) window.__TAURI_INTERNALS__.runCallback(id, { message: { percent }, index });
        window.__TAURI_INTERNALS__.runCallback(id, { end: true, index: 2 });
        return 'exported';
      }, { shouldMockEvents: true });
      window.got = [];
      const unlisten = await listen('notes://changed', ({ payload }) => got.push(payload));
      await emit('notes://changed', { id: 7 });
      await unlisten();
      await emit('notes://changed', { id: 8 });
      const onProgress = new Channel((message) => got.push(message));
      window.done = await invoke('export', { onProgress });
    </script>`,
  });
  await page.goto(`${APP}/`);
  await page.waitForFunction('window.done');
  expect(await page.evaluate('window.got')).toEqual([{ id: 7 }, { percent: 10 }, { percent: 100 }]);
  const [exporting] = ipc.calls('export');
  expect(exporting?.args).toEqual({ onProgress: expect.stringMatching(/^__CHANNEL__:\d+$/) });
  expect(
    ipc.pushes().map(({ command, args, channel, kind, result }) => [command, args, channel, kind, result]),
  ).toEqual([
    ['notes://changed', { id: 7 }, undefined, 'push', 'Pending'],
    ['export#onProgress', { percent: 10 }, exporting?.id, 'push', 'Pending'],
    ['export#onProgress', { percent: 100 }, exporting?.id, 'push', 'Pending'],
  ]);
});

test('records binary payloads with their bytes, and large ones in files', async ({ page, context, ipc }) => {
  await context.addInitScript(
    `window.__TAURI_INTERNALS__ = { invoke: async () => new Uint8Array(10000).fill(7).buffer };`,
  );
  await serveTauriPages(context, { '/': '<h1>x</h1>' });
  await page.goto(`${APP}/`);
  await page.evaluate(() =>
    (window as never as { __TAURI_INTERNALS__: { invoke(...args: unknown[]): unknown } }).__TAURI_INTERNALS__.invoke(
      'write',
      new Uint8Array([1, 2, 3]),
    ),
  );
  await expect(ipc).toHaveNoPendingCalls();
  expect(ipc.calls('write')[0]).toMatchObject({
    arg_size_bytes: 3,
    args: {
      $binary: {
        type: 'Uint8Array',
        size: 3,
        sha256: '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81',
        base64: 'AQID',
      },
    },
    result: { Ok: { $binary: { type: 'ArrayBuffer', size: 10_000, base64: `${'BwcH'.repeat(3333)}Bw==` } } },
  });
  expect(ipc.recorder.export()?.events.at(-1)?.event).toMatchObject({
    result: { Ok: { $file: { as: 'bytes', size: 10_000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } } },
  });
});

test('records every frame, popup and context, and goes on over navigation', async ({ page, context, browser, ipc }) => {
  const mock = `window.__TAURI_INTERNALS__ = { invoke: async (c) => c };`;
  const call = (name: string) => `<script>__TAURI_INTERNALS__.invoke('${name}')</script>`;
  const pages = {
    '/': `${call('main')}<iframe src="/frame"></iframe><iframe srcdoc="${call('srcdoc').replaceAll('"', '&quot;')}"></iframe>`,
    '/frame': call('frame'),
    '/next': call('next'),
    '/popup': call('popup'),
    '/other': call('other context'),
  };
  await context.addInitScript(mock);
  await serveTauriPages(context, pages);
  await page.goto(`${APP}/`);
  await page.goto(`${APP}/next`);
  const popup = page.waitForEvent('popup');
  await page.evaluate((url) => void window.open(url), `${APP}/popup`);
  await (await popup).waitForLoadState();
  await page.evaluate('__TAURI_INTERNALS__.invoke("before close")');
  await page.close();
  const other = await browser.newContext();
  await other.addInitScript(mock);
  await serveTauriPages(other, pages);
  await (await other.newPage()).goto(`${APP}/other`);
  await other.close();

  expect(
    ipc
      .calls()
      .map(({ command }) => command)
      .sort(),
  ).toEqual(['before close', 'frame', 'main', 'next', 'other context', 'popup', 'srcdoc']);
  expect(ipc.calls('frame')[0]?.frame).toBe(`${APP}/frame`);
  expect(ipc.calls('main')[0]).not.toHaveProperty('frame');
  expect(new Set(ipc.calls().map(({ id }) => id)).size).toBe(7);
});

test('keeps times and order when page.clock is frozen and the app replaces what it can', async ({
  page,
  context,
  ipc,
}) => {
  await page.clock.install({ time: new Date('2001-01-01') });
  await context.addInitScript(`window.__TAURI_INTERNALS__ = { invoke: async (c) => c };`);
  await serveTauriPages(context, {
    '/': `<script>window.queueMicrotask = () => {}; performance.now = () => 0; window.Promise = class {}; </script>`,
  });
  await page.goto(`${APP}/`);
  await page.evaluate('void __TAURI_INTERNALS__.invoke("late", { a: 1 })');
  await expect(ipc).toHaveInvoked('late', { a: 1 });
  expect(new Date(ipc.calls()[0]?.timestamp ?? 0).getUTCFullYear()).toBe(new Date().getUTCFullYear());
});

/** Makes time jump and stand still around calls whose backend takes 80 real milliseconds. */
async function callUnderClock(page: Page, ipc: Ipc): Promise<void> {
  await ipc.route(/^slow/, async (route, { command }) => {
    // Time is under test here.
    await new Promise((resolve) => setTimeout(resolve, 80));
    route.fulfill(command);
  });
  const call = async (command: string) => {
    const ended = ipc.waitForCall(command);
    await page.evaluate(`void __TAURI_INTERNALS__.invoke(${JSON.stringify(command)})`);
    return ended;
  };
  await call('slow installed');
  await page.clock.setFixedTime(new Date('2001-01-01'));
  await call('slow fixed');
  await page.clock.pauseAt(new Date('2040-01-01'));
  const paused = call('slow paused');
  await page.clock.fastForward('24:00:00');
  await paused;
  await page.clock.setSystemTime(new Date('1999-01-01'));
  await call('slow back');
}

function expectRealTimes(ipc: Ipc, startedMs: number): void {
  const calls = ipc.calls(/^slow/);
  expect(calls.map(({ command }) => command)).toEqual(['slow installed', 'slow fixed', 'slow paused', 'slow back']);
  const times = calls.map(({ timestamp }) => Date.parse(timestamp));
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
  // The clocks of two processes may differ by a little.
  expect(times[0]).toBeGreaterThan(startedMs - 50);
  expect(times.at(-1)).toBeLessThan(Date.now() + 50);
  for (const { duration_us: us = 0 } of calls) {
    expect(us).toBeGreaterThan(75_000);
    expect(us).toBeLessThan(5_000_000);
  }
}

test('keeps durations and order while page.clock stands still, jumps and goes back', async ({ page, context, ipc }) => {
  const startedMs = Date.now();
  await page.clock.install({ time: new Date('2001-01-01') });
  await context.addInitScript(`window.__TAURI_INTERNALS__ = { invoke: async (c) => c };`);
  await serveTauriPages(context, { '/': '<h1>x</h1>' });
  await page.goto(`${APP}/`);
  await callUnderClock(page, ipc);
  expectRealTimes(ipc, startedMs);
});

test.describe('a context that page.clock was installed in before it is attached', () => {
  test.describe.configure({ mode: 'serial' });
  let late: BrowserContext;

  test.describe('made while nothing is recorded', () => {
    test.use({ ipcRecorder: 'off' });
    test('has a clock', async ({ browser }) => {
      late = await browser.newContext();
      await late.clock.install({ time: new Date('2001-01-01') });
      await late.addInitScript(`window.__TAURI_INTERNALS__ = { invoke: async (c) => c };`);
      await serveTauriPages(late, { '/': '<h1>x</h1>' });
      await (await late.newPage()).goto(`${APP}/`);
    });
  });

  for (const [how, reload] of [
    ['the document that is there', false],
    ['a document to come', true],
  ] as const) {
    test(`is recorded at real times, in ${how}`, async ({ ipc }) => {
      const startedMs = Date.now();
      const [page] = late.pages() as [Page];
      await ipc.attach(late);
      if (reload) await page.reload();
      expect(await page.evaluate(() => String(performance.now).includes('[native code]'))).toBe(false);
      await callUnderClock(page, ipc);
      expectRealTimes(ipc, startedMs);
    });
  }

  test.afterAll(async () => {
    await late?.close();
  });
});

test('records a burst in order and loses nothing when the renderer crashes', async ({ page, context, ipc }) => {
  await context.addInitScript(`window.__TAURI_INTERNALS__ = { invoke: async (c, a) => a.n };`);
  await serveTauriPages(context, { '/': '<h1>x</h1>' });
  await page.goto(`${APP}/`);
  await page.evaluate(
    'Promise.all(Array.from({ length: 5000 }, (_, n) => __TAURI_INTERNALS__.invoke("burst", { n })))',
  );
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => {});
  await crashed;
  const calls = ipc.calls('burst');
  expect(calls.map(({ args }) => (args as { n: number }).n)).toEqual(Array.from({ length: 5000 }, (_, n) => n));
  expect(calls.every(({ result }, n) => (result as { Ok: number }).Ok === n)).toBe(true);
});
