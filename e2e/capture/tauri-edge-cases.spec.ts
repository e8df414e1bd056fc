import type { BrowserContext, Page } from '@playwright/test';
import { expect, type Ipc, test } from 'playwright-ipc-recorder/fixtures';
import { settled } from '../support/settled.ts';
import { APP, serveTauriPages } from '../support/tauri/page.ts';

test.use({ ipcRecorder: 'on' });

/** Opens a page whose backend is the hand-made `mock` (source text of an object), put there by an init script. */
async function openWith(page: Page, mock: string, body = ''): Promise<void> {
  await page.addInitScript(`window.__TAURI_INTERNALS__ = ${mock};`);
  await serveTauriPages(page.context(), { '/': body });
  await page.goto(`${APP}/`);
}

const CLIENT = `<script type="module">
  import { Channel, invoke, transformCallback } from '@tauri-apps/api/core.js';
  import { emit, emitTo, listen, once } from '@tauri-apps/api/event.js';
  Object.assign(window, { Channel, invoke, transformCallback, emit, emitTo, listen, once, got: [], ready: true });
</script>`;

async function openServed(page: Page, ipc: Ipc, backend: Parameters<Ipc['serve']>[0]): Promise<void> {
  await ipc.serve(backend);
  await serveTauriPages(page.context(), { '/': CLIENT });
  await page.goto(`${APP}/`);
  await page.waitForFunction('window.ready');
}

const results = (ipc: Ipc) => ipc.calls().map(({ command, result }) => [command, result]);
const invoke = (page: Page, command: string) => page.evaluate(`__TAURI_INTERNALS__.invoke('${command}')`);

for (const [what, mock] of [
  ['frozen', `Object.freeze({ invoke: async (c) => c })`],
  ['with a getter for invoke', `{ get invoke() { return async (c) => c; } }`],
  [
    'an instance of a class with private state',
    `new (class { #n = 0; async invoke(c) { this.#n += 1; return c; } })()`,
  ],
  ['an instance whose class has a getter', `new (class { get invoke() { return async (c) => c; } })()`],
  ['a proxy', `new Proxy({}, { get: (t, k) => (k === 'invoke' ? async (c) => c : undefined) })`],
  ['read-only', `Object.defineProperty({}, 'invoke', { configurable: true, value: async (c) => c })`],
] as const) {
  test(`records the calls to a mock that is ${what}`, async ({ page, ipc }) => {
    await openWith(page, mock);
    expect(await invoke(page, 'a')).toBe('a');
    expect(await invoke(page, 'b')).toBe('b');
    await expect(ipc).toHaveNoPendingCalls();
    expect(results(ipc)).toEqual([
      ['a', { Ok: 'a' }],
      ['b', { Ok: 'b' }],
    ]);
  });
}

test('keeps what the app puts in the place of document functions', async ({ page }) => {
  await serveTauriPages(page.context(), {
    '/': `<script>let own = document.createElement; window.made = 0; document.createElement = function (...a) { made += 1; return own.apply(document, a); };</script>`,
  });
  await page.goto(`${APP}/`);
  await page.evaluate(`window.__TAURI_INTERNALS__ = { invoke: async () => 1 }`);
  await page.evaluate(`document.createElement('p'); document.createElement('p')`);
  expect(await page.evaluate('made')).toBe(2);
  expect(await page.evaluate(`Object.getOwnPropertyNames(document).filter((name) => name !== 'location')`)).toEqual([
    'createElement',
  ]);
});

test('what the app puts before a function of all documents runs for its own document', async ({ page }) => {
  await openWith(page, '{ invoke: async (c) => c }');
  await page.setContent('');
  const made = await page.evaluate(() => {
    const list: string[] = [];
    const frame = document.body.appendChild(document.createElement('iframe'));
    const { Document: Class, document: own } = frame.contentWindow as unknown as typeof globalThis;
    const { createElement } = Class.prototype;
    Class.prototype.createElement = function (this: Document, name: string) {
      list.push(name);
      return createElement.call(this, name);
    } as typeof createElement;
    own.createElement('p');
    return { list, own: Object.keys(Object.getOwnPropertyDescriptors(own)) };
  });
  expect(made).toEqual({ list: ['p'], own: ['location'] });
});

