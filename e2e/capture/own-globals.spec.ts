// Globals of the app's own (`window.electronAPI` and the like), as suites mock them in a plain browser.
import type { Page } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { settled } from '../support/settled.ts';

test.use({ ipcRecorder: { mode: 'on', sources: { globals: ['api'] } } });

/** Bodies of scripts that leave a mock in `window.api`; `read` is its asynchronous function, `version` one that returns at once. */
const FORMS: Record<string, string> = {
  'a plain object': `window.api = { read, version, files: { list: read } };`,
  'a frozen object': `window.api = Object.freeze({ read, version, files: Object.freeze({ list: read }) });`,
  'as contextBridge leaves it': `Object.defineProperty(window, 'api', { enumerable: true, value: Object.freeze({ read, version, files: Object.freeze({ list: read }) }) });`,
  'a class with private fields': `
    class Api { #reads = 0; files = { list: read }; async read(name) { this.#reads += 1; return read(name); } version() { this.#reads += 1; return version(); } }
    window.api = new Api();`,
  getters: `window.api = { get read() { return read; }, get version() { return version; }, get files() { return { list: read }; } };`,
  'methods that compare this': `
    const mock = { read(name) { if (this !== mock) throw new Error('not my this'); return read(name); }, version, files: { list(name) { if (this !== mock.files) throw new Error('not my this'); return read(name); } } };
    window.api = mock;`,
  'an object keyed in a WeakMap': `
    const counts = new WeakMap();
    const mock = { read(name) { counts.get(this).reads += 1; return read(name); }, version, files: { list: read } };
    counts.set(mock, { reads: 0 });
    window.api = mock;`,
  'made piece by piece': `window.api = {}; window.api.read = read; window.api.version = version; window.api.files = {}; window.api.files.list = read;`,
  'a proxy': `window.api = new Proxy({}, { get: (_, key) => ({ read, version, files: { list: read } })[key] });`,
};

/** The functions that every mock of a test is made of. */
const parts = (form: string) =>
  `(() => { const read = async (name) => 'text of ' + name; const version = () => '1.2'; ${FORMS[form]} })();`;

const APP = `<output></output><script>
  const use = async () => [window.api.version(), await window.api.read('a'), await window.api.files.list('b')].join(', ');
  use().then((text) => { document.querySelector('output').textContent = text; }, (error) => { document.querySelector('output').textContent = String(error); });
</script>`;

async function open(page: Page, html: string): Promise<void> {
  await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto('http://app.test/');
}

for (const form of Object.keys(FORMS)) {
  for (const way of ['init script', 'page script'] as const) {
    test(`records the calls of a global that is ${form}, by ${way}`, async ({ page, ipc }) => {
      if (way === 'init script') await page.addInitScript(parts(form));
      await open(page, `<title>app</title>${way === 'page script' ? `<script>${parts(form)}</script>` : ''}${APP}`);
      await expect(page.locator('output')).toHaveText('1.2, text of a, text of b');
      await settled(page, ipc);
      const seen = ipc.calls().map(({ command, args, result, source, sync }) => ({
        ...{ command, args, result, source },
        ...(sync ? { sync } : {}),
      }));
      const source = 'globals';
      expect(seen).toEqual([
        { command: 'version', args: [], result: { Ok: '1.2' }, source, sync: true },
        { command: 'read', args: ['a'], result: { Ok: 'text of a' }, source },
        { command: 'files.list', args: ['b'], result: { Ok: 'text of b' }, source },
      ]);
    });
  }
}

test('records a global that one evaluate assigns and the next one calls', async ({ page, ipc }) => {
  await open(page, '<title>app</title>');
  await page.evaluate(parts('a plain object'));
  expect(await page.evaluate("window.api.read('a')")).toBe('text of a');
  await expect(ipc).toHaveInvokedTimes('read', 1);
});

