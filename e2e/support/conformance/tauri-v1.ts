import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import type { ConformanceCase } from './conformance-case.ts';

const api = dirname(createRequire(import.meta.url).resolve('@tauri-apps/api-v1/package.json'));
const ORIGIN = 'http://tauri-v1.test';

/** Serves a page that runs a module script, and to it the real `@tauri-apps/api` 1 as it comes from npm; resolves with its URL. */
export async function serveTauriV1(context: BrowserContext, script: string): Promise<string> {
  await context.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') {
      const imports = `<script type="importmap">{ "imports": { "@tauri-apps/api/": "${ORIGIN}/api/" } }</script>`;
      const body = `<!doctype html><title>app</title>${imports}<script type="module">${script}</script>`;
      return await route.fulfill({ contentType: 'text/html', body });
    }
    const file = normalize(join(api, pathname.slice('/api/'.length)));
    await route.fulfill({ contentType: 'text/javascript', body: readFileSync(file, 'utf8') });
  });
  return `${ORIGIN}/`;
}

/** `@tauri-apps/api` 1 on its own `mockIPC`. */
export const tauriV1Mock: ConformanceCase = {
  name: 'Tauri v1, @tauri-apps/api 1 on mockIPC',
  source: 'tauri-v1',
  serve: (context) => serveTauriV1(context, SCRIPT),
  failure: 'disk full',
};

// The mock knows no events: it does what Tauri's Rust half does, and calls the handler that `listen` has registered.
const SCRIPT = `
  import { mockIPC, mockWindows } from '@tauri-apps/api/mocks.js';
  import { invoke } from '@tauri-apps/api/tauri.js';
  import { listen } from '@tauri-apps/api/event.js';
  const handlers = {};
  mockWindows('main');
  mockIPC(async (command, args) => {
    if (command === 'tauri' && args.message.cmd === 'listen') {
      handlers[args.message.event] = args.message.handler;
      return 1;
    }
    if (command === 'echo') return { echoed: args };
    if (command === 'fail') throw 'disk full';
    if (command === 'hang') return new Promise(() => {});
    if (command === 'slow') return new Promise((resolve) => setTimeout(resolve, args.ms, args.tag));
    if (command === 'push') {
      window['_' + handlers[args.name]]({ event: args.name, windowLabel: null, id: 1, payload: args.payload });
      return null;
    }
  });
  window.app = { invoke, listen: (name, heard) => listen(name, ({ payload }) => heard(payload)) };`;
