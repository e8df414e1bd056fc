import { writeFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { type AppWindow, invokeIn, openApp } from '../support/conformance/app-under-test.ts';
import { serveTauriV1 } from '../support/conformance/tauri-v1.ts';

test.use({ ipcRecorder: 'on' });

const MODULES = `
  import { invoke } from '@tauri-apps/api/tauri.js';
  import { listen, emit } from '@tauri-apps/api/event.js';
  window.heard = [];
  window.app = { invoke, emit, listen: (name) => listen(name, ({ payload }) => window.heard.push(payload)) };`;

async function open(page: Page, context: BrowserContext, script = MODULES): Promise<void> {
  await openApp(page, await serveTauriV1(context, script));
}

test('records a runtime that defines its function so that it cannot be changed', async ({ page, context, ipc }) => {
  // A stand-in of the shape of Tauri 1's own script; the answer comes as Rust evaluates it.
  await context.addInitScript(`Object.defineProperty(window, '__TAURI_IPC__', { value: Object.freeze((message) => {
    setTimeout(() => window['_' + message.callback]('answered ' + message.cmd));
  }) });`);
  await open(page, context);
  expect(await invokeIn(page, 'save', { title: 'Milk' })).toBe('answered save');
  expect(ipc.calls()).toMatchObject([{ command: 'save', args: { title: 'Milk' }, result: { Ok: 'answered save' } }]);
  expect(await page.evaluate(() => Object.getOwnPropertyDescriptor(window, '__TAURI_IPC__')?.writable)).toBe(false);
});

test('names the commands of the built-in API by module', async ({ page, context, ipc }) => {
  await open(
    page,
    context,
    `import { mockIPC } from '@tauri-apps/api/mocks.js';
     import { readTextFile } from '@tauri-apps/api/fs.js';
     mockIPC(() => 'text');
     await readTextFile('a.txt');
     window.app = {};`,
  );
  await expect(ipc).toHaveInvoked('tauri:Fs.readTextFile');
});

test('an app finds no __TAURI_IPC__ where there is none', async ({ page, context }) => {
  await open(page, context, `window.app = ['__TAURI_IPC__' in window, typeof window.__TAURI_IPC__];`);
  expect(await page.evaluate(() => (window as unknown as AppWindow).app)).toEqual([false, 'undefined']);
});

test('records a call once when a mock passes it on to the function it found', async ({ page, context, ipc }) => {
  await open(
    page,
    context,
    `import { mockIPC } from '@tauri-apps/api/mocks.js';
     import { invoke } from '@tauri-apps/api/tauri.js';
     mockIPC((command) => command);
     await invoke('first');
     const found = window.__TAURI_IPC__;
     window.__TAURI_IPC__ = (message) => found(message);
     await Promise.all([invoke('second'), invoke('second')]);
     window.app = {};`,
  );
  await expect.poll(() => ipc.calls().map(({ command }) => command)).toEqual(['first', 'second', 'second']);
});

test('a route answers, and a rejected one fails', async ({ page, context, ipc }) => {
  await ipc.route('load', (route) => route.fulfill({ routed: true }));
  await ipc.route('save', (route) => route.reject('read-only'));
  await context.addInitScript(`window.__TAURI_IPC__ = ({ callback }) => window['_' + callback]('backend');`);
  await open(page, context);
  expect(await invokeIn(page, 'load')).toEqual({ routed: true });
  expect(await invokeIn(page, 'save').catch((error: Error) => error.message)).toContain('read-only');
  expect(await invokeIn(page, 'other')).toBe('backend');
  expect(ipc.calls().map(({ mocked }) => mocked)).toEqual([true, true, undefined]);
});

test.describe('served', () => {
  test.use({ ipcRecorder: { mode: 'on', sources: { 'tauri-v1': true } } });

  test('Node is the backend of an app that has none, events included', async ({ page, context, ipc }) => {
    await ipc.serve({
      load: (args: unknown) => ({ loaded: args }),
      sync: async (_args: unknown, { emit }: { emit(event: string, payload: unknown): Promise<void> }) => {
        await emit('progress', 50);
        return 'done';
      },
    });
    await open(page, context);
    expect(await invokeIn(page, 'load', { id: 1 })).toEqual({ loaded: { id: 1 } });
    await page.evaluate(() => (window as unknown as AppWindow).app.listen('progress', () => {}));
    expect(await invokeIn(page, 'sync')).toBe('done');
    expect(await page.evaluate(() => (window as unknown as AppWindow).heard)).toEqual([50]);
    await expect.poll(() => ipc.pushes().map(({ command, args }) => [command, args])).toEqual([['progress', 50]]);
  });

  test.describe('without its plumbing', () => {
    test.use({ ipcRecorder: { mode: 'on', sources: { 'tauri-v1': true }, exclude: ['tauri:Event.*'] } });

    test('a session replays with the pushes that came before any call', async ({ page, context, ipc }, testInfo) => {
      const timestamp = '2026-11-25T09:00:00.000Z';
      const event = {
        type: 'Ipc',
        id: '1',
        kind: 'push',
        command: 'started',
        args: 7,
        result: 'Pending',
        timestamp,
        duration_ms: null,
        arg_size_bytes: 1,
        webview_label: 'main',
        source: 'tauri-v1',
      };
      const file = testInfo.outputPath('session.json');
      const events = [{ index: 0, timestamp, event }];
      writeFileSync(file, JSON.stringify({ id: 's', started_at: timestamp, events, checkpoints: [] }));
      await ipc.routeFromSession(file);
      await open(page, context);
      await page.evaluate(() => (window as unknown as AppWindow).app.listen('started', () => {}));
      await expect.poll(() => page.evaluate(() => (window as unknown as AppWindow).heard)).toEqual([7]);
      expect(ipc.calls()).toEqual([]);
    });
  });

  test('a session replays with its pushes where there is no backend', async ({ page, context, ipc }, testInfo) => {
    const time = '2026-11-25T09:00:00.000Z';
    const call = {
      type: 'Ipc',
      timestamp: time,
      duration_ms: 2,
      arg_size_bytes: 0,
      webview_label: 'main',
      source: 'tauri-v1',
    };
    const events = [
      { ...call, id: '1', command: 'sync', args: {}, result: { Ok: 'recorded' }, duration_us: 2_000 },
      {
        ...call,
        id: '2',
        command: 'progress',
        kind: 'push',
        args: 7,
        result: 'Pending',
        duration_ms: null,
        timestamp: '2026-11-25T09:00:00.001Z',
      },
    ];
    const session = {
      id: 's',
      started_at: time,
      events: events.map((event, index) => ({ index, timestamp: event.timestamp, event })),
      checkpoints: [],
    };
    const file = testInfo.outputPath('session.json');
    writeFileSync(file, JSON.stringify(session));
    await ipc.routeFromSession(file);
    await open(page, context);
    await page.evaluate(() => (window as unknown as AppWindow).app.listen('progress', () => {}));
    expect(await invokeIn(page, 'sync')).toBe('recorded');
    expect(await page.evaluate(() => (window as unknown as AppWindow).heard)).toEqual([7]);
  });
});
