// Which window each call, push and event belongs to, where a window holds more than its own document.
import type { AppEvent } from 'playwright-ipc-recorder';
import { electronTarget } from 'playwright-ipc-recorder/electron';
import type { Ipc } from 'playwright-ipc-recorder/fixtures';
import { type AppCode, expect, test } from '../support/electron/app.ts';

test.use({ ipcRecorder: { mode: 'on', events: { console: true, windows: true } } });

const events = (ipc: Ipc): AppEvent[] => ipc.recorder.eventsSince(0).map(({ event }) => event);

/** A page that calls, listens and speaks to its console when it has loaded. Who it is stands behind the `#` of its URL. */
const PART = `<script>
  const part = location.hash.slice(1) || 'app';
  bridge.listen('news'); bridge.invoke('who', part); console.log(part + ' here');
</script>`;

const MAIN = `const { BrowserView, webContents } = electron;
  const preload = join(__dirname, 'preload.js');
  ipcMain.handle('who', () => {});
  ipcMain.handle('push', () => { for (const contents of webContents.getAllWebContents()) contents.send('news', contents.getType()); });`;

/** A window with a view of its own beside its document. */
const VIEW: AppCode = {
  main: MAIN,
  ready: `window.webContents.once('did-finish-load', () => {
    const view = new BrowserView({ webPreferences: { preload } });
    window.setBrowserView(view);
    view.webContents.loadFile(join(__dirname, 'part.htm'), { hash: 'part' });
  });`,
  files: { 'index.html': `<title>app</title>${PART}`, 'part.htm': PART },
};

/** A second window, whose document holds another in a `<webview>`. */
const WEBVIEW: AppCode = {
  main: MAIN,
  ready: `new BrowserWindow({ show: false, webPreferences: { webviewTag: true } }).loadFile(join(__dirname, 'outer.htm'));`,
  files: {
    'index.html': `<title>app</title>${PART}`,
    'part.htm': PART,
    'outer.htm': `<title>outer</title><webview src="part.htm#part" preload="preload.js"></webview>`,
  },
};

for (const [kind, code, label] of [
  ['a BrowserView', VIEW, 'view-1'],
  ['a <webview>', WEBVIEW, 'webview-1'],
] as const)
  test(`calls, pushes and events of ${kind} carry a label of its own`, { tag: '@electron' }, async ({
    openApp,
    ipc,
  }) => {
    const { bridge } = await openApp(code);
    const called = () => ipc.calls('who').map(({ args, webview_label }) => [args, webview_label]);
    await expect
      .poll(() => called().sort())
      .toEqual([
        [['app'], 'window-1'],
        [['part'], label],
      ]);
    await bridge('invoke', 'push');
    await ipc.checkpoint();
    const pushed = ipc.pushes('news').map(({ webview_label }) => webview_label);
    expect(pushed.filter((one) => one === label || one === 'window-1').sort()).toEqual([label, 'window-1'].sort());
    expect(new Set(pushed).size).toBe(pushed.length);
    const said = () =>
      events(ipc).flatMap((event) =>
        event.type === 'Console' && event.message.endsWith(' here') ? [`${event.page}: ${event.message}`] : [],
      );
    await expect.poll(() => said().sort()).toEqual([`${label}: part here`, 'window-1: app here'].sort());
    expect(await ipc.emit('news', 'only', { window: label })).toBe(1);
    expect(await ipc.emit('news', 'only', { window: 'window-1' })).toBe(1);
  });

test('what a window does carries the label of its calls', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { app } = await openApp({
    main: `globalThis.openSecond = () => openWindow('second.html');`,
    files: { 'second.html': '<title>second</title>' },
  });
  const windows = () =>
    events(ipc).flatMap((event) =>
      event.type === 'WindowEvent' ? [`${event.label} (${event.page}): ${event.event}`] : [],
    );
  const opening = app.waitForEvent('window');
  await app.evaluate(() => (globalThis as unknown as { openSecond(): void }).openSecond());
  const second = await opening;
  await expect.poll(windows).toContain('window-2 (window-2): page.opened');
  await second.close();
  await expect.poll(windows).toContain('window-2 (window-2): page.closed');
});

test('the developer tools are not the app', { tag: '@electron' }, async ({ openApp, ipc }) => {
  const { app, bridge } = await openApp({
    main: MAIN,
    ready: `window.webContents.openDevTools({ mode: 'detach' });`,
    files: { 'index.html': `<title>app</title>${PART}` },
  });
  const tools = () => app.windows().find((page) => page.url().startsWith('devtools:'));
  await expect.poll(tools).toBeDefined();
  await tools()?.evaluate(() => console.warn('from the developer tools'));
  await bridge('invoke', 'push');
  const { state } = await ipc.checkpoint();
  expect(ipc.pushes('news').map(({ webview_label }) => webview_label)).toEqual(['window-1']);
  expect(await ipc.emit('news', 'to all')).toBe(1);
  expect((state as { pages: { title: string }[] }).pages.map(({ title }) => title)).toEqual(['app']);
  expect(JSON.stringify(events(ipc))).not.toMatch(/developer tools|devtools:/);
});

test('a route gets the page of the window that calls, whichever Playwright heard of first', {
  tag: '@electron',
}, async ({ openApp, ipc }) => {
  const { app, bridge } = await openApp({
    ready: `window.webContents.openDevTools({ mode: 'detach' });
      ipcMain.handle('second', () => { openWindow('second.html'); });`,
    files: { 'second.html': '<title>second</title>' },
  });
  await expect.poll(() => app.windows().some((page) => page.url().startsWith('devtools:'))).toBe(true);
  await bridge('invoke', 'second');
  await expect.poll(() => app.windows().length).toBe(3);
  await ipc.checkpoint();
  await ipc.route('who', async (route, { page }) => route.fulfill(page?.url().replace(/.*\//, '')));
  const asked = new Map<string, unknown>();
  for (const page of app.windows().filter((one) => !one.url().startsWith('devtools:')))
    asked.set(page.url().replace(/.*\//, ''), await page.evaluate(`bridge.invoke('who')`));
  expect([...asked].sort()).toEqual([
    ['index.html', 'index.html'],
    ['second.html', 'second.html'],
  ]);
});

test.describe('where nothing is recorded', () => {
  test.use({ ipcRecorder: 'off' });

  test('calls that are sent to a running app come from its window, not from the developer tools', {
    tag: '@electron',
  }, async ({ openApp }) => {
    const { app } = await openApp(
      {
        main: `ipcMain.handle('from', ({ sender }) => [sender.getTitle(), electron.webContents.getAllWebContents().length]);`,
        ready: `window.webContents.openDevTools({ mode: 'detach' });`,
      },
      { hooked: false, packaged: {} },
    );
    const { spawnfile, spawnargs } = app.process();
    await app.close();
    const { invoke, close } = electronTarget({
      executablePath: spawnfile,
      args: spawnargs.slice(spawnargs.indexOf('--no-sandbox', 2)),
    });
    await expect.poll(() => invoke('from', [])).toEqual(['app', 2]);
    await close();
  });
});
