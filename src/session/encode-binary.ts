import { free, freeGetter } from './natives.ts';
import { sha256 } from './sha256.ts';

// Runs in pages: see encode-value.ts.
const Bytes = Uint8Array;
const { min } = Math;
const { fromCharCode } = String;
const toBase64 = btoa;
const apply = free(Function.prototype.apply as (this: unknown, self: unknown, list: unknown) => unknown);
const viewTag = freeGetter(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);

/** Bytes are hashed up to this many: a MiB takes some ten milliseconds. */
const MAX_HASHED = 1_048_576;

/** The `$binary` marker of a typed array or a `DataView`. */
export function encodeView(view: ArrayBufferView, maxBinary: number): unknown {
  const type = (viewTag(view) as string | undefined) ?? 'DataView';
  return encodeBinary(type, new Bytes(view.buffer, view.byteOffset, view.byteLength), view.byteLength, maxBinary);
}

/** The `$binary` marker of `bytes`: always their size, their digest up to a MiB, and themselves up to `maxBinary`. */
export function encodeBinary(type: string, bytes: Uint8Array, size: number, maxBinary: number): unknown {
  const binary: Record<string, unknown> = { type, size };
  if (size <= MAX_HASHED) binary.sha256 = sha256(bytes);
  if (size <= maxBinary) binary.base64 = base64(bytes);
  return { $binary: binary };
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) {
    const part = new Bytes(bytes.buffer, bytes.byteOffset + at, min(4096, bytes.length - at));
    text += apply(fromCharCode, undefined, part) as string;
  }
  return toBase64(text);
}
