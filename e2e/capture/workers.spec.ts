// Messages of workers, ports, channels and `chrome.webview`: what the conformance suite does not ask.
import type { Page } from '@playwright/test';
import type { DecodeMessage } from 'playwright-ipc-recorder';
import { expect, type Ipc, test } from 'playwright-ipc-recorder/fixtures';
import { COMLINK } from '../support/pages/comlink-client.ts';
import { detaching } from '../support/pages/detach-recorder.ts';
import { openUnseen } from '../support/pages/open-unseen.ts';
import { FileServers } from '../support/pages/serve-files.ts';
import { test as inline, supportFile } from '../support/runner/run-inline-test.ts';
import { settled } from '../support/settled.ts';

const servers = new FileServers();
test.afterEach(() => servers.close());
test.use({ ipcRecorder: { mode: 'on', sources: { workers: true, webview2: true } } });

const ECHO = 'onmessage = ({ data }) => postMessage(data);';

async function open(page: Page, files: Record<string, string> = {}): Promise<void> {
  await page.goto(await servers.serve({ '/': '', '/echo.js': ECHO, ...files }));
}

/** Opens a page whose worker has answered one message. */
async function openWithEcho(page: Page): Promise<void> {
  await open(page);
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const worker = new Worker('/echo.js');
        worker.onmessage = resolve;
        worker.postMessage({ n: 1 });
      }),
  );
}

/** All calls and messages of a session, in order. */
const messages = (ipc: Ipc) =>
  (ipc.recorder.export()?.events ?? []).flatMap(({ event }) =>
    event.type === 'Ipc' ? [[event.kind ?? 'invoke', event.command, event.args]] : [],
  );

test('names workers, and leaves their class to the app', async ({ page, ipc }) => {
  await open(page);
  const seen = await page.evaluate(async () => {
    class Own extends Worker {
      mark = 1;
    }
    const blob = URL.createObjectURL(new Blob(['onmessage = ({ data }) => postMessage(data);']));
    const workers = [
      new Worker('/echo.js?v=1', { name: 'search' }),
      new Worker(new URL('/echo.js#x', location.href)),
      new Own('/echo.js'),
      new Worker(blob),
    ];
    const echoed = await Promise.all(
      workers.map(
        (worker, n) =>
          new Promise((resolve) => {
            worker.onmessage = ({ data }) => resolve(data);
            worker.postMessage(`to ${n}`);
          }),
      ),
    );
    return {
      echoed,
      isWorker: workers.map((worker) => worker instanceof Worker),
      classes: workers.map((worker) => worker.constructor.name),
      isSame: workers[0]?.constructor === Worker,
      own: [workers[2] instanceof Own, (workers[2] as Own).mark],
      shape: [Worker.name, Worker.length, Worker.prototype.postMessage.name, MessagePort.prototype.postMessage.length],
      text: [String(Worker), String(Worker.prototype.postMessage)].every((text) => text.includes('[native code]')),
    };
  });
  expect(seen).toEqual({
    echoed: ['to 0', 'to 1', 'to 2', 'to 3'],
    isWorker: [true, true, true, true],
    classes: ['Worker', 'Worker', 'Own', 'Worker'],
    isSame: true,
    own: [true, 1],
    shape: ['Worker', 1, 'postMessage', 1],
    text: true,
  });
  await expect.poll(() => messages(ipc).length).toBe(8);
  expect(messages(ipc).filter(([kind]) => kind === 'send')).toEqual([
    ['send', 'Worker "search"', 'to 0'],
    ['send', 'Worker "echo.js"', 'to 1'],
    ['send', 'Worker "echo.js" 2', 'to 2'],
    ['send', 'Worker 1', 'to 3'],
  ]);
});

test('gives the browser its classes back', async ({ page, ipc }) => {
  await open(page);
  const shape = () =>
    page.evaluate(() =>
      [Worker, MessagePort, BroadcastChannel].map(({ name, prototype }) => {
        const { value, writable, enumerable } = Object.getOwnPropertyDescriptor(window, name) ?? {};
        return [
          Object.hasOwn(prototype, 'addEventListener'),
          prototype.constructor === value,
          [writable, enumerable],
          typeof Object.getOwnPropertyDescriptor(prototype, 'onmessage')?.set,
        ];
      }),
    );
  const classes = (isOurs: boolean) => Array.from({ length: 3 }, () => [isOurs, true, [true, false], 'function']);
  expect(await shape()).toEqual(classes(true));
  await page.evaluate(await detaching(page));
  expect(await shape()).toEqual(classes(false));
  await page.evaluate(`{
    const worker = new Worker('/echo.js');
    worker.onmessage = ({ data }) => { window.echoed = data; };
    worker.postMessage('after');
  }`);
  await page.waitForFunction(`window.echoed === 'after'`);
  expect(messages(ipc)).toEqual([]);
});