test('records what throws at once, and how long a call took', async ({ page, ipc }) => {
  await page.addInitScript(`window.api = {
    check() { throw new RangeError('too far'); },
    wait: () => new Promise((resolve) => setTimeout(resolve, 50, 'done')),
  };`);
  await open(page, '<title>app</title>');
  await page.evaluate('try { window.api.check(); } catch (error) { document.title = error.name; } window.api.wait()');
  await expect(page).toHaveTitle('RangeError');
  await expect(ipc).toHaveNoPendingCalls();
  const [check, wait] = ipc.calls();
  expect([check?.command, check?.result, check?.sync]).toEqual(['check', { Err: 'too far' }, true]);
  expect(wait?.duration_us).toBeGreaterThan(40_000);
});

test('listeners are subscriptions, and taking them off works as ever', async ({ page, ipc }) => {
  await page.addInitScript(`{
    const listeners = new Set();
    const bus = {};
    window.api = {
      onProgress: (heard) => { listeners.add(heard); return () => listeners.delete(heard); },
      on: (name, heard) => { bus[name] = heard; },
      off: (name, heard) => { if (bus[name] === heard) delete bus[name]; },
    };
    window.tell = (...args) => listeners.forEach((heard) => heard(...args));
    window.bus = bus;
  }`);
  await open(page, '<title>app</title>');
  const heard = await page.evaluate(`(() => {
    const heard = [];
    const note = (...args) => heard.push(args);
    const stop = [window.api.onProgress(note), window.api.onProgress((...args) => note(...args))];
    tell(50, { file: 'a' });
    stop[0](); stop[1]();
    tell(100);
    window.api.on('saved', note);
    bus.saved('a.txt');
    window.api.off('saved', note);
    heard.push(Object.keys(bus).length);
    return heard;
  })()`);
  expect(heard).toEqual([[50, { file: 'a' }], [50, { file: 'a' }], ['a.txt'], 0]);
  await settled(page, ipc);
  expect(ipc.pushes().map(({ command, args }) => [command, args])).toEqual([
    ['onProgress', [50, { file: 'a' }]],
    ['saved', ['a.txt']],
  ]);
  expect(ipc.calls().map(({ command }) => command)).toEqual(['onProgress', 'onProgress', 'on', 'off']);
});

test('the test can push to a listener, until it is taken off', async ({ page, ipc }) => {
  await page.addInitScript(`window.api = { onProgress: (heard) => () => {} };`);
  await open(page, '<title>app</title>');
  await page.evaluate('{ window.stop = window.api.onProgress((percent) => { document.title = String(percent); }); }');
  expect(await ipc.emit('onProgress', 70)).toBe(1);
  await expect(page).toHaveTitle('70');
  await page.evaluate('window.stop()');
  expect(await ipc.emit('onProgress', 80)).toBe(0);
});

test('a route answers a function that returns a promise', async ({ page, ipc }) => {
  await page.addInitScript(parts('a frozen object'));
  await ipc.route('files.list', (route, { args }) => route.fulfill({ routed: args }));
  await open(page, '<title>app</title>');
  expect(await page.evaluate("window.api.files.list('a')")).toEqual({ routed: ['a'] });
  expect(await page.evaluate("window.api.read('a')")).toBe('text of a');
});

