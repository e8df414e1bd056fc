// Several pages, popups, frames of other origins and contexts: where each call came from, and in which order they started.
import { expect, test } from 'playwright-ipc-recorder/fixtures';

test.use({ ipcRecorder: 'on' });

const MOCK = `window.__TAURI_INTERNALS__ = {
  metadata: { currentWindow: { label: window.name || 'main' } },
  invoke: async (command) => command,
};`;

const call = `(command) => void window.__TAURI_INTERNALS__.invoke(command)`;

test('each call tells its window, its page and its frame, of another origin too', async ({ page, context, ipc }) => {
  await context.addInitScript(MOCK);
  await context.route(/^http:\/\/(a|b)\.test\//, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: route.request().url().startsWith('http://a.test/')
        ? `<iframe src="http://b.test/frame"></iframe><script>__TAURI_INTERNALS__.invoke('from_a')</script>`
        : `<script>__TAURI_INTERNALS__.invoke('from_b')</script>`,
    }),
  );
  await page.goto('http://a.test/');
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate(() => void window.open('http://b.test/popup', 'settings')),
  ]);
  await popup.waitForLoadState();
  await expect
    .poll(() =>
      ipc.calls().map(({ command, page: name, frame, webview_label }) => [command, name, frame, webview_label]),
    )
    .toEqual([
      ['from_a', 'page-1', undefined, 'main'],
      ['from_b', 'page-1', 'http://b.test/frame', 'main'],
      ['from_b', 'page-2', undefined, 'settings'],
    ]);
});

test('pages are numbered across the contexts of a test', async ({ page, browser, ipc }) => {
  const other = await browser.newContext();
  const second = await other.newPage();
  for (const one of [second, page]) {
    await one.addInitScript(MOCK);
    await one.goto('data:text/html,<p>');
    await one.evaluate(`(${call})('here')`);
  }
  await expect.poll(() => ipc.calls('here').map(({ page: name }) => name)).toEqual(['page-2', 'page-1']);
  await other.close();
});

test('a page that is closed loses no call it has sent', async ({ context, ipc }) => {
  await context.addInitScript(MOCK);
  for (let round = 0; round < 5; round += 1) {
    const page = await context.newPage();
    await page.goto('data:text/html,<p>');
    await page.evaluate(`for (let i = 0; i < 200; i += 1) __TAURI_INTERNALS__.invoke('call')`);
    await page.close();
  }
  expect(ipc.calls('call')).toHaveLength(1_000);
});

test('a renderer that crashes loses at most what its last task has sent', async ({ page, ipc }) => {
  await page.addInitScript(MOCK);
  await page.goto('data:text/html,<p>');
  await page.evaluate(`for (let i = 0; i < 100; i += 1) __TAURI_INTERNALS__.invoke('before')`);
  const crashed = page.waitForEvent('crash');
  await page.evaluate(`setTimeout(() => __TAURI_INTERNALS__.invoke('last'))`).catch(() => {});
  await page.goto('chrome://crash', { timeout: 5_000 }).catch(() => {});
  await crashed;
  expect(ipc.calls('before')).toHaveLength(100);
});