test('starts no port that the app has not started', async ({ page, ipc }) => {
  await open(page);
  await page.evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    const got: unknown[] = [];
    port1.addEventListener('message', ({ data }) => got.push(data));
    port2.postMessage('one');
    Object.assign(window, { port1, got });
  });
  await settled(page, ipc);
  expect(await page.evaluate('got')).toEqual([]);
  await page.evaluate('port1.start()');
  await page.waitForFunction('got.length > 0');
  await settled(page, ipc);
  expect(await page.evaluate('got')).toEqual(['one']);
  await expect
    .poll(() => messages(ipc))
    .toEqual([
      ['send', 'MessagePort 1', 'one'],
      ['push', 'MessagePort 2', 'one'],
    ]);
});

test('records what is transferred, and leaves the transfer and its errors to the app', async ({ page, ipc }) => {
  await open(page);
  const seen = await page.evaluate(async () => {
    const worker = new Worker('/echo.js');
    const buffer = new Uint8Array([1, 2, 3]).buffer;
    const back = new Promise<number>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data.buffer.byteLength);
    });
    let reads = 0;
    const errors: string[] = [];
    const withGetter = {
      f: () => {},
      get read() {
        reads += 1;
        return reads;
      },
    };
    for (const bad of [() => {}, withGetter]) {
      try {
        worker.postMessage(bad);
      } catch (error) {
        errors.push((error as Error).name);
      }
    }
    worker.postMessage({ buffer }, [buffer]);
    const other = new Uint8Array([4]).buffer;
    worker.postMessage({ other }, { transfer: [other] });
    return { errors, reads, lengths: [buffer.byteLength, other.byteLength], back: await back };
  });
  expect(seen).toEqual({ errors: ['DataCloneError', 'DataCloneError'], reads: 0, lengths: [0, 0], back: 3 });
  await expect.poll(() => messages(ipc).length).toBe(4);
  const binary = (base64: string) => ({ $binary: expect.objectContaining({ type: 'ArrayBuffer', base64 }) });
  expect(messages(ipc).slice(0, 2)).toEqual([
    ['send', 'Worker "echo.js"', { buffer: binary('AQID') }],
    ['send', 'Worker "echo.js"', { other: binary('BA==') }],
  ]);
});

inline('counts the empty messages by which schedulers make tasks, and none of its own', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `import { test } from 'playwright-ipc-recorder/fixtures';
      import { settled } from ${supportFile('settled.ts')};
      test.use({ ipcRecorder: { mode: 'on', sources: { workers: true } } });
      test('scheduler', async ({ page, ipc }) => {
        await page.goto('data:text/html,');
        await page.evaluate(async () => {
          const { port1, port2 } = new MessageChannel();
          let count = 0;
          await new Promise((resolve) => {
            port1.onmessage = () => { count += 1; if (count === 2000) resolve(); else port2.postMessage(null); };
            port2.postMessage(null);
          });
          // More messages than fit in microtasks: the rest is sent in a task that the recorder's own channel makes.
          const ports = new MessageChannel();
          for (let n = 0; n < 50; n += 1) { ports.port1.postMessage(n); await null; }
        });
        await settled(page, ipc);
      });`,
  });
  const session = run.of('scheduler')[0]?.session;
  // Each is seen at both ends.
  expect(session?.excluded).toEqual({ noise: 4_000 });
  expect(session?.events.filter(({ event }) => event.type === 'Ipc').map(({ event }) => event)).toHaveLength(50);
});