test('reports a rejection no more and no less often than without us, whoever handles it', async ({ page, ipc }) => {
  await page.addInitScript(() => {
    const scope = window as unknown as Record<string, unknown>;
    const unhandled: string[] = [];
    scope.unhandled = unhandled;
    addEventListener('unhandledrejection', (event) => unhandled.push(String(event.reason)));
    const fail = async (command: string) => {
      await 0;
      throw `${command} failed`;
    };
    scope.__TAURI_INTERNALS__ = {
      invoke(command: string) {
        const promise = fail(command);
        if (command === 'handled by the mock') promise.then(undefined, () => {});
        // A cache of calls under way: the derived promise is the one that is reported.
        if (command === 'cached') void promise.finally(() => {});
        return promise;
      },
    };
  });
  await serveTauriPages(page.context(), { '/': '' });
  await page.goto(`${APP}/`);
  await page.evaluate(() => {
    const { invoke: call } = (window as never as { __TAURI_INTERNALS__: { invoke(command: string): Promise<unknown> } })
      .__TAURI_INTERNALS__;
    void call('handled by the mock');
    void call('cached');
    void call('nobody');
  });
  await settled(page, ipc);
  expect(await page.evaluate('unhandled.sort()')).toEqual(['cached failed', 'nobody failed']);
  expect(ipc.calls({ status: 'error' })).toHaveLength(3);
});

test('leaves the error of a getter in the place of the global to who reads it', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.addInitScript(`window.seen = [];
    window.attempt = (run) => { try { run(); seen.push('ok'); } catch (error) { seen.push(error.message); } };
    Object.defineProperty(window, '__TAURI_INTERNALS__', { configurable: true, get() { throw new Error('not in Tauri'); } });
    attempt(() => Object.defineProperty({}, 'x', { value: 1 }));
    addEventListener('DOMContentLoaded', () => attempt(() => __TAURI_INTERNALS__));`);
  await serveTauriPages(page.context(), { '/': `<script>attempt(() => document.createElement('p'));</script>` });
  await page.goto(`${APP}/`);
  expect(await page.evaluate('seen')).toEqual(['ok', 'ok', 'not in Tauri']);
  expect(errors).toEqual([]);
});

test('defines what the app defines, whatever its descriptor is, and leaves an ipc object of its own whole', async ({
  page,
}) => {
  await page.addInitScript(`window.reads = 0;
    window.__TAURI_INTERNALS__ = {};
    const inherited = { get value() { reads += 1; return async (c) => c; }, configurable: true, enumerable: true };
    Object.defineProperty(__TAURI_INTERNALS__, 'invoke', Object.create(inherited));
    class Bridge { #sent = 0; postMessage = () => (this.#sent += 1); }
    const bridge = new Bridge();
    Object.defineProperty(window, 'ipc', { value: bridge });
    window.seen = [ipc === bridge, ipc instanceof Bridge, ipc.postMessage(),
      Object.getOwnPropertyDescriptor(__TAURI_INTERNALS__, 'invoke').enumerable, reads];`);
  await serveTauriPages(page.context(), { '/': '' });
  await page.goto(`${APP}/`);
  expect(await page.evaluate('seen')).toEqual([true, true, 1, true, 1]);
});

test('records a page that freezes Object before its document begins, and reports no error', async ({ page, ipc }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.addInitScript('Object.freeze(Object);');
  await openWith(page, '{ invoke: async (c) => c }');
  await invoke(page, 'a');
  await expect.poll(() => results(ipc)).toEqual([['a', { Ok: 'a' }]]);
  expect(errors).toEqual([]);
});

test('leaves foreign thenables and errors that cannot be read to the app', async ({ page, ipc }) => {
  await openWith(
    page,
    `{ invoke(command) {
      if (command === 'late') return { own: 1, then(ok) { setTimeout(() => ok('value'), 5); } };
      if (command === 'lazy') { window.runs = 0; return { then(ok) { runs += 1; ok(runs); } }; }
      if (command === 'odd') return { get then() { throw new Error('no then'); } };
      throw { get message() { throw new Error('unreadable'); }, code: 7 };
    } }`,
  );
  const seen = await page.evaluate(async () => {
    const { invoke: call } = (window as never as { __TAURI_INTERNALS__: { invoke(command: string): { own?: number } } })
      .__TAURI_INTERNALS__;
    const late = call('late');
    const odd = typeof call('odd');
    let code: unknown;
    try {
      call('throws');
    } catch (error) {
      code = (error as { code: number }).code;
    }
    return { own: late.own, late: await late, lazy: await call('lazy'), odd, code };
  });
  expect(seen).toEqual({ own: 1, late: 'value', lazy: 1, odd: 'object', code: 7 });
  expect(results(ipc)).toEqual(
    expect.arrayContaining([
      ['late', { Ok: 'value' }],
      ['lazy', { Ok: 1 }],
    ]),
  );
  expect(ipc.calls('throws')[0]?.result).toEqual({ Err: expect.any(String) });
});

