// The scripts that a real Tauri runs first in its windows, out of its crates, in Chromium. Its Rust half is a stand-in of ours:
// a backend behind the custom protocol, the native door behind `window.ipc`, and the texts that Rust evaluates in the page.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { type BrowserContext, type Frame, test } from '@playwright/test';
import { serveTauriPages } from './page.ts';

const FOLDER = join(import.meta.dirname, '../../crates/tauri-scripts');
const LISTENERS = '_6d2f8a_listeners';
const EMIT = '_6d2f8a_emit';

/** Where the app's pages are. Windows' spelling of Tauri's protocols is used, since Chromium knows no others. */
export const TAURI_APP = 'http://tauri.localhost';
const ISOLATION = 'http://isolation.localhost';

type Crates = Record<'tauri' | 'tauri-utils', string>;

let known: Crates | undefined;

/** Tells the folders of the crates, or skips the tests where there is no cargo; in CI they must run. Asks cargo once a worker. */
export function findTauriCrates(): Crates {
  known ??= askCargo();
  return known;
}

function askCargo(): Crates {
  const { error, status, stdout, stderr } = spawnSync(
    'cargo',
    ['metadata', '--format-version', '1', '--filter-platform', 'x86_64-unknown-linux-gnu'],
    { cwd: FOLDER, encoding: 'utf8', maxBuffer: 1e9 },
  );
  if (error !== undefined) {
    if (process.env.CI) throw new Error("cargo is not installed: the tests of Tauri's own scripts must run in CI.");
    test.skip(true, "cargo is not installed: Tauri's own scripts are not tested here");
  }
  if (status !== 0) throw new Error(`cargo metadata failed:\n${stderr}`);
  const { packages } = JSON.parse(stdout) as { packages: { name: string; manifest_path: string }[] };
  const folderOf = (name: string) => dirname(packages.find((one) => one.name === name)?.manifest_path ?? '');
  return { tauri: folderOf('tauri'), 'tauri-utils': folderOf('tauri-utils') };
}

export interface TauriRuntimeOptions {
  label?: string;
  pattern?: 'brownfield' | 'isolation';
}

/** The runtime's scripts as one, with its templates filled in as Tauri's Rust code does. */
export function tauriInitScript({ label = 'main', pattern = 'brownfield' }: TauriRuntimeOptions = {}): string {
  const { tauri } = findTauriCrates();
  const script = (name: string, values: Record<string, unknown> = {}) =>
    fill(readFileSync(join(tauri, 'scripts', name), 'utf8'), values);
  const process = script('process-ipc-message-fn.js');
  const isolated = pattern === 'isolation' ? script('isolation.js', { isolation_src: `${ISOLATION}/`, style: '' }) : '';
  return [
    // wry's own line for WebView2
    `Object.defineProperty(window, 'ipc', { value: Object.freeze({ postMessage: (s) => window.chrome.webview.postMessage(s) }) });`,
    `Object.defineProperty(window, 'isTauri', { value: true });
     if (!window.__TAURI_INTERNALS__) Object.defineProperty(window, '__TAURI_INTERNALS__', { value: { plugins: {} } });`,
    script('ipc-protocol.js', {
      invoke_key: 'K3Y-OF-THIS-WINDOW',
      os_name: 'windows',
      fetch_channel_data_command: 'plugin:__TAURI_CHANNEL__|fetch',
      process_ipc_message_fn: process,
    }),
    `Object.defineProperty(window.__TAURI_INTERNALS__, 'metadata', {
       value: { currentWindow: { label: ${JSON.stringify(label)} }, currentWebview: { label: ${JSON.stringify(label)} } } });`,
    script('pattern.js', { pattern: { pattern } }),
    script('ipc.js', { isolation_origin: ISOLATION }),
    script('core.js', { os_name: 'windows', protocol_scheme: 'http' }),
    `Object.defineProperty(window, '${EMIT}', { value(eventData, ids) {
       const listeners = window['${LISTENERS}']?.[eventData.event] ?? [];
       for (const id of ids) if (listeners[id]) __TAURI_INTERNALS__.runCallback(listeners[id].handlerId, { ...eventData, id });
     } });
     Object.defineProperty(window, '__TAURI_EVENT_PLUGIN_INTERNALS__', { value: { unregisterListener(event, id) {
       const { handlerId } = window['${LISTENERS}']?.[event]?.[id] ?? {};
       if (handlerId === undefined) return;
       delete window['${LISTENERS}'][event][id];
       __TAURI_INTERNALS__.unregisterCallback(handlerId);
     } } });`,
    isolated,
  ].join('\n');
}

