import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronFixtures, type MainState, withIpcHook } from 'playwright-ipc-recorder/electron';
import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
import { electronLaunchOptions } from '../../../scripts/electron.mjs';
import { type PackageOptions, packageApp } from './package-app.ts';
import { withElectron } from './with-electron.ts';

/** What each app has: a preload with a bridge to everything a renderer can do, and a window that shows `index.html`. */
const PRELOAD = `
const { contextBridge, ipcRenderer } = require('electron');
const received = [];
let port;
contextBridge.exposeInMainWorld('bridge', {
  invoke: (...args) => ipcRenderer.invoke(...args),
  send: (...args) => ipcRenderer.send(...args),
  sendSync: (...args) => ipcRenderer.sendSync(...args),
  received: () => received,
  listen: (channel) => ipcRenderer.on(channel, (event, ...args) => {
    received.push([channel, ...args]);
    for (const one of event.ports) { port = one; port.onmessage = ({ data }) => received.push(['port', data]); }
  }),
  connect: (channel) => {
    const pair = new MessageChannel();
    port = pair.port1;
    port.onmessage = ({ data }) => received.push(['port', data]);
    ipcRenderer.postMessage(channel, { hello: 1 }, [pair.port2]);
  },
  post: (message) => port.postMessage(message),
});`;

/**
 * Stands first in every page. Now and then, without us too, Electron leaves the preload script out of a frame that loads while Playwright
 * attaches; the frame loads again then. Three times at most, which the window's name counts: it outlives a reload.
 */
const PRELOADED = `<script>if (!('bridge' in window) && name.length < 3) { name += '.'; location.reload(); }</script>`;

const MAIN = (early: string, ready: string) => `'use strict';
const electron = require('electron');
const { app, BrowserWindow, ipcMain, MessageChannelMain, utilityProcess } = electron;
const { join } = require('node:path');
const openWindow = (file = 'index.html') => {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { preload: join(__dirname, 'preload.js'), nodeIntegrationInSubFrames: true },
  });
  window.loadFile(join(__dirname, file));
  return window;
};
${early}
app.whenReady().then(() => {
  const window = openWindow();
  ${ready}
});`;

export interface AppCode {
  /** Runs when the main process starts. */
  main?: string;
  /** Runs when the first window, `window`, has been made. */
  ready?: string;
  /** Runs in the preload script, behind the bridge. */
  preload?: string;
  /** Runs in the page. */
  page?: string;
  /** More files of the app. */
  files?: Record<string, string>;
}

export interface OpenedApp {
  app: ElectronApplication;
  window: Page;
  /** Runs `bridge.<method>(…args)` in the page; resolves with its answer, or the text of its error. */
  bridge(method: string, ...args: unknown[]): Promise<unknown>;
}

export interface OpenOptions {
  /** Loads the recorder before the app, and attaches. @default true */
  hooked?: boolean;
  /** Packages the app, with an executable of its own. @default not */
  packaged?: PackageOptions;
  /** Arguments for the app itself. @default none */
  args?: string[];
  /** Reads the main process at checkpoints. */
  state?: MainState;
  env?: Record<string, string>;
}

/** Apps of a few lines, each in a real Electron; with a display of their own where there is none. */
export const test = base
  .extend(electronFixtures)
  .extend<{ openApp: (code: AppCode, options?: OpenOptions) => Promise<OpenedApp> }, { display: undefined }>({
    ...withElectron,
    openApp: async ({ ipc }, use, testInfo) => {
      const apps: ElectronApplication[] = [];
      let count = 0;
      await use(async (code, { hooked = true, packaged, args = [], state, env = {} } = {}) => {
        count += 1;
        const folder = testInfo.outputPath(`app-${count}`);
        writeApp(folder, code);
        // A profile of its own: two apps that share one wait for each other.
        const profile = `--user-data-dir=${folder}-data`;
        const how =
          packaged === undefined
            ? electronLaunchOptions(profile, folder)
            : { ...electronLaunchOptions(profile), executablePath: packageApp(folder, packaged) };
        const options = {
          ...how,
          args: [...how.args, ...args],
          env: { ...(process.env as Record<string, string>), ...env },
        };
        const app = await (hooked ? _electron.launch(withIpcHook(options, { state })) : launchUnseen(options));
        apps.push(app);
        if (hooked) await ipc.attach(app);
        const window = await windowOf(app, 'app');
        const bridge = (method: string, ...args: unknown[]) =>
          window.evaluate(
            async ([name, list]) => {
              const { bridge: api } = globalThis as unknown as {
                bridge: Record<string, (...rest: unknown[]) => unknown>;
              };
              try {
                return await api[name as string]?.(...(list as unknown[]));
              } catch (error) {
                return String(error);
              }
            },
            [method, args] as const,
          );
        return { app, window, bridge };
      });
      for (const app of apps) await app.close().catch(() => {});
    },
  });

/** Launches an app that the fixtures know nothing of: what records launches is put before the object's own method. */
export function launchUnseen(options: Parameters<typeof _electron.launch>[0]): ReturnType<typeof _electron.launch> {
  return Reflect.apply(Object.getPrototypeOf(_electron).launch, _electron, [options]);
}

/** The window with this title and the bridge; which window Playwright hears of first differs from run to run. */
async function windowOf(app: ElectronApplication, title: string): Promise<Page> {
  let found: Page | undefined;
  await expect
    .poll(async () => {
      for (const page of app.windows()) if (await page.evaluate(isReady, title).catch(() => false)) found = page;
      return found !== undefined;
    })
    .toBe(true);
  return found as Page;
}

const isReady = (title: string) => document.title === title && 'bridge' in window;

function writeApp(folder: string, { main = '', ready = '', preload = '', page = '', files = {} }: AppCode): void {
  mkdirSync(folder, { recursive: true });
  const all = {
    'package.json': JSON.stringify({ name: 'primitives', main: 'main.js' }),
    'main.js': MAIN(main, ready),
    'preload.js': `${PRELOAD}\n{${preload}\n}`,
    'index.html': '<title>app</title><script src="page.js"></script>',
    'page.js': page,
    ...files,
  };
  for (const [name, text] of Object.entries(all))
    writeFileSync(join(folder, name), name.endsWith('.html') ? `${PRELOADED}${text}` : text);
}

export { expect };
