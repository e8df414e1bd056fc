import { constants, gunzipSync, gzipSync } from 'node:zlib';

/** Compresses a content where that pays: undefined where it saves less than a tenth. */
export function compressed(content: Uint8Array): Buffer | undefined {
  // Pictures and archives do not get smaller: their begin tells, at a thousandth of the cost.
  if (content.length > 2 * SAMPLE && !pays(content.subarray(0, SAMPLE), fast(content.subarray(0, SAMPLE))))
    return undefined;
  const packed = fast(content);
  return pays(content, packed) ? packed : undefined;
}

/**
 * Inflates a content. Whoever wrote it may be a stranger: so no more than `maxBytes` come out of it.
 *
 * @throws zlib's error, for what is no gzip or inflates to more.
 */
export function inflated(packed: Uint8Array, maxBytes: number): Buffer {
  return gunzipSync(packed, { maxOutputLength: Math.max(1, maxBytes) });
}

/** Tells whether bytes are gzip. */
export function isCompressed(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

const SAMPLE = 65_536;

const fast = (content: Uint8Array): Buffer => gzipSync(content, { level: constants.Z_BEST_SPEED });

const pays = (content: Uint8Array, packed: Uint8Array): boolean => packed.length < content.length * 0.9;
