import { WAILS_V3 } from '../../../../calls/runtimes.ts';
import { sizeOnWire } from '../../core/call-log.ts';
import { fromJson } from '../../core/natives.ts';
import { wailsV3Command } from './command.ts';

/** The path that the runtime of Wails v3 sends its calls to, on the page's own origin. */
const RUNTIME_PATH = '/wails/runtime';

/** The numbers of the objects that bring calls of Go methods, and their cancelling. */
const CALL = 0;
const CANCEL = 10;

/** A request of the runtime. */
export interface WailsV3Request {
  body: unknown;
  /** The window it speaks of, when that is another one than its own. */
  window?: string;
  /** A large body comes in parts. */
  chunk?: { id: string; index: number; total: number };
}

/** The call that a whole request makes. */
export interface WailsV3Call {
  command: string;
  args: unknown;
  options?: Record<string, unknown>;
  /** Bytes on the wire, of a large body. */
  size: number | undefined;
  /** The runtime's own id of a call of a Go method; of the call to cancel, when it cancels one. */
  callId?: string | undefined;
  cancels?: true;
}

/** Reads the arguments of `fetch`; undefined when this is no request of the runtime. Never throws. */
export function readRequest(input: unknown, init: unknown): WailsV3Request | undefined {
  try {
    if (typeof init !== 'object' || init === null || !(input instanceof URL || typeof input === 'string'))
      return undefined;
    const { method, headers, body } = init as { method?: unknown; headers?: unknown; body?: unknown };
    if (method !== 'POST' || String(input) !== location.origin + RUNTIME_PATH) return undefined;
    if (typeof headers !== 'object' || headers === null || !('x-wails-client-id' in headers)) return undefined;
    const header = (name: string): string | undefined => (headers as Record<string, string>)[name];
    const window = header('x-wails-window-name');
    const id = header('x-wails-chunk-id');
    return {
      body,
      ...(window === undefined ? {} : { window }),
      ...(id === undefined
        ? {}
        : {
            chunk: { id, index: Number(header('x-wails-chunk-index')), total: Number(header('x-wails-chunk-total')) },
          }),
    };
  } catch {
    return undefined;
  }
}

/**
 * Reads what a request asks for; undefined when that cannot be told.
 * The parts of a large body are views on the whole of it, so the first part tells.
 */
export function readCall({ body, window }: WailsV3Request): WailsV3Call | undefined {
  try {
    const text = ArrayBuffer.isView(body) ? utf8.decode(body.buffer) : String(body);
    const { object, method, args } = fromJson(text) as { object: number; method: number; args?: object };
    const size = sizeOnWire(text);
    const { 'call-id': callId, methodName, methodID, args: given } = (args ?? {}) as CallArgs;
    if (object === CALL) return { command: methodName || `wails:${methodID}`, args: given, size, callId };
    if (object === CANCEL) return { command: WAILS_V3.cancel, args: undefined, size, callId, cancels: true };
    const options = { object, method, ...(window === undefined ? {} : { window }) };
    return { command: wailsV3Command(object, method), args, options, size };
  } catch {
    return undefined;
  }
}

/** The arguments of a request that calls a Go method: its name or its number. */
interface CallArgs {
  'call-id'?: string;
  methodName?: string;
  methodID?: number;
  args?: unknown;
}

const utf8 = new TextDecoder();