test('records what Comlink does beside calls: callbacks, properties, classes, errors, releases', async ({
  page,
  ipc,
}) => {
  await open(page, {
    '/comlink.mjs': COMLINK,
    '/backend.mjs': `import * as Comlink from './comlink.mjs';
      Comlink.expose({
        count: 1,
        async each(list, callback) { for (const item of list) await callback(item); return list.length; },
        Counter: class { constructor(from) { this.value = from; } next() { return this.value += 1; } },
        fail() { throw new RangeError('out of range'); },
        failWith() { throw { code: 7 }; },
      });`,
  });
  const seen = await page.evaluate(async () => {
    type Remote = Record<string, never> & {
      each(list: unknown[], callback: unknown): Promise<number>;
      fail(): Promise<void>;
      failWith(): Promise<void>;
      count: Promise<number> | number;
      Counter: new (from: number) => Promise<{ next(): Promise<number> } & Record<symbol, () => void>>;
    };
    const path = '/comlink.mjs';
    const comlink = await import(path);
    const remote = comlink.wrap(new Worker('/backend.mjs', { type: 'module', name: 'api' })) as Remote;
    const heard: unknown[] = [];
    const total = await remote.each(
      ['a', 'b'],
      comlink.proxy((item: unknown) => void heard.push(item)),
    );
    const before = await remote.count;
    remote.count = 5;
    const after = await remote.count;
    const counter = await new remote.Counter(10);
    const next = await counter.next();
    counter[comlink.releaseProxy]?.();
    const errors = [
      await remote.fail().catch((error: Error) => [error.name, error.message]),
      await remote.failWith().catch((error: unknown) => error),
    ];
    return { heard, total, before, after, next, errors };
  });
  expect(seen).toEqual({
    heard: ['a', 'b'],
    total: 2,
    before: 1,
    after: 5,
    next: 11,
    errors: [['RangeError', 'out of range'], { code: 7 }],
  });
  await expect.poll(() => ipc.calls({ status: 'pending' })).toEqual([]);
  const port = { handler: 'proxy', value: { $other: '[object MessagePort]' } };
  expect(
    ipc
      .calls()
      .filter(({ kind }) => kind === undefined)
      .map(({ command, args, result }) => [command, args, result]),
  ).toEqual([
    ['each', [['a', 'b'], port], { Ok: 2 }],
    ['count', undefined, { Ok: 1 }],
    ['count', [5], { Ok: true }],
    ['count', undefined, { Ok: 5 }],
    ['Counter', [10], { Ok: port }],
    ['next', [], { Ok: 11 }],
    ['fail', [], { Err: 'out of range' }],
    ['failWith', [], { Err: '{"code":7}' }],
  ]);
  // The worker calls the page's function through a port: a push, and the page's answer.
  expect(messages(ipc).filter(([kind]) => kind !== 'invoke')).toEqual([
    ['push', 'APPLY', ['a']],
    ['send', 'APPLY', { $undefined: true }],
    ['push', 'APPLY', ['b']],
    ['send', 'APPLY', { $undefined: true }],
  ]);
});

test('records a worker and a port that were there before us', async ({ playwright, ipc }) => {
  const url = await servers.serve({
    '/echo.js': ECHO,
    '/': `<script>
      window.heard = [];
      window.worker = new Worker('/echo.js');
      worker.addEventListener('message', ({ data }) => heard.push(data));
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => heard.push(data);
      port2.onmessage = ({ data }) => port2.postMessage('re: ' + data);
      window.port = port1;
    </script>`,
  });
  const { page, close } = await openUnseen(playwright.chromium, url);
  try {
    await ipc.attach(page);
    await page.evaluate(`worker.postMessage('to the worker')`);
    await expect.poll(() => messages(ipc).length).toBe(2);
    await page.evaluate(`port.postMessage('to the port')`);
    await expect.poll(() => page.evaluate('heard')).toEqual(['to the worker', 're: to the port']);
    await expect
      .poll(() => messages(ipc))
      .toEqual([
        ['send', 'Worker 1', 'to the worker'],
        ['push', 'Worker 1', 'to the worker'],
        ['send', 'MessagePort 1', 'to the port'],
        ['send', 'MessagePort 2', 're: to the port'],
        ['push', 'MessagePort 1', 're: to the port'],
      ]);
  } finally {
    await close();
  }
});

test('tells two workers of one script apart', async ({ page, ipc }) => {
  await open(page, {
    '/rpc.js': `onmessage = ({ data: { id, params } }) => setTimeout(postMessage, params.ms, { jsonrpc: '2.0', id, result: params.tag });`,
  });
  await page.evaluate(async () => {
    const ask = (params: { ms: number; tag: string }) => {
      const worker = new Worker('/rpc.js');
      worker.postMessage({ jsonrpc: '2.0', id: 1, method: 'ask', params });
      return new Promise((resolve) => {
        worker.onmessage = resolve;
      });
    };
    await Promise.all([ask({ ms: 60, tag: 'slow' }), ask({ ms: 1, tag: 'fast' })]);
  });
  await expect(ipc).toHaveNoPendingCalls();
  expect(ipc.calls('ask').map(({ result }) => result)).toEqual([{ Ok: 'slow' }, { Ok: 'fast' }]);
});

