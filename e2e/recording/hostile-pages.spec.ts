// Pages that attack the recorder: what they say is data, what they cannot do they cannot do, and what they try is said.
import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';

/** An app with a backend of its own, and a global by which a test makes calls. */
const APP = `<!doctype html><title>app</title><script>
  window.__TAURI_INTERNALS__ = {
    metadata: { currentWindow: { label: 'main' }, currentWebview: { label: 'main' } },
    invoke: async (command, args) => ({ command, args }),
  };
  window.call = (command) => window.__TAURI_INTERNALS__.invoke(command, {});
</script>`;

async function open(page: Page, app = APP): Promise<void> {
  await serve(page.context(), { '/': app });
  await page.goto('http://app.test/');
}

/** Serves documents by their paths, on every host of the name. */
async function serve(context: BrowserContext, documents: Record<string, string>): Promise<void> {
  await context.route(/\.test\//, (route) => {
    const body = documents[new URL(route.request().url()).pathname];
    return route.fulfill(body === undefined ? { status: 404 } : { contentType: 'text/html', body });
  });
}

/** Sends a text to Node as Playwright's own functions in the page do: any script can. Resolves with what was sent as ours, of which no script knows the seal. */
const FORGE = `(text) => globalThis.__playwright__binding__(JSON.stringify({ name: '__ipcRecorder', seq: 1, serializedArgs: [text] }))`;

/** Resolves when the recording says that somebody has interfered with it. */
const saysTampered = (ipc: { gaps(): { reason: string }[] }) =>
  expect.poll(() => ipc.gaps()).toContainEqual({ reason: 'tampered', page: 'page-1' });

test('a forged batch of ten million numbers costs neither memory nor the recording', async ({ page, ipc }) => {
  await open(page);
  await page.evaluate(`call('before')`);
  await expect.poll(() => ipc.calls('before').length).toBe(1);
  const { heapUsed, external } = process.memoryUsage();
  await page.evaluate(`(${FORGE})('#forged-0:[' + '7,'.repeat(10_000_000) + '7]')`);
  await page.evaluate(`call('after')`);
  await expect.poll(() => ipc.calls('after')[0]?.result).toMatchObject({ Ok: { command: 'after' } });
  await saysTampered(ipc);
  const after = process.memoryUsage();
  expect(after.heapUsed + after.external - heapUsed - external).toBeLessThan(150_000_000);
});

test('calls forged under ever-new documents are none, and cost no memory', async ({ page, ipc }) => {
  await open(page);
  await page.evaluate(`call('real')`);
  await page.evaluate(`(() => {
    const forge = ${FORGE};
    for (let at = 0; at < 3_000; at += 1) {
      const call = { t: 'call', id: 'd' + at + '-1', source: 'tauri', at: 1, command: 'forged', size: 0, label: null, args: 'x'.repeat(2_000) };
      forge('#d' + at + '-0:' + JSON.stringify([call, { t: 'end', id: call.id, us: 1, err: {} }]));
      forge(JSON.stringify({ id: call.id, source: 'tauri', command: 'forged', args: {}, label: 'main' }));
    }
  })()`);
  await page.evaluate(`call('after')`);
  await expect.poll(() => ipc.calls('after').length).toBe(1);
  await saysTampered(ipc);
  expect(ipc.calls().map(({ command }) => command)).toEqual(['real', 'after']);
  await expect(ipc).not.toHaveInvoked('forged');
  await expect(ipc).toHaveNoFailedCalls();
});

test('a page finds no function by which it could switch the recording off, and its attempts are told', async ({
  page,
  ipc,
}) => {
  await open(page);
  const found = await page.evaluate(`(() => {
    const names = [];
    const tried = [];
    for (const symbol of Object.getOwnPropertySymbols(window)) {
      const value = window[symbol];
      if (typeof value !== 'object' || value === null) continue;
      for (const name of Object.getOwnPropertyNames(value)) if (typeof value[name] === 'function') names.push(name);
      if (typeof value.open !== 'function') continue;
      for (const key of ['detach', 'flush', '', 'constructor', '__proto__']) tried.push(value.open(key) === undefined);
      try { Object.defineProperty(window, symbol, { value: {} }); tried.push(false); } catch { tried.push(true); }
      try { value.open = () => {}; } catch {}
      tried.push(delete window[symbol] === false);
    }
    return { names: names.sort(), isSafe: tried.length === 7 && !tried.includes(false) };
  })()`);
  expect(found).toEqual({ names: ['open', 'takeOver', 'tap', 'tapEvents'], isSafe: true });
  await page.evaluate(`call('still')`);
  await expect.poll(() => ipc.calls('still').length).toBe(1);
  await saysTampered(ipc);
});

