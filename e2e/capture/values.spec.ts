import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { APP, serveTauriPages } from '../support/tauri/page.ts';

test.use({ ipcRecorder: 'on' });

/** The app's own mock answers with what it was given: the same object, or there is a fault. */
const MOCK = `window.__TAURI_INTERNALS__ = { invoke: async (command, args) => args };
window.uncaught = [];
addEventListener('error', ({ message }) => uncaught.push(message));
addEventListener('unhandledrejection', ({ reason }) => uncaught.push(String(reason)));`;

const fields = (type: string) => ({ $other: `[object ${type}]` });
const binary = (type: string, size: number, more = {}) => ({ $binary: { type, size, ...more } });

/** Source text of a value, and what is recorded of it. */
const VALUES: [source: string, recorded: unknown][] = [
  ['undefined', { $undefined: true }],
  ['[NaN, Infinity, -0]', [{ $number: 'NaN' }, { $number: 'Infinity' }, { $number: '-0' }]],
  ['10n', { $bigint: '10' }],
  ['new Date(0)', { $date: '1970-01-01T00:00:00.000Z' }],
  ['new Date(NaN)', { $date: 'Invalid Date' }],
  ['new frame.Date(0)', { $date: '1970-01-01T00:00:00.000Z' }],
  ['new frame.Map([[1, new frame.Set([2])]])', { $map: [[1, { $set: [2] }]] }],
  ['new frame.Uint8Array(1)', binary('Uint8Array', 1, { sha256: expect.any(String), base64: 'AA==' })],
  ['frame.Object.create(null)', {}],
  ['new Float16Array(1)', binary('Float16Array', 2, { sha256: expect.any(String), base64: 'AAA=' })],
  ['detached()', binary('ArrayBuffer', 0, { detached: true })],
  [
    'new ArrayBuffer(2, { maxByteLength: 4 })',
    binary('ArrayBuffer', 2, { sha256: expect.any(String), base64: 'AAA=' }),
  ],
  [
    'new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer',
    binary('SharedArrayBuffer', 65_536, { base64: expect.any(String) }),
  ],
  ['new Blob(["four"])', binary('Blob', 4)],
  ['new File(["four"], "a.txt", { type: "text/plain" })', binary('File', 4, { name: 'a.txt', mime: 'text/plain' })],
  [
    'new AggregateError([new TypeError("a")], "b", { cause: new frame.Error("c") })',
    {
      $error: expect.objectContaining({
        name: 'AggregateError',
        message: 'b',
        cause: { $error: expect.objectContaining({ name: 'Error', message: 'c' }) },
        errors: [{ $error: expect.objectContaining({ name: 'TypeError', message: 'a' }) }],
      }),
    },
  ],
  ['new DOMException("no", "AbortError")', { $error: expect.objectContaining({ name: 'AbortError', message: 'no' }) }],
  ['((loop) => (loop.loop = loop))({})', { loop: { $circular: 1 } }],
  [
    '({ a: 1, get b() { throw 1 }, get c() { return touched.push("c") }, d: 2 })',
    { a: 1, b: { $other: '[getter that threw]' }, c: { $other: '[getter]' }, d: 2 },
  ],
  ['((p) => (p.revoke(), p.proxy))(Proxy.revocable({}, {}))', { $other: '[object Object]' }],
  ['((p) => (p.revoke(), p.proxy))(Proxy.revocable([], {}))', { $other: '[object Object]' }],
  ['new Proxy({}, { get() { throw 1 } })', { $other: '[object Object]' }],
  ['new Proxy({ a: 1 }, {})', { a: 1 }],
  ['document.body', fields('HTMLBodyElement')],
  ['document', fields('HTMLDocument')],
  ['window', fields('Window')],
  ['location', fields('Location')],
  ['frame', fields('Window')],
  ['foreign', { $other: '[object Object]' }],
  ['foreign.location', { $other: '[object Object]' }],
  ['new Response("x")', fields('Response')],
  ['new Request("/x")', fields('Request')],
  ['new ReadableStream()', fields('ReadableStream')],
  ['new Headers()', fields('Headers')],
  ['crypto', fields('Crypto')],
  ['Promise.resolve()', fields('Promise')],
  ['function save() {}', { $function: 'save' }],
  ['Symbol("s")', { $symbol: 's' }],
  ['new (class Note { #secret = 1; text = "Milk"; get shout() { return touched.push("shout") } })()', { text: 'Milk' }],
  ['JSON.parse(\'{"__proto__": 1, "$date": 2}\')', JSON.parse('{"__proto__": 1, "$date": 2}')],
  ['[, 1]', [{ $undefined: true }, 1]],
  [
    'Object.assign([], { length: 4294967295 })',
    { $cut: expect.objectContaining({ type: 'array', size: 4_294_967_295 }) },
  ],
  ['"x".repeat(5e7)', { $cut: { type: 'string', size: 50_000_000, head: 'x'.repeat(65_536) } }],
  ['"a\\ud800"', { $text: 'a\\ud800' }],
  [
    '({ "\\ud800": 1, "\\udc00": 2 })',
    {
      $object: [
        ['\\ud800', 1],
        ['\\udc00', 2],
      ],
    },
  ],
  ['new URL("/x", "http://app.test/")', 'http://app.test/x'],
  ['({ toJSON() { throw 1 } })', { $other: '[object Object]' }],
];