/** What the stand-in for the Rust half can do with a call. */
export interface TauriCall {
  command: string;
  /** Parsed JSON, or the bytes of a raw body; what the isolation frame encrypted is `null`. */
  args: unknown;
  headers: Record<string, string>;
  frame: Frame;
  /** Sends a message down a channel, as Rust does: a large one is fetched by the page. */
  sendToChannel(channel: string, index: number, message: unknown): Promise<void>;
}

/** Answers with a value or bytes; throws a value to fail. `undefined` stands for `null`. */
export type TauriBackend = (call: TauriCall) => unknown;

/** How the app's native half is reached. */
export interface ServeTauriOptions {
  /** Whether a request of the custom protocol gets through; a blocked one fails as under a content policy. @default always */
  protocolWorks?: (command: string) => boolean;
}

/** Serves pages (see `serveTauriPages`), the custom protocol and `window.ipc` to a context. */
export async function serveTauriApp(
  context: BrowserContext,
  pages: Record<string, string>,
  backend: TauriBackend,
  { protocolWorks = () => true }: ServeTauriOptions = {},
): Promise<void> {
  const crates = findTauriCrates();
  const channelData = new Map<string, unknown>();
  let eventIds = 0;
  const run = async (command: string, args: unknown, headers: Record<string, string>, frame: Frame) => {
    if (command === 'plugin:__TAURI_CHANNEL__|fetch') return channelData.get(headers['tauri-channel-id'] ?? '');
    if (command === 'plugin:event|listen') {
      const { event, handler } = args as { event: string; handler: number };
      eventIds += 1;
      await frame.evaluate(
        ([name, of, id, handlerId]) => {
          const all = window as unknown as Record<string, Record<string, object>>;
          if (all[name] === undefined) Object.defineProperty(window, name, { value: Object.create(null) });
          const listeners = all[name] as Record<string, object>;
          if (listeners[of] === undefined) Object.defineProperty(listeners, of, { value: Object.create(null) });
          Object.defineProperty(listeners[of], id, {
            value: { target: { kind: 'Any' }, handlerId },
            configurable: true,
          });
        },
        [LISTENERS, event, eventIds, handler] as const,
      );
      return eventIds;
    }
    if (command === 'plugin:event|unlisten') return null;
    if (command === 'plugin:event|emit') {
      const { event, payload } = args as { event: string; payload: unknown };
      await emitFromRust(frame, event, payload);
      return null;
    }
    const sendToChannel = async (channel: string, index: number, message: unknown) => {
      const callback = Number(channel.replace('__CHANNEL__:', ''));
      if (JSON.stringify(message).length < 8_192) {
        await evaluateRust(
          frame,
          `__TAURI_INTERNALS__.runCallback(${callback}, ${JSON.stringify({ message, index })})`,
        );
        return;
      }
      const id = String(channelData.size + 1);
      channelData.set(id, message);
      await evaluateRust(
        frame,
        `__TAURI_INTERNALS__.invoke('plugin:__TAURI_CHANNEL__|fetch', null, { headers: { 'Tauri-Channel-Id': '${id}' } })
           .then((response) => __TAURI_INTERNALS__.runCallback(${callback}, { message: response, index: ${index} })).catch(console.error)`,
      );
    };
    return await backend({ command, args, headers, frame, sendToChannel });
  };

  await context.route('http://ipc.localhost/**', async (route) => {
    const request = route.request();
    const command = decodeURIComponent(new URL(request.url()).pathname.slice(1));
    if (!protocolWorks(command)) return await route.abort('blockedbyclient');
    const headers = request.headers();
    const body = request.postDataBuffer();
    const isJson = headers['content-type'] === 'application/json';
    const args: unknown = isJson ? withoutCipher(JSON.parse(body?.toString() ?? 'null')) : body;
    const allow = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Tauri-Response' };
    try {
      const value = await run(command, args, headers, request.frame());
      if (value === NEVER) return;
      const isBytes = value instanceof Uint8Array;
      await route.fulfill({
        headers: { ...allow, 'Tauri-Response': 'ok' },
        contentType: isBytes ? 'application/octet-stream' : 'application/json',
        body: isBytes ? Buffer.from(value) : JSON.stringify(value ?? null),
      });
    } catch (error) {
      const body = JSON.stringify(error);
      await route.fulfill({ headers: { ...allow, 'Tauri-Response': 'error' }, contentType: 'application/json', body });
    }
  });
  await context.exposeBinding('nativeDoor', async ({ frame }, text: string) => {
    const { cmd, callback, error, payload, options = {} } = JSON.parse(text);
    const answer = async (id: number, value: unknown) =>
      await evaluateRust(frame, `__TAURI_INTERNALS__.runCallback(${id}, ${JSON.stringify(value ?? null)})`);
    try {
      const value = await run(cmd, payload, options.headers ?? {}, frame);
      if (value !== NEVER) void answer(callback, value);
    } catch (reason) {
      void answer(error, reason);
    }
  });
  await context.addInitScript(`window.chrome = { webview: { postMessage: (text) => void nativeDoor(text) } };`);
  await context.route(`${ISOLATION}/**`, async (route) => {
    const secure = readFileSync(join(crates['tauri-utils'], 'src/pattern/isolation.js'), 'utf8');
    const fn = readFileSync(join(crates.tauri, 'scripts/process-ipc-message-fn.js'), 'utf8');
    const script = fill(secure, {
      origin: TAURI_APP,
      runtime_aes_gcm_key: Array(32).fill(7),
      process_ipc_message_fn: fn,
    });
    await route.fulfill({
      contentType: 'text/html',
      body: `<script>window.__TAURI_ISOLATION_HOOK__ = (payload) => payload; ${script}</script>`,
    });
  });
  await serveTauriPages(context, pages, TAURI_APP);
}

/** What a backend returns to never answer. */
export const NEVER = Symbol('never');

/** Emits an event as Rust does: to the listeners of one window. */
export async function emitFromRust(frame: Frame, event: string, payload: unknown): Promise<void> {
  await evaluateRust(
    frame,
    `window['${EMIT}']?.({ event: ${JSON.stringify(event)}, payload: ${JSON.stringify(payload)} },
       Object.getOwnPropertyNames(window['${LISTENERS}']?.[${JSON.stringify(event)}] ?? {}))`,
  );
}

async function evaluateRust(frame: Frame, script: string): Promise<void> {
  await frame.evaluate(`void (() => { ${script} })()`);
}

/** Under the isolation pattern the payload is encrypted: the stand-in does not decrypt it. */
function withoutCipher(args: unknown): unknown {
  return typeof args === 'object' && args !== null && 'nonce' in args ? null : args;
}

function fill(script: string, values: Record<string, unknown>): string {
  return script.replace(/__(RAW|TEMPLATE)_(\w+?)__/g, (mark, how: string, name: string) => {
    if (!(name in values)) return mark;
    return how === 'RAW' ? String(values[name]) : JSON.stringify(values[name]);
  });
}