test('a page that poses as another client is told of to the one that it sends away', async ({ page, ipc }) => {
  await open(page);
  await page.evaluate(`(() => {
    const keys = { slot: 'mine', seal: 'mine', pipe: 'mine', handle: {} };
    window[Symbol.for('playwright-ipc-recorder')].takeOver(keys, undefined);
    call('hidden');
  })()`);
  await saysTampered(ipc);
});

test('a call that a page makes by tap beside its runtime says so', async ({ page, ipc }) => {
  await open(page);
  await page.evaluate(`window[Symbol.for('playwright-ipc-recorder')].tap(async () => 1)('forged')`);
  await page.evaluate(`call('real')`);
  await expect.poll(() => ipc.calls().length).toBe(2);
  expect(ipc.calls('forged')).toMatchObject([{ tapped: true }]);
  expect(ipc.calls('real')[0]).not.toHaveProperty('tapped');
});

test('a page that reads all that Playwright carries for us cannot speak in our name', async ({ page, ipc }) => {
  await serve(page.context(), { '/': APP });
  await ipc.serve({ delete_file: () => 'deleted' });
  await page.goto('http://app.test/');
  const texts = await page.evaluate(`(async () => {
    const native = globalThis.__playwright__binding__;
    const texts = [];
    let sent = 0;
    globalThis.__playwright__binding__ = (text) => { texts.push(text); native(text); };
    await call('delete_file');
    await call('delete_file', { text: 'x'.repeat(40_000), of: 'mine' });
    for (const text of texts.splice(0)) {
      const { serializedArgs: [ours], ...rest } = JSON.parse(text);
      const forged = typeof ours === 'string' ? ours : ours.s;
      native(JSON.stringify({ ...rest, serializedArgs: [forged.replace('delete_file', 'delete_disk')] }));
      native(JSON.stringify({ ...rest, serializedArgs: [forged.replace('mine', 'theirs')] }));
      sent += 1;
    }
    return sent;
  })()`);
  expect(texts).toBeGreaterThan(0);
  await saysTampered(ipc);
  expect(ipc.calls().map(({ command }) => command)).toEqual(['delete_file', 'delete_file']);
  expect(JSON.stringify(ipc.calls())).not.toContain('theirs');
});

/** A frame that asks its backend for what it should not have, and says what it got. */
const INNER = `<!doctype html><script>
  const internals = window.__TAURI_INTERNALS__;
  const asking = internals === undefined ? Promise.resolve('no backend') : internals.invoke('delete_file', {});
  asking.then((ok) => ok, (error) => 'refused').then((got) => top.postMessage({ from: location.hash, got }, '*'));
</script>`;

/** An app with frames of its own and of others; `got` says what each was answered. */
const FRAMES = `<!doctype html><title>app</title><script>
  window.got = {};
  addEventListener('message', ({ data }) => { if (data.from) window.got[data.from] = data.got; });
</script>
<iframe src="/inner#own"></iframe>
<iframe src="http://evil.test/inner#other"></iframe>
<iframe sandbox="allow-scripts" src="/inner#sandboxed"></iframe>`;

const SRCDOC = `(() => {
  const inner = ${JSON.stringify(INNER)};
  for (const [name, sandbox] of [['srcdoc'], ['sandboxed srcdoc', 'allow-scripts']]) {
    const frame = document.createElement('iframe');
    if (sandbox) frame.setAttribute('sandbox', sandbox);
    frame.srcdoc = inner.replace('location.hash', JSON.stringify(name));
    document.body.append(frame);
  }
})()`;

async function openFrames(page: Page): Promise<Record<string, unknown>> {
  await serve(page.context(), { '/': FRAMES, '/inner': INNER });
  await page.goto('http://app.test/');
  await page.evaluate(SRCDOC);
  await page.waitForFunction(() => Object.keys((window as never as { got: object }).got).length === 5);
  return await page.evaluate(() => (window as never as { got: Record<string, unknown> }).got);
}

test('a served backend answers the frames of the app, and no other', async ({ page, ipc }) => {
  let deleted = 0;
  await ipc.serve({
    delete_file: () => {
      deleted += 1;
      return 'deleted';
    },
  });
  expect(await openFrames(page)).toEqual({
    '#own': 'deleted',
    '#other': 'no backend',
    '#sandboxed': 'no backend',
    srcdoc: 'deleted',
    'sandboxed srcdoc': 'no backend',
  });
  expect(deleted).toBe(2);
});

