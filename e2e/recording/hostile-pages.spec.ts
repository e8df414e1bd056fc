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
    globalThis.__playwright__binding__ = (text) => { texts.push(text); native(text); };
    await call('delete_file');
    for (const text of texts) {
      const { serializedArgs: [ours], ...rest } = JSON.parse(text);
      const forged = typeof ours === 'string' ? ours : ours.s;
      native(JSON.stringify({ ...rest, serializedArgs: [forged.replace('delete_file', 'delete_disk')] }));
    }
    return texts.length;
  })()`);
  expect(texts).toBeGreaterThan(0);
  await saysTampered(ipc);
  expect(ipc.calls().map(({ command }) => command)).toEqual(['delete_file']);
});