test('takes large binary arguments in a moment, and runs no getter of them', async ({ page, ipc }) => {
  await openWith(page, `{ invoke: async () => 1, transformCallback: () => 5 }`);
  const ms = await page.evaluate(async () => {
    const { invoke: call, transformCallback } = (
      window as never as {
        __TAURI_INTERNALS__: { invoke(...all: unknown[]): unknown; transformCallback(f: () => void): number };
      }
    ).__TAURI_INTERNALS__;
    transformCallback(() => {});
    const start = performance.now();
    await call('write', new Uint8Array(10_000_000));
    return performance.now() - start;
  });
  expect(ms).toBeLessThan(5_000);
  await expect(ipc).toHaveInvoked('write');
  expect(ipc.calls('write')[0]).toMatchObject({
    arg_size_bytes: 10_000_000,
    args: { $binary: { type: 'Uint8Array', size: 10_000_000 } },
  });
});

test('records a thousand calls made one after the other without holding the page up', async ({ page, ipc }) => {
  await openWith(page, `{ invoke: async (c, a) => a.i }`);
  await page.evaluate(
    `(async () => { for (let i = 0; i < 1000; i += 1) await __TAURI_INTERNALS__.invoke('s', { i }); })()`,
  );
  await expect(ipc).toHaveInvokedTimes('s', 1000);
  await expect(ipc).toHaveNoPendingCalls();
  expect(ipc.calls('s').map(({ args }) => (args as { i: number }).i)).toEqual(
    Array.from({ length: 1000 }, (_, i) => i),
  );
});

test('records a call once when a mock passes it on with other arguments, and twice when it is made twice', async ({
  page,
  ipc,
}) => {
  await openWith(page, `{ invoke: async (c) => c }`);
  await page.evaluate(async () => {
    type Internals = { invoke(command: string, args?: object): Promise<unknown> };
    const scope = window as never as { __TAURI_INTERNALS__: Internals };
    const old = scope.__TAURI_INTERNALS__.invoke;
    scope.__TAURI_INTERNALS__.invoke = (command, args = {}) => old(command, { ...args });
    await scope.__TAURI_INTERNALS__.invoke('wrapped', { n: 1 });
    scope.__TAURI_INTERNALS__.invoke = () => new Promise(() => {});
    void scope.__TAURI_INTERNALS__.invoke('get');
    await old('get');
  });
  await expect(ipc).toHaveInvokedTimes('get', 2);
  expect(ipc.calls('wrapped')).toHaveLength(1);
});

test('finds a mock again that was deleted and made anew, and keeps the property as the app defined it', async ({
  page,
  ipc,
}) => {
  await openWith(page, `{ invoke: async (c) => 'A ' + c }`);
  await invoke(page, 'one');
  await page.evaluate(
    `delete window.__TAURI_INTERNALS__; window.__TAURI_INTERNALS__ = { invoke: async (c) => 'B ' + c }; window.dispatchEvent(new Event('pointerdown'));`,
  );
  await invoke(page, 'two');
  await page.evaluate(
    `let current = { invoke: async (c) => 'C ' + c }; Object.defineProperty(window, '__TAURI_INTERNALS__', { configurable: true, get: () => current }); window.dispatchEvent(new Event('pointerdown')); window.swap = () => { current = { invoke: async (c) => 'D ' + c }; };`,
  );
  await invoke(page, 'three');
  await page.evaluate('swap()');
  expect(await invoke(page, 'four')).toBe('D four');
  await expect(ipc).toHaveNoPendingCalls();
  expect(results(ipc)).toEqual([
    ['one', { Ok: 'A one' }],
    ['two', { Ok: 'B two' }],
    ['three', { Ok: 'C three' }],
    ['four', { Ok: 'D four' }],
  ]);
});

test('records calls in a frame that was looked into before it loaded', async ({ page, ipc }) => {
  await serveTauriPages(page.context(), {
    '/': `<iframe id="f"></iframe><script>f.contentWindow.touched = 1; f.src = '/frame';</script>`,
    '/frame': `<script>window.__TAURI_INTERNALS__ = { invoke: async (c) => c };</script><script>__TAURI_INTERNALS__.invoke('in the frame')</script>`,
  });
  await page.goto(`${APP}/`);
  await expect(ipc).toHaveInvoked('in the frame');
});

test('a predicate that throws is what waitForCall rejects with; the page and the recording go on', async ({
  page,
  ipc,
}) => {
  await openWith(
    page,
    `{ invoke: async (c) => c }`,
    `<script>window.errors = []; addEventListener('unhandledrejection', (e) => errors.push(String(e.reason)))</script>`,
  );
  const waiting = ipc
    .waitForCall((call) => (call.args as { id: string }).id.startsWith('x'), { timeout: 0 })
    .catch((error: Error) => error);
  await page.evaluate(`Promise.all(['a', 'b', 'c'].map((c) => __TAURI_INTERNALS__.invoke(c)))`);
  expect(await waiting).toBeInstanceOf(TypeError);
  await expect(ipc).toHaveNoPendingCalls();
  expect(ipc.calls()).toHaveLength(3);
  expect(await page.evaluate('errors')).toEqual([]);
});

