import { charCodeAt } from '../../std/natives.ts';
import { sha256 } from './sha256.ts';

// Runs in pages, too: see encode-value.ts.
const Bytes = Uint8Array;
const { min } = Math;

/** Hex digits of a seal. */
export const SEAL_LENGTH = 64;

/** Units of a text that are sealed, beside its length: enough to tell who wrote it, and little for a text of megabytes. */
const SEALED = 16_384;

/** Returns what only those can make who know the key: a keyed hash of the text, as hex digits. The key stands at both ends, so that none makes a longer text of it. */
export function sealOf(key: string, text: string): string {
  const sealed = min(text.length, SEALED);
  const count = `${text.length}:`;
  const bytes = new Bytes(2 * (key.length * 2 + count.length + sealed));
  let at = 0;
  const add = (part: string, length: number) => {
    for (let i = 0; i < length; i++) {
      const code = charCodeAt(part, i);
      bytes[at++] = code >> 8;
      bytes[at++] = code & 0xff;
    }
  };
  add(key, key.length);
  add(count, count.length);
  add(text, sealed);
  add(key, key.length);
  return sha256(bytes);
}