test.describe('with an origin that is allowed', () => {
  test.use({ ipcRecorder: { answerOrigins: ['http://*.test'] } });

  test('its frames are answered, and those of no origin are not', async ({ page, ipc }) => {
    await ipc.serve({ delete_file: () => 'deleted' });
    expect(await openFrames(page)).toMatchObject({ '#other': 'deleted', '#sandboxed': 'no backend' });
  });
});

/** Gives every frame a backend of its own, which hears events and may send some. */
const withBackend = (context: BrowserContext) =>
  context.addInitScript(() => {
    const scope = window as unknown as Record<string, unknown>;
    scope.__TAURI_INTERNALS__ = {
      metadata: { currentWindow: { label: 'main' }, currentWebview: { label: 'main' } },
      transformCallback: () => 1,
      invoke: async (command: string) => `own ${command}`,
    };
  });

test('a route answers frames of the app alone, and the calls of others say of which origin they are', async ({
  page,
  ipc,
}) => {
  await withBackend(page.context());
  await ipc.route('delete_file', (route) => route.fulfill('routed'));
  expect(await openFrames(page)).toEqual({
    '#own': 'routed',
    '#other': 'own delete_file',
    '#sandboxed': 'own delete_file',
    srcdoc: 'routed',
    'sandboxed srcdoc': 'own delete_file',
  });
  await expect.poll(() => ipc.calls('delete_file').filter(({ result }) => result !== 'Pending').length).toBe(5);
  const origins = ipc.calls('delete_file').map(({ origin, mocked = false }) => `${origin} ${mocked}`);
  expect(origins.sort()).toEqual([
    'http://evil.test false',
    'null false',
    'null false',
    'undefined true',
    'undefined true',
  ]);
});

test('a popup is answered where it has the origin of the page that opened it, also one that is about:blank', async ({
  page,
  ipc,
}) => {
  await serve(page.context(), {
    '/': '<!doctype html><title>app</title>',
    '/popup': '<!doctype html><title>popup</title>',
  });
  await ipc.serve({ delete_file: () => 'deleted' });
  await page.goto('http://app.test/');
  const answered = async (url: string) => {
    const opening = page.waitForEvent('popup');
    await page.evaluate((to) => void window.open(to), url);
    const popup = await opening;
    await popup.waitForLoadState();
    const invoke = `window.__TAURI_INTERNALS__?.invoke('delete_file', {}).catch(() => 'refused') ?? 'no backend'`;
    return await popup.evaluate(
      `Promise.race([${invoke}, new Promise((resolve) => setTimeout(resolve, 2_000, 'silence'))])`,
    );
  };
  expect(await answered('/popup')).toBe('deleted');
  expect(await answered('about:blank')).toBe('deleted');
  expect(await answered('http://evil.test/popup')).not.toBe('deleted');
});

test('a frame of another origin hears no event of the test, and sends none to the app', async ({ page, ipc }) => {
  const HEARING = `<script type="module">
    window.heard = [];
    const internals = window.__TAURI_INTERNALS__;
    if (internals) {
      const handler = internals.transformCallback(({ payload }) => window.heard.push(payload));
      await internals.invoke('plugin:event|listen', { event: 'news', target: { kind: 'Any' }, handler });
    }
    window.isReady = true;
  </script>`;
  await serve(page.context(), {
    '/': `<!doctype html><title>app</title>${HEARING}<iframe src="/inner"></iframe><iframe src="http://evil.test/evil"></iframe>`,
    '/inner': `<!doctype html>${HEARING}`,
    // With a backend of its own it can send events.
    '/evil': `<!doctype html><script>
      window.__TAURI_INTERNALS__ = { transformCallback: (callback) => { window.hear = callback; return 1; }, invoke: async () => 1 };
    </script>${HEARING}`,
  });
  await ipc.serve({ read: () => 1 });
  await page.goto('http://app.test/');
  const frames = page.frames();
  for (const frame of frames) await frame.waitForFunction('window.isReady');
  await ipc.emit('news', 'from the test');
  const evil = frames.find((frame) => frame.url().includes('evil'));
  const own = frames.find((frame) => frame.url() === 'http://app.test/inner');
  const emit = `window.__TAURI_INTERNALS__?.invoke('plugin:event|emit', { event: 'news', payload: 'from ' + location.host })`;
  await evil?.evaluate(emit);
  await own?.evaluate(emit);
  const heard = () => Promise.all(frames.map((frame) => frame.evaluate('window.heard')));
  await expect.poll(async () => (await heard())[0]).toEqual(['from the test', 'from app.test']);
  expect(await evil?.evaluate('window.heard')).toEqual([]);
});