test.describe('served', () => {
  test('an event is one push however many listeners it has', async ({ page, ipc }) => {
    await openServed(page, ipc, {});
    await page.evaluate(`Promise.all([listen('e', () => got.push('A')), listen('e', () => got.push('B'))])`);
    expect(await ipc.emit('e', { n: 1 })).toBe(2);
    expect(await ipc.emit('e', { n: 2 })).toBe(2);
    expect(await page.evaluate('got')).toEqual(['A', 'B', 'A', 'B']);
    expect(ipc.pushes('e').map(({ args }) => args)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('an event is a push each time, for a new listener with the same payload too', async ({ page, ipc }) => {
    await openServed(page, ipc, {});
    for (let round = 0; round < 3; round += 1) {
      await page.evaluate(`once('tick', () => got.push('heard'))`);
      await ipc.emit('tick', null);
    }
    expect(await page.evaluate('got')).toEqual(['heard', 'heard', 'heard']);
    await expect.poll(() => ipc.pushes('tick').length).toBe(3);
  });

  test('a listener that throws is reported and stops no other', async ({ page, ipc }) => {
    await openServed(page, ipc, {});
    const error = page.waitForEvent('pageerror');
    await page.evaluate(
      `(async () => { await listen('e', () => { throw new Error('boom'); }); await listen('e', () => got.push('good')); })()`,
    );
    expect(await ipc.emit('e')).toBe(2);
    expect((await error).message).toBe('boom');
    expect(await page.evaluate('got')).toEqual(['good']);
  });

  test('a channel counts on in a second call, and is found in arrays and below', async ({ page, ipc }) => {
    type Sender = { send(message: unknown): void };
    await openServed(page, ipc, {
      run: ({ c }: { c: Sender }) => {
        for (const n of [1, 2]) c.send(n);
      },
      deep: ({ list, a }: { list: Sender[]; a: { b: { c: { d: Sender } } } }) => {
        for (const sender of [...list, a.b.c.d]) sender.send('deep');
      },
    });
    await page.evaluate(
      `(async () => { const c = new Channel((m) => got.push(m)); await invoke('run', { c }); await invoke('run', { c }); })()`,
    );
    await page.evaluate(
      `invoke('deep', { list: [new Channel((m) => got.push(m))], a: { b: { c: { d: new Channel((m) => got.push(m)) } } } })`,
    );
    await expect.poll(() => page.evaluate('got')).toEqual([1, 2, 1, 2, 'deep', 'deep']);
    expect(ipc.pushes().map(({ command }) => command)).toEqual([
      'run#c',
      'run#c',
      'run#c',
      'run#c',
      'deep#list.0',
      'deep#a.b.c.d',
    ]);
  });

  test('what one window emits, the others hear', async ({ page, ipc }) => {
    await openServed(page, ipc, {});
    const opened = page.waitForEvent('popup');
    await page.evaluate((url) => void window.open(url), `${APP}/`);
    const popup = await opened;
    await popup.waitForFunction('window.ready');
    for (const one of [page, popup]) await one.evaluate(`listen('e', ({ payload }) => got.push(payload))`);
    await page.evaluate(`emit('e', 'from the first')`);
    await expect.poll(() => popup.evaluate('got')).toEqual(['from the first']);
    expect(await page.evaluate('got')).toEqual(['from the first']);
  });

  test('a window with a dialog open holds no answer up', async ({ page, ipc, context }) => {
    await openServed(page, ipc, {
      run: async (_args: unknown, { emit }: { emit(event: string): Promise<void> }) => emit('e').then(() => 'done'),
    });
    const blocked = await context.newPage();
    await blocked.goto(`${APP}/`);
    await blocked.waitForFunction('window.ready');
    await blocked.evaluate(`listen('e', () => {})`);
    blocked.on('dialog', () => {});
    await blocked.evaluate(`void setTimeout(() => alert('stop'), 0)`);
    expect(await page.evaluate(`invoke('run')`)).toBe('done');
  });
});

test.describe('with a fixture of the suite that opens the page first', () => {
  const early = test.extend<{ boot: undefined }>({
    boot: [
      async ({ context, page }: { context: BrowserContext; page: Page }, use) => {
        await context.addInitScript(`window.__TAURI_INTERNALS__ = { invoke: async (c) => c };`);
        await serveTauriPages(context, { '/': `<script>__TAURI_INTERNALS__.invoke('at boot')</script>` });
        await page.goto(`${APP}/`);
        await use(undefined);
      },
      { auto: true },
    ],
  });

  early('its calls are in the test', async ({ ipc }) => {
    await expect(ipc).toHaveInvoked('at boot');
  });
});
