import { TAURI_CHANNEL } from '../../calls/runtimes.ts';

/** A call that a window is to make. */
export interface WindowCall {
  command: string;
  args: unknown;
  /** The options of `invoke`: its headers. */
  options?: unknown;
}

/** The answer of a window: what the command returned, as JSON or as bytes in base64, or what it threw. */
export type WindowAnswer = { ok: unknown } | { bytes: string } | { thrown: unknown };

/**
 * Writes the code with which a window makes a call of its own, and returns the `WindowAnswer` as JSON. Bytes are sent as bytes. A channel of the recording
 * becomes one that hears and does nothing: the numbers of channels are others in each document.
 */
export function callCode({ command, args, options }: WindowCall): string {
  const given = [JSON.stringify(command), expressionOf(args), expressionOf(options)].join(', ');
  return `const internals = window.__TAURI_INTERNALS__;
    const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const channel = () => ${JSON.stringify(TAURI_CHANNEL)} + internals.transformCallback(() => {});
    const toText = (buffer) => { let text = ''; for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte); return btoa(text); };
    try {
      const ok = await internals.invoke(${given});
      return JSON.stringify(ok instanceof ArrayBuffer ? { bytes: toText(ok) } : { ok: ok ?? null });
    } catch (thrown) {
      return JSON.stringify({ thrown: thrown instanceof Error ? thrown.message : thrown ?? null });
    }`;
}

/** Writes a value as an expression of JavaScript. */
function expressionOf(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'string') return isChannel(value) ? 'channel()' : JSON.stringify(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (value instanceof ArrayBuffer) return `bytes(${base64(new Uint8Array(value))}).buffer`;
  if (ArrayBuffer.isView(value))
    return `bytes(${base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))})`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Map) return `new Map(${expressionOf([...value])})`;
  if (value instanceof Set) return `new Set(${expressionOf([...value])})`;
  if (Array.isArray(value)) return `[${value.map(expressionOf).join(', ')}]`;
  // In brackets, so that `__proto__` is a key like any other.
  const fields = Object.entries(value).map(([key, one]) => `[${JSON.stringify(key)}]: ${expressionOf(one)}`);
  return `{ ${fields.join(', ')} }`;
}

function isChannel(text: string): boolean {
  return text.startsWith(TAURI_CHANNEL) && /^\d+$/.test(text.slice(TAURI_CHANNEL.length));
}

const base64 = (bytes: Uint8Array) => JSON.stringify(Buffer.from(bytes).toString('base64'));
