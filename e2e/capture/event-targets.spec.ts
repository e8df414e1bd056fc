// Which listeners hear an event, by the real `@tauri-apps/api`, where Node is the backend. The rules are those of Tauri's own `emit_to`.
import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { keepSession } from '../support/sessions/replay-from.ts';
import { settled } from '../support/settled.ts';
import { APP, serveTauriPages } from '../support/tauri/page.ts';

test.use({ ipcRecorder: 'on' });

const HTML = `<script type="module">
  import { emit, emitTo, listen } from '@tauri-apps/api/event.js';
  import { invoke } from '@tauri-apps/api/core.js';
  import { getCurrentWindow } from '@tauri-apps/api/window.js';
  import { getCurrentWebview } from '@tauri-apps/api/webview.js';
  import { getCurrentWebviewWindow } from '@tauri-apps/api/webviewWindow.js';
  const heard = window.heard = [];
  const note = (who) => ({ payload }) => heard.push(who + ' ' + payload);
  await listen('news', note('any'));
  await listen('news', note('label main'), { target: 'main' });
  await listen('news', note('label other'), { target: 'other' });
  await listen('news', note('app'), { target: { kind: 'App' } });
  await getCurrentWindow().listen('news', note('window'));
  await getCurrentWebview().listen('news', note('webview'));
  await getCurrentWebviewWindow().listen('news', note('webview window'));
  Object.assign(window, { emit, emitTo, invoke, ready: true });
</script>`;

const MAIN = ['any', 'label main', 'window', 'webview', 'webview window'];
const ALL = ['any', 'label main', 'label other', 'app', 'window', 'webview', 'webview window'];

async function open(page: Page, context: BrowserContext): Promise<void> {
  await serveTauriPages(context, { '/': HTML });
  await page.goto(APP);
  await page.waitForFunction(() => 'ready' in window);
}

/** Who has heard an event, without its payload; forgets them. */
async function heardIn(page: Page): Promise<string[]> {
  const heard = (await page.evaluate('heard.splice(0)')) as string[];
  return heard.map((text) => text.replace(/ \d+$/, ''));
}

test('what a page emits reaches the listeners of its target, in its own window and in others', async ({
  page,
  context,
  ipc,
}) => {
  await ipc.serve({});
  await open(page, context);
  const other = await context.newPage();
  await open(other, context);
  for (const [script, listeners] of [
    [`emit('news', 1)`, ALL],
    [`emitTo('main', 'news', 2)`, MAIN],
    [`emitTo('other', 'news', 3)`, ['any', 'label other']],
    [`emitTo({ kind: 'Window', label: 'main' }, 'news', 4)`, ['any', 'label main', 'window']],
    [`emitTo({ kind: 'Webview', label: 'main' }, 'news', 5)`, ['any', 'label main', 'webview']],
    [`emitTo({ kind: 'WebviewWindow', label: 'main' }, 'news', 6)`, ['any', 'label main', 'webview window']],
    [`emitTo({ kind: 'App' }, 'news', 7)`, ['any', 'app']],
    [`emitTo({ kind: 'Any' }, 'news', 8)`, ALL],
  ] as const) {
    await page.evaluate(script);
    expect(await heardIn(page), script).toEqual(listeners);
    await expect.poll(() => other.evaluate('heard.length'), script).toBe(listeners.length);
    expect(await heardIn(other), script).toEqual(listeners);
  }
});

test('what the test and a served backend emit to a window reaches the listeners of its label', async ({
  page,
  context,
  ipc,
}) => {
  await ipc.serve({
    tell: async (
      { window }: { window?: string },
      { emit }: { emit: (event: string, payload: unknown, options?: object) => Promise<void> },
    ) => {
      await emit('news', 1, window === undefined ? {} : { window });
    },
  });
  await open(page, context);
  expect(await ipc.emit('news', 1, { window: 'main' })).toBe(MAIN.length);
  expect(await heardIn(page)).toEqual(MAIN);
  expect(await ipc.emit('news', 2, { window: 'other' })).toBe(2);
  expect(await heardIn(page)).toEqual(['any', 'label other']);
  await page.evaluate(`invoke('tell', { window: 'other' })`);
  expect(await heardIn(page)).toEqual(['any', 'label other']);
  await page.evaluate(`invoke('tell', {})`);
  expect(await heardIn(page)).toEqual(ALL);
});

test('a replay brings a recorded event to the listeners it was for', async ({ page, context, ipc }, testInfo) => {
  await ipc.serve({
    tell: async (
      _args: unknown,
      { emit }: { emit: (event: string, payload: unknown, options?: object) => Promise<void> },
    ) => {
      await emit('news', 1, { window: 'other' });
    },
  });
  await open(page, context);
  await page.evaluate(`invoke('tell', {})`);
  const recorded = await heardIn(page);
  expect(recorded).toEqual(['any', 'label other']);
  await settled(page, ipc);
  expect(ipc.pushes('news').map(({ target }) => target)).toEqual([{ kind: 'AnyLabel', label: 'other' }]);
  const file = keepSession(ipc, testInfo);
  await page.close();
  await ipc.routeFromSession(file);
  const next = await context.newPage();
  await open(next, context);
  await next.evaluate(`invoke('tell', {})`);
  expect(await heardIn(next)).toEqual(recorded);
});
