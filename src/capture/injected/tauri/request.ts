import { fromJson, nativeThen } from '../core/natives.ts';
import { type CallbackId, isCallbackId } from './find-channels.ts';

/** A call on its way from Tauri's `invoke` to the native side. */
export interface TauriRequest {
  command: string;
  readonly args: unknown;
  /** The call's own options, without the runtime's headers. */
  options: unknown;
  /** The callbacks that the answer and the error come to. */
  callback: CallbackId;
  error: CallbackId;
}

/** The custom protocol, as each platform spells it. */
const IPC_URL = /^(?:ipc:\/\/localhost|https?:\/\/ipc\.localhost)\/([^?#]*)/;

/** Headers that the runtime adds: the key among them is a secret of the window. */
const RUNTIME_HEADERS = /^(?:content-type|tauri-(?:callback|error|invoke-key))$/i;

/** Reads a `fetch` of the custom protocol; undefined when it is another one. */
export function readFetch([url, init]: unknown[]): TauriRequest | undefined {
  const path = typeof url === 'string' ? IPC_URL.exec(url)?.[1] : undefined;
  // No other request is looked into: its options may be anything.
  if (path === undefined) return undefined;
  const { headers, body } = (init ?? {}) as RequestInit;
  if (!(headers instanceof Headers)) return undefined;
  const own: Record<string, string> = {};
  headers.forEach((value, name) => {
    if (!RUNTIME_HEADERS.test(name)) own[name] = value;
  });
  return {
    command: decoded(path),
    // Needed for a second send only, where `invoke` is observed.
    get args() {
      return typeof body === 'string' ? readJson(body) : body;
    },
    options: Object.keys(own).length > 0 ? { headers: own } : undefined,
    callback: Number(headers.get('Tauri-Callback')),
    error: Number(headers.get('Tauri-Error')),
  };
}

/** Reads what is sent to `window.ipc.postMessage`; undefined when it is no call. */
export function readPosted(text: unknown): TauriRequest | undefined {
  const message = typeof text === 'string' ? readJson(text) : undefined;
  if (typeof message !== 'object' || message === null) return undefined;
  const { cmd, callback, error, payload, options } = message as Record<string, unknown>;
  if (typeof cmd !== 'string' || !isCallbackId(callback) || !isCallbackId(error)) return undefined;
  const { customProtocolIpcBlocked: _, ...own } = (options ?? {}) as Record<string, unknown>;
  return { command: cmd, args: payload, options: Object.keys(own).length > 0 ? own : undefined, callback, error };
}

/** Reads a copy of the custom protocol's response: how the call ended. */
export function readAnswer(response: Response, ok: (value: unknown) => void, err: (reason: unknown) => void): void {
  const settle = response.headers.get('Tauri-Response') === 'ok' ? ok : err;
  const [type] = (response.headers.get('content-type') ?? '').split(',');
  const copy = response.clone();
  const isText = type === 'application/json' || type === 'text/plain';
  const reading: Promise<unknown> = isText ? copy.text() : copy.arrayBuffer();
  nativeThen.call(
    reading,
    (body) => settle(type === 'application/json' ? readJson(body as string) : body),
    () => {},
  );
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function readJson(text: string): unknown {
  try {
    return fromJson(text);
  } catch {
    return text;
  }
}
