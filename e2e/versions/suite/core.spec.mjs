import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { open } from './app.mjs';

const invoke = (page, command) =>
  page.evaluate((c) => void window.__TAURI_INTERNALS__.invoke(c).catch(() => {}), command);

test.describe('with what is kept', () => {
  test.use({ ipcRecorder: 'on' });

  test('is recorded', async ({ page, context, ipc }) => {
    await open(page);
    await test.step('ask', async () => {
      await page.locator('h1').click();
      await expect(ipc).toHaveInvoked('fruit', { of: 'tree' });
    });
    await invoke(page, 'hang');
    await page.reload();
    await expect(ipc).toHaveNoPendingCalls();
    const popup = await context.newPage();
    await open(popup);
    await invoke(popup, 'fail');
    await expect.poll(() => ipc.calls({ status: 'error' }).length).toBe(1);
    await popup.evaluate(() => console.error('bad'));
    await ipc.route('fruit', (route) => route.fulfill('plum'));
    await page.locator('h1').click();
    await expect(page.locator('h1')).toHaveText('plum');
  });
});

test.describe('on a page of beforeAll', () => {
  let page;
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage();
    await open(page);
  });
  test.afterAll(async () => await page.close());
  test('is recorded, too', async ({ ipc }) => {
    await page.locator('h1').click();
    await expect(ipc).toHaveInvokedTimes('fruit', 1);
  });
});

test('is served', async ({ page, ipc }) => {
  await ipc.serve({ fruit: () => 'apple' });
  await page.route('http://app.test/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<h1>none</h1><script>window.__TAURI_INTERNALS__.invoke("fruit").then((f) => { document.querySelector("h1").textContent = f; })</script>',
    }),
  );
  await page.goto('http://app.test/');
  await expect(page.locator('h1')).toHaveText('apple');
});
