// Pages that replace what the language gives them, before the recorder comes or after: they get no error that they would not have had without it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { openUnseen } from '../support/pages/open-unseen.ts';

/** An app whose own code needs next to nothing of the language's functions, so that what breaks is ours. */
const APP = `<!doctype html><title>app</title><button>Save</button><script>
  let callback;
  window.__TAURI_INTERNALS__ = {
    metadata: { currentWindow: { label: 'main' }, currentWebview: { label: 'main' } },
    transformCallback(given) { callback = given; return 7; },
    unregisterCallback() {},
    async invoke(command, args) {
      if (command === 'fail') throw 'refused';
      return { command, args };
    },
  };
  window.api = { notes: { async save(note) { return note; } } };
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const later = setTimeout;
  const problems = [];
  window.addEventListener('error', (event) => { problems[problems.length] = event.message; event.preventDefault(); });
  window.addEventListener('unhandledrejection', (event) => { problems[problems.length] = '' + event.reason; event.preventDefault(); });
  const bytes = new Uint8Array(4);
  const button = document.querySelector('button');
  async function work() {
    const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
    const saved = await invoke('save', { note: 'Milk', tags: [1, 2], when: 3n < 4n, bytes });
    if (saved.args.note !== 'Milk' || saved.args.tags[1] !== 2) return 'another answer';
    let reason;
    try { await invoke('fail', {}, { headers: { a: 'b' } }); } catch (error) { reason = error; }
    if (reason !== 'refused') return 'another error: ' + reason;
    let heard;
    const handler = transformCallback((message) => { heard = message; });
    await invoke('plugin:event|listen', { event: 'news', target: { kind: 'Any' }, handler });
    callback({ event: 'news', id: 7, payload: { n: 1 } });
    if (heard === undefined || heard.payload.n !== 1) return 'not heard';
    if ((await window.api.notes.save('Tea')) !== 'Tea') return 'another note';
    button.click();
    history.pushState(null, '', '#' + heard.id);
    localStorage.setItem('note', 'Milk');
    return 'fine';
  }
  const pause = () => ({ then: (done) => void later(done, 0) });
  /** Replaces one function, works, and puts it back. */
  async function workWithout(owner, key, broken) {
    const own = getOwnPropertyDescriptor(owner, key);
    if (own === undefined || !own.configurable) return undefined;
    defineProperty(owner, key, { configurable: true, writable: true, value: broken });
    let outcome;
    try { outcome = await work(); } catch (error) { outcome = 'threw ' + (error && error.stack); }
    await pause();
    defineProperty(owner, key, own);
    return outcome;
  }
  window.breakAll = async (names) => {
    const faults = {};
    for (const [path, owner, key] of names()) {
      problems.length = 0;
      const broken = function () { throw new Error('broken ' + path); };
      const outcome = await workWithout(owner, key, broken);
      if (outcome !== undefined && outcome !== 'fine') faults[path] = outcome;
      if (problems.length > 0) faults[path + ' later'] = problems.join();
    }
    return faults;
  };
</script>`;

/** Lists the functions of the language and of the browser that ours could stand on. */
const NAMES = `() => {
  const names = [];
  const add = (path, owner) => {
    for (const key of Reflect.ownKeys(owner)) {
      const own = Object.getOwnPropertyDescriptor(owner, key);
      if (typeof own.value === 'function' && key !== 'constructor') names.push([path + '.' + String(key), owner, key]);
    }
  };
  for (const name of ['Array', 'String', 'Promise', 'Map', 'Set', 'WeakMap', 'WeakSet', 'RegExp', 'Function', 'Object', 'Number', 'Symbol', 'Date', 'Uint8Array', 'ArrayBuffer', 'MutationObserver', 'MessagePort', 'EventTarget', 'Performance', 'Element', 'Document', 'Node'])
    { add(name, window[name]); add(name + '.prototype', window[name].prototype); }
  add('TypedArray.prototype', Object.getPrototypeOf(Uint8Array.prototype));
  add('ArrayIterator', Object.getPrototypeOf([][Symbol.iterator]()));
  for (const name of ['JSON', 'Reflect', 'Math']) add(name, window[name]);
  for (const name of ['Array', 'Promise', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Proxy', 'RegExp', 'Error', 'Date', 'JSON', 'Reflect', 'Math', 'queueMicrotask', 'setTimeout', 'clearTimeout', 'MessageChannel', 'MutationObserver', 'Uint8Array', 'structuredClone', 'fetch', 'matchMedia', 'postMessage'])
    names.push([name, window, name]);
  return names;
}`;

test.use({
  ipcRecorder: {
    sources: { globals: ['api'] },
    events: { console: true, windows: true, interactions: true, mutations: true, state: true },
  },
});

/** Puts a function of the page in the place of each that others stand on; it does the same. */
const WRAPPED = `(() => {
  const { apply, defineProperty } = Reflect;
  for (const [, owner, key] of (${NAMES})()) {
    const own = Object.getOwnPropertyDescriptor(owner, key);
    const native = own.value;
    // Classes stay, and what the loop itself needs.
    if (!own.configurable || typeof native !== 'function' || native === Proxy || Object.hasOwn(native, 'prototype') || owner === Reflect || owner === Function.prototype) continue;
    defineProperty(owner, key, { ...own, value: function (...args) { return apply(native, this, args); } });
  }
})()`;

test('a page that replaced them before the recorder came to it is recorded, and gets no error', async ({
  playwright,
  ipc,
}) => {
  const files = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(APP.replace('<script>', `<script>${WRAPPED};`)),
  );
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  const { page, close } = await openUnseen(
    playwright.chromium,
    `http://127.0.0.1:${(files.address() as AddressInfo).port}/`,
  );
  try {
    await ipc.attach(page);
    expect(await page.evaluate('work()')).toBe('fine');
    await expect.poll(() => ipc.calls('save')).toMatchObject([{ result: { Ok: { command: 'save' } } }]);
    expect(await page.evaluate(`breakAll(${NAMES})`)).toEqual({});
  } finally {
    await close();
    files.close();
  }
});

test('a page that breaks any function of the language gets no error of ours', async ({ page, ipc }) => {
  await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: APP }));
  await page.goto('http://app.test/');
  expect(await page.evaluate(`breakAll(${NAMES})`)).toEqual({});
  expect(ipc.calls().length).toBeGreaterThan(100);
});

test('an app whose call was routed is called once, also where the page breaks what follows on promises', async ({
  page,
  ipc,
}) => {
  await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: APP }));
  await ipc.route('notes.save', (route) => route.continue());
  await page.goto('http://app.test/');
  const answer = await page.evaluate(`(() => {
    window.saved = [];
    window.api = { notes: { async save(note) { window.saved.push(note); return note; } } };
    Promise.prototype.finally = () => { throw new Error('broken'); };
    return window.api.notes.save('Tea');
  })()`);
  expect(answer).toBe('Tea');
  await expect.poll(() => ipc.calls('notes.save')).toMatchObject([{ result: { Ok: 'Tea' } }]);
  expect(await page.evaluate('saved')).toEqual(['Tea']);
});