/** Of blobs the bytes are recorded in answers: `four`. */
function withBytes(recorded: unknown): unknown {
  const { $binary } = (recorded ?? {}) as { $binary?: { type: string } };
  return $binary?.type === 'Blob' || $binary?.type === 'File'
    ? { $binary: { ...$binary, base64: 'Zm91cg==' } }
    : recorded;
}

test('records whatever a page passes, and the page sees no difference', async ({ page, context, ipc }) => {
  await context.addInitScript(MOCK);
  await serveTauriPages(context, { '/': '<iframe src="/frame"></iframe><iframe id="foreign"></iframe>', '/frame': '' });
  await context.route('http://other.test/**', (route) => route.fulfill({ contentType: 'text/html', body: 'other' }));
  await page.goto(`${APP}/`);
  await page.locator('#foreign').evaluate(async (element: HTMLIFrameElement) => {
    element.src = 'http://other.test/';
    await new Promise((resolve) => element.addEventListener('load', resolve));
  });
  const seen = await page.evaluate(
    async (sources) => {
      const scope = window as unknown as Record<string, unknown>;
      scope.frame = window[0];
      scope.foreign = window[1];
      scope.touched = [];
      scope.detached = () => {
        const buffer = new ArrayBuffer(1);
        structuredClone(buffer, { transfer: [buffer] });
        return buffer;
      };
      // biome-ignore lint/security/noGlobalEval: values that cannot cross from Node
      const values = sources.map((source) => window.eval(`(${source})`));
      const { __TAURI_INTERNALS__: tauri } = window as unknown as {
        __TAURI_INTERNALS__: { invoke(command: string, args: unknown): Promise<unknown> };
      };
      const wrong: string[] = [];
      for (let at = 0; at < values.length; at += 1) {
        const boxed = [values[at]]; // a foreign window is no value for a promise
        if (((await tauri.invoke('pass', boxed)) as unknown[]) !== boxed) wrong.push(`${sources[at]}: another array`);
        if (!Object.is(boxed[0], values[at])) wrong.push(`${sources[at]}: another value`);
      }
      return { wrong, uncaught: scope.uncaught, touched: scope.touched };
    },
    VALUES.map(([source]) => source),
  );
  expect(seen).toEqual({ wrong: [], uncaught: [], touched: [] });

  await expect.poll(() => ipc.calls({ command: 'pass', status: 'ok' }).length).toBe(VALUES.length);
  const calls = ipc.calls('pass');
  for (const [at, [source, recorded]] of VALUES.entries()) {
    expect(calls[at]?.args, source).toEqual([recorded]);
    expect(calls[at]?.result, source).toEqual({ Ok: [withBytes(recorded)] });
  }
});