test('the app sees its object as it is', async ({ page }) => {
  await page.addInitScript(`{
    class Api {
      #secret = 1;
      static isApi(value) { return #secret in value; }
      get secret() { return this.#secret; }
      read(name) { return this; }
      [Symbol.iterator]() { return [this.#secret][Symbol.iterator](); }
    }
    window.Api = Api;
    window.api = new Api();
    api.data = { list: [1, 2] };
    api.fixed = Object.freeze({ f(a, b) { return a + b; } });
    Object.defineProperty(api, 'hidden', { value: () => 1 });
    window.api = Object.freeze(api);
  }`);
  await open(page, '<title>app</title>');
  const seen = await page.evaluate(`({
    same: window.api === window.api && api.read === api.read && api.fixed === api.fixed,
    isApi: api instanceof Api && api.constructor === Api,
    chain: api.read() === api,
    keys: Object.keys(api), names: Object.getOwnPropertyNames(api),
    frozen: [Object.isFrozen(api), Object.isFrozen(api.fixed), Object.isExtensible(api)],
    descriptor: (({ value, ...rest }) => rest)(Object.getOwnPropertyDescriptor(api, 'hidden')),
    sameValue: Object.getOwnPropertyDescriptor(api, 'fixed').value === api.fixed,
    text: String(api.fixed.f), length: api.fixed.f.length, name: api.fixed.f.name,
    secret: api.secret, iterated: [...api],
    cloned: structuredClone(api.data),
    missing: [api.nothing, 'nothing' in api, 'read' in api],
    window: Object.keys(Object.getOwnPropertyDescriptor(window, 'api')).length, listed: Object.keys(window).includes('api'),
    extended: (() => { 'use strict'; try { api.more = 1; return 'more'; } catch (error) { return error.name; } })(),
  })`);
  expect(seen).toEqual({
    same: true,
    isApi: true,
    chain: true,
    keys: ['data', 'fixed'],
    names: ['data', 'fixed', 'hidden'],
    frozen: [true, true, false],
    descriptor: { writable: false, enumerable: false, configurable: false },
    sameValue: true,
    text: 'f(a, b) { return a + b; }',
    length: 2,
    name: 'f',
    secret: 1,
    iterated: [1],
    cloned: { list: [1, 2] },
    missing: [undefined, false, true],
    window: 4,
    listed: true,
    extended: 'TypeError',
  });
});

test('a name that nothing has is not there', async ({ page }) => {
  await open(page, '<title>app</title>');
  expect(await page.evaluate("['api' in window, typeof window.api, Object.keys(window).includes('api')]")).toEqual([
    false,
    'undefined',
    false,
  ]);
});

test('calls that a mock makes of itself are not the app’s, and a mock that wraps another is one call', async ({
  page,
  ipc,
}) => {
  await page.addInitScript(`{
    const mock = { read: async (name) => 'text of ' + name, copy: async (name) => { await 0; return 'copy of ' + await mock.read(name); } };
    window.api = mock;
    const before = window.api.read;
    window.api.read = async (name) => { await 0; return (await before(name)).toUpperCase(); };
  }`);
  await open(page, '<title>app</title>');
  expect(await page.evaluate("window.api.copy('a')")).toBe('copy of TEXT OF A');
  expect(await page.evaluate("window.api.read('b')")).toBe('TEXT OF B');
  await settled(page, ipc);
  expect(ipc.calls().map(({ command, args }) => [command, args])).toEqual([
    ['copy', ['a']],
    ['read', ['b']],
  ]);
});

test('records functions that are replaced later, through a reference from before', async ({ page, ipc }) => {
  await page.addInitScript(parts('a plain object'));
  await open(page, "<script>const { api } = window; window.use = () => api.read('a');</script>");
  await page.evaluate("{ window.api.read = async () => 'replaced'; }");
  expect(await page.evaluate('use()')).toBe('replaced');
  await expect(ipc).toHaveInvokedTimes('read', 1);
});

test('a rejection nobody handles is reported as without us', async ({ page, ipc }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.addInitScript(`window.api = { save: async () => { throw new Error('disk full'); } };`);
  await open(page, '<script>window.api.save().catch(() => {}); window.api.save();</script>');
  await expect.poll(() => errors).toEqual(['disk full']);
  await settled(page, ipc);
  expect(errors).toEqual(['disk full']);
});

test.describe('with several names', () => {
  test.use({ ipcRecorder: { mode: 'on', sources: { globals: ['app.files', 'bridge', 'send'] } } });

  test('the commands begin with their global, and what is not named is not recorded', async ({ page, ipc }) => {
    await page.addInitScript(`
      window.app = { files: { read: async () => 1 }, title: () => 'App', other: { read: async () => 2 } };
      window.bridge = { read: async () => 3 };
      window.send = async (text) => text.length;`);
    await open(page, '<title>app</title>');
    const run = "Promise.all([app.files.read(), app.title(), app.other.read(), bridge.read(), send('four')])";
    expect(await page.evaluate(run)).toEqual([1, 'App', 2, 3, 4]);
    await settled(page, ipc);
    expect(ipc.calls().map(({ command }) => command)).toEqual(['app.files.read', 'bridge.read', 'send']);
  });
});
