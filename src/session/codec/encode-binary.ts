import { apply, freeGetter, typedArray, viewTag } from '../../std/natives.ts';
import { sha256 } from './sha256.ts';

// Runs in pages: see encode-value.ts.
const Bytes = Uint8Array;
const { min } = Math;
const { fromCharCode } = String;
const toBase64 = btoa;
const viewBuffer = freeGetter(typedArray, 'buffer');
const viewOffset = freeGetter(typedArray, 'byteOffset');
const viewSize = freeGetter(typedArray, 'byteLength');
const dataBuffer = freeGetter(DataView.prototype, 'buffer');
const dataOffset = freeGetter(DataView.prototype, 'byteOffset');
const dataSize = freeGetter(DataView.prototype, 'byteLength');

/** Bytes of one buffer that are hashed: a MiB takes some ten milliseconds. */
const MAX_HASHED = 1_048_576;
/** Bytes above which a buffer that is kept whole is not hashed as well: whoever has its bytes can do that. */
const MAX_HASHED_AND_KEPT = 8_192;

/** Returns the `$binary` marker of a typed array or a `DataView`; of one whose buffer is gone, see `encodeBinary`. */
export function encodeView(view: ArrayBufferView, budget: BinaryBudget): unknown {
  const type = viewTag(view);
  try {
    return type === undefined
      ? encodeBytes('DataView', bytesOf(dataBuffer(view), dataOffset(view), dataSize(view)), budget)
      : encodeBytes(type, bytesOf(viewBuffer(view), viewOffset(view), viewSize(view)), budget);
  } catch {
    return detached(type ?? 'DataView');
  }
}

/**
 * Returns the `$binary` marker of a buffer: always its size, and its bytes up to `maxBinary`, while there is room; its digest too where it is
 * small, and up to a MiB where the bytes are not kept.
 * One that was transferred has no bytes any more: it is marked as `detached`.
 */
export function encodeBinary(type: string, buffer: ArrayBuffer, budget: BinaryBudget): unknown {
  try {
    return encodeBytes(type, new Bytes(buffer), budget);
  } catch {
    return detached(type);
  }
}

/** A budget for the bytes in one value. */
export interface BinaryBudget {
  limits: { maxBinary: number };
  /** Bytes that can still be hashed. */
  hashLeft: number;
  /** UTF-16 units of texts that can still be kept. */
  textLeft: number;
}

const bytesOf = (buffer: unknown, offset: unknown, size: unknown): Uint8Array =>
  new Bytes(buffer as ArrayBuffer, offset as number, size as number);

const detached = (type: string): unknown => ({ $binary: { type, size: 0, detached: true } });

function encodeBytes(type: string, bytes: Uint8Array, budget: BinaryBudget): unknown {
  const size = viewSize(bytes) as number;
  const binary: Record<string, unknown> = { type, size };
  const isKept = size <= min(budget.limits.maxBinary, budget.textLeft);
  if (size <= min(isKept ? MAX_HASHED_AND_KEPT : MAX_HASHED, budget.hashLeft)) {
    binary.sha256 = sha256(bytes);
    budget.hashLeft -= size;
  }
  if (isKept) {
    binary.base64 = base64(bytes, size);
    budget.textLeft -= size;
  }
  return { $binary: binary };
}

/** Returns the base64 of bytes. */
export function base64Of(bytes: Uint8Array): string {
  return base64(bytes, viewSize(bytes) as number);
}

function base64(bytes: Uint8Array, size: number): string {
  const buffer = viewBuffer(bytes);
  const offset = viewOffset(bytes) as number;
  let text = '';
  for (let at = 0; at < size; at += 4096) {
    const part = bytesOf(buffer, offset + at, min(4096, size - at));
    text += apply(fromCharCode, undefined, part) as string;
  }
  return toBase64(text);
}