test('tells the true size of arguments that were cut, or that hold bytes', async ({ page, context, ipc }) => {
  await context.addInitScript(MOCK);
  await serveTauriPages(context, { '/': '' });
  await page.goto(`${APP}/`);
  const wanted = await page.evaluate(async () => {
    const { __TAURI_INTERNALS__: tauri } = window as unknown as {
      __TAURI_INTERNALS__: { invoke(command: string, args: unknown): Promise<unknown> };
    };
    // As Tauri's own script writes it.
    const write = (args: unknown) =>
      JSON.stringify(args, (_key, value) => {
        if (value instanceof Map) return Object.fromEntries(value.entries());
        if (value instanceof Uint8Array) return Array.from(value);
        return value instanceof ArrayBuffer ? Array.from(new Uint8Array(value)) : value;
      });
    const list = [
      { text: 'ü"\n'.repeat(100_000) },
      { bytes: new Uint8Array(20_000).fill(200) },
      { buffer: new Uint8Array([1, 20, 255]).buffer, map: new Map([['a', new Date(0)]]) },
      { items: Array.from({ length: 20_000 }, (_, at) => ({ at })) },
      { a: undefined, b: [undefined, Number.NaN], c: () => {} },
      {},
    ];
    const sizes: number[] = [];
    for (const args of list) {
      await tauri.invoke('size', args);
      sizes.push(new TextEncoder().encode(write(args)).length);
    }
    return sizes;
  });
  expect(wanted.pop()).toBe(2);
  expect(ipc.calls('size').map(({ arg_size_bytes: size }) => size)).toEqual([...wanted, 0]);
});

test('gives the app maps and sets of the page’s own classes', async ({ page, context, ipc }) => {
  await context.addInitScript(MOCK);
  await serveTauriPages(context, { '/': '' });
  await ipc.route('lists', (route) => route.fulfill([new Map([['a', 1]]), new Set([2])]));
  await page.goto(`${APP}/`);
  const classes = await page.evaluate(async () => {
    const { __TAURI_INTERNALS__: tauri } = window as unknown as {
      __TAURI_INTERNALS__: { invoke(command: string): Promise<[map: object, set: object]> };
    };
    const [map, set] = await tauri.invoke('lists');
    return [map.constructor === Map, set.constructor === Set];
  });
  expect(classes).toEqual([true, true]);
});

test('records fifty megabytes in little more time than the page takes to stringify them', async ({
  page,
  context,
  ipc,
}) => {
  await context.addInitScript(MOCK);
  await serveTauriPages(context, { '/': '' });
  await page.goto(`${APP}/`);
  const times = await page.evaluate(async () => {
    const { __TAURI_INTERNALS__: tauri } = window as unknown as {
      __TAURI_INTERNALS__: { invoke(command: string, args: unknown): Promise<unknown> };
    };
    const measured: [string, number, number][] = [];
    for (const [name, text] of [
      ['plain', 'x'.repeat(5e7)],
      ['with quotes and umlauts', 'say "ü"\n'.repeat(6e6)],
    ] as const) {
      const args = { text };
      text.charCodeAt(0); // flat
      const start = performance.now();
      JSON.stringify(args);
      const between = performance.now();
      void tauri.invoke('big', args);
      measured.push([name, between - start, performance.now() - between]);
    }
    return measured;
  });
  for (const [name, reference, ours] of times) {
    const ratio = (ours / reference).toFixed(2);
    test.info().annotations.push({ type: `50 MB, ${name}`, description: `${ratio} times JSON.stringify` });
  }
  await expect.poll(() => ipc.calls('big').length).toBe(2);
  expect(ipc.calls('big')[0]?.arg_size_bytes).toBe(50_000_011);
});

test('is not misled by a page that gives every array and object a toJSON, or a setter', async ({
  page,
  context,
  ipc,
}) => {
  await context.addInitScript(MOCK);
  await serveTauriPages(context, {
    '/': `<script>
      window.asked = 0;
      for (const { prototype } of [Array, Object]) Object.defineProperty(prototype, 'toJSON', { value() { asked += 1; return 'json of ' + typeof this; }, configurable: true });
      Object.defineProperty(Object.prototype, 'args', { set() { throw new Error('no'); }, get() {}, configurable: true });
    </script>`,
  });
  await page.goto(`${APP}/`);
  // By text: what Playwright itself sends would be asked, too.
  await page.evaluate(`void (async () => {
    await __TAURI_INTERNALS__.invoke('first', { list: [1, { a: undefined, b: 'x"' }] });
    await __TAURI_INTERNALS__.invoke('asked ' + asked);
  })()`);
  await expect(ipc).toHaveInvoked(/asked/);
  // As JSON.stringify: each value is asked once, as an argument and as an answer.
  expect(ipc.calls().map(({ command, args }) => [command, args])).toEqual([
    ['first', 'json of object'],
    ['asked 2', undefined],
  ]);
});