const failing: DecodeMessage = () => {
  throw new Error('no idea');
};

test.describe('with a function that throws', () => {
  test.use({ ipcRecorder: { mode: 'on', sources: { workers: true }, decode: failing } });

  test('loses no message', async ({ page, ipc }) => {
    await openWithEcho(page);
    await expect
      .poll(() => messages(ipc))
      .toEqual([
        ['send', 'Worker "echo.js"', { n: 1 }],
        ['push', 'Worker "echo.js"', { n: 1 }],
      ]);
  });
});

test.describe('by default', () => {
  test.use({ ipcRecorder: 'on' });

  test('leaves workers and chrome.webview alone', async ({ page, ipc }) => {
    await openWithEcho(page);
    expect(await page.evaluate(`Object.hasOwn(Worker.prototype, 'addEventListener')`)).toBe(false);
    await ipc.checkpoint();
    expect(messages(ipc)).toEqual([]);
  });
});

/** Stand-ins for `chrome.webview` as tests write them; \`reply\` answers in the same call. */
const WEBVIEWS = {
  'an event target': `new (class extends EventTarget { postMessage(m) { this.dispatchEvent(new MessageEvent('message', { data: 're: ' + m })); } })()`,
  'an object that keeps one listener': `{ addEventListener(type, f) { this.f = f; }, removeEventListener() { delete this.f; }, postMessage(m) { this.f?.({ data: 're: ' + m }); } }`,
  'an object that keeps a list': `{ list: [], addEventListener(type, f) { this.list.push(f); }, removeEventListener(type, f) { this.list = this.list.filter((other) => other !== f); }, postMessage(m) { for (const f of this.list) f({ data: 're: ' + m }); } }`,
};
const DEFINE = (webview: string) => `window.chrome = Object.assign(window.chrome ?? {}, { webview: ${webview} });`;
const CHAT = `
  window.heard = [];
  window.listener = ({ data }) => heard.push(data);
  chrome.webview.addEventListener('message', listener);
  chrome.webview.postMessage('one');`;

for (const [what, webview] of Object.entries(WEBVIEWS)) {
  test(`records web messages of ${what}, and lets the app remove its listener`, async ({ page, ipc }) => {
    await page.addInitScript(DEFINE(webview));
    await open(page, { '/': `<script>${CHAT}</script>` });
    await page.evaluate(`chrome.webview.removeEventListener('message', listener); chrome.webview.postMessage('two')`);
    expect(await page.evaluate('heard')).toEqual(['re: one']);
    await expect
      .poll(() => messages(ipc))
      .toEqual([
        ['send', 'chrome.webview', 'one'],
        ['push', 'chrome.webview', 're: one'],
        ['send', 'chrome.webview', 'two'],
      ]);
  });
}

test('sees a chrome.webview that comes late, and gives its listeners back when it is detached', async ({
  page,
  ipc,
}) => {
  await open(page);
  await page.evaluate(DEFINE(WEBVIEWS['an object that keeps a list']));
  await page.evaluate(`document.body.append('changed')`);
  await page.evaluate(CHAT);
  await page.evaluate(await detaching(page));
  await page.evaluate(`chrome.webview.postMessage('two')`);
  expect(await page.evaluate('chrome.webview.list[0] === listener && chrome.webview.list.length')).toBe(1);
  await page.evaluate(`chrome.webview.removeEventListener('message', listener); chrome.webview.postMessage('three')`);
  expect(await page.evaluate('heard')).toEqual(['re: one', 're: two']);
  expect(messages(ipc)).toEqual([
    ['send', 'chrome.webview', 'one'],
    ['push', 'chrome.webview', 're: one'],
  ]);
});

test('does not look at host objects', async ({ page }) => {
  await page.addInitScript(`
    window.looks = [];
    const hostObjects = new Proxy({}, {
      get(target, key) { looks.push('get ' + String(key)); return async () => 'host'; },
      ownKeys() { looks.push('keys'); return []; },
    });
    ${DEFINE(`Object.assign(${WEBVIEWS['an event target']}, { hostObjects })`)}`);
  await open(page, { '/': `<script>${CHAT}</script>` });
  expect(await page.evaluate(`chrome.webview.hostObjects.sample()`)).toBe('host');
  expect(await page.evaluate('looks')).toEqual(['get sample']);
});
