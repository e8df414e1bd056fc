import { free, freeGetter } from './natives.ts';
import { sha256 } from './sha256.ts';

// Runs in pages: see encode-value.ts.
const Bytes = Uint8Array;
const { min } = Math;
const { fromCharCode } = String;
const toBase64 = btoa;
const apply = free(Function.prototype.apply as (this: unknown, self: unknown, list: unknown) => unknown);
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const viewTag = freeGetter(typedArray, Symbol.toStringTag);
const viewBuffer = freeGetter(typedArray, 'buffer');
const viewOffset = freeGetter(typedArray, 'byteOffset');
const viewSize = freeGetter(typedArray, 'byteLength');
const dataBuffer = freeGetter(DataView.prototype, 'buffer');
const dataOffset = freeGetter(DataView.prototype, 'byteOffset');
const dataSize = freeGetter(DataView.prototype, 'byteLength');

/** Bytes are hashed up to this many: a MiB takes some ten milliseconds. */
const MAX_HASHED = 1_048_576;

/** The `$binary` marker of a typed array or a `DataView`; of one whose buffer is gone, see `encodeBinary`. */
export function encodeView(view: ArrayBufferView, maxBinary: number): unknown {
  const type = viewTag(view) as string | undefined;
  try {
    return type === undefined
      ? encodeBytes('DataView', bytesOf(dataBuffer(view), dataOffset(view), dataSize(view)), maxBinary)
      : encodeBytes(type, bytesOf(viewBuffer(view), viewOffset(view), viewSize(view)), maxBinary);
  } catch {
    return detached(type ?? 'DataView');
  }
}

/**
 * The `$binary` marker of a buffer: always its size, its digest up to a MiB, and its bytes up to `maxBinary`.
 * One that was transferred has no bytes any more: it is marked as `detached`.
 */
export function encodeBinary(type: string, buffer: ArrayBuffer, maxBinary: number): unknown {
  try {
    return encodeBytes(type, new Bytes(buffer), maxBinary);
  } catch {
    return detached(type);
  }
}

const bytesOf = (buffer: unknown, offset: unknown, size: unknown): Uint8Array =>
  new Bytes(buffer as ArrayBuffer, offset as number, size as number);

const detached = (type: string): unknown => ({ $binary: { type, size: 0, detached: true } });

function encodeBytes(type: string, bytes: Uint8Array, maxBinary: number): unknown {
  const size = viewSize(bytes) as number;
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
