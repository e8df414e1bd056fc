// Mocks that a script of the page makes: which calls are seen, and what a session says that may lack some.
import type { Page } from '@playwright/test';
import { expect, type Ipc, test } from 'playwright-ipc-recorder/fixtures';
import { settled } from '../support/settled.ts';

const MOCK = `window.__TAURI_INTERNALS__ = { invoke: async (command) => command, transformCallback: () => 1 };`;
const CALL = `window.__TAURI_INTERNALS__.invoke('first');`;
const GAP = { reason: 'late-global', global: '__TAURI_INTERNALS__' };

async function open(page: Page, html: string, files: Record<string, string> = {}): Promise<void> {
  await page.route('http://app.test/**', (route) => {
    const file = files[new URL(route.request().url()).pathname];
    const contentType = file === undefined ? 'text/html' : 'text/javascript';
    return route.fulfill({ contentType, body: file ?? html });
  });
  await page.goto('http://app.test/');
  await page.waitForTimeout(100);
}

const commands = (ipc: Ipc) => ipc.calls().map(({ command }) => command);

/** Pages whose first call comes in the script that makes the mock, or before anything else happens. */
const AT_ONCE: Record<string, [html: string, files?: Record<string, string>]> = {
  'in one script': [`<script>${MOCK}${CALL}</script>`],
  'in a script from a file': ['<script src="/app.js"></script>', { '/app.js': MOCK + CALL }],
  'in a module, after an await': [`<script type="module">${MOCK}await 0;${CALL}</script>`],
  'in a second module': [`<script type="module">${MOCK}</script><script type="module">${CALL}</script>`],
  'in a timer': [`<script>setTimeout(() => { ${MOCK}${CALL} }, 30)</script>`],
  'in a module that is imported later': [
    `<script>import('/mock.js').then(() => { ${CALL} })</script>`,
    { '/mock.js': MOCK },
  ],
};

for (const [how, [html, files]] of Object.entries(AT_ONCE)) {
  test(`a session that may lack the first call says so: ${how}`, async ({ page, ipc }) => {
    await open(page, html, files);
    await expect.poll(() => ipc.gaps()).toEqual([expect.objectContaining(GAP)]);
    await page.evaluate("window.__TAURI_INTERNALS__.invoke('second')");
    await settled(page, ipc);
    expect(commands(ipc)).toEqual(['second']);
    const error = await expect(ipc)
      .toHaveInvoked('first', undefined, { timeout: 1 })
      .catch((thrown: Error) => thrown.message);
    expect(error).toContain(
      'Note: window.__TAURI_INTERNALS__ was made by a script of the page, whose own first calls may be missing: earlyGlobals: true, or IPC_RECORDER_EARLY_GLOBALS=1, records them.',
    );
  });
}

test.describe('with earlyGlobals', () => {
  test.use({ ipcRecorder: { mode: 'on', earlyGlobals: true, sources: { globals: ['api'] } } });

  for (const [how, [html, files]] of Object.entries(AT_ONCE)) {
    test(`the first call is recorded: ${how}`, async ({ page, ipc }) => {
      await open(page, html, files);
      await expect(ipc).toHaveInvokedTimes('first', 1);
      expect(ipc.gaps()).toEqual([]);
    });
  }

  test('the first call of setContent is recorded', async ({ page, ipc }) => {
    await page.setContent(`<script>${MOCK}</script><script>${CALL}</script>`);
    await expect(ipc).toHaveInvokedTimes('first', 1);
  });

  test('so is that of one evaluate, of __TAURI__ and of a global of its own', async ({ page, ipc }) => {
    await open(page, '');
    await page.evaluate(`${MOCK}${CALL}`);
    await page.evaluate('window.api = { read: async () => 1 }; window.api.read()');
    await expect(ipc).toHaveInvokedTimes('first', 1);
    await expect(ipc).toHaveInvokedTimes('read', 1);
  });

  test('the name is there from the start, hidden and undefined, and a plain property once it is assigned', async ({
    page,
  }) => {
    await open(page, '');
    const look = `[
      '__TAURI_INTERNALS__' in window, typeof window.__TAURI_INTERNALS__, Object.keys(window).includes('__TAURI_INTERNALS__'),
      delete window.__TAURI__, '__TAURI__' in window,
    ]`;
    expect(await page.evaluate(look)).toEqual([true, 'undefined', false, true, false]);
    await page.evaluate(MOCK);
    expect(await page.evaluate("Object.keys(window).includes('__TAURI_INTERNALS__')")).toBe(true);
  });
});

/** Pages whose session lacks nothing, and which must not say so. */
const WHOLE: Record<string, [html: string, files?: Record<string, string>]> = {
  'an inline script that only assigns': [`<script>${MOCK}</script><script>${CALL}</script>`],
  'an inline script that assigns piece by piece': [
    `<script>window.__TAURI_INTERNALS__ = window.__TAURI_INTERNALS__ || {}; window.__TAURI_INTERNALS__.invoke = async (command) => command;</script>
     <script>window.app = () => window.__TAURI_INTERNALS__.invoke('first'); app();</script>`,
  ],
  'mockIPC, whose object is empty when it is found': [
    `<script>window.__TAURI_INTERNALS__ = {}; window.__TAURI_EVENT_PLUGIN_INTERNALS__ = {}; window.__TAURI_INTERNALS__.invoke = async (command) => command; ${CALL}</script>`,
  ],
  'no mock at all': ['<script>document.title = 1</script>'],
};

for (const [how, [html, files]] of Object.entries(WHOLE)) {
  test(`a session that lacks nothing says nothing: ${how}`, async ({ page, ipc }) => {
    await open(page, html, files);
    if (html.includes('first')) await expect(ipc).toHaveInvokedTimes('first', 1);
    await page.waitForTimeout(200);
    expect(ipc.gaps()).toEqual([]);
  });
}

test('an init script leaves no gap', async ({ page, ipc }) => {
  await page.addInitScript(MOCK);
  await open(page, `<script>${CALL}</script>`);
  await expect(ipc).toHaveInvokedTimes('first', 1);
  expect(ipc.gaps()).toEqual([]);
});

test('records a mock that one evaluate makes and the next one calls, however long the page has been there', async ({
  page,
  ipc,
}) => {
  await open(page, '<script>document.title = 1</script>');
  // Between two looks that time alone brings.
  await page.waitForTimeout(4_400);
  await page.evaluate(MOCK);
  await page.evaluate(CALL);
  await expect(ipc).toHaveInvokedTimes('first', 1);
  expect(ipc.gaps()).toEqual([]);
});

test('a mock that nothing can observe is said to be missing', async ({ page, ipc }) => {
  const fixed = `Object.defineProperty(window, '__TAURI_INTERNALS__', { value: Object.freeze({ invoke: async (command) => command }) });`;
  await open(page, `<script>${fixed}</script><script>${CALL}</script>`);
  await expect.poll(() => ipc.gaps()).toContainEqual(expect.objectContaining({ reason: 'fixed-global' }));
});
