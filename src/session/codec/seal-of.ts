import { charCodeAt } from '../../std/natives.ts';
import { sha256 } from './sha256.ts';

// Runs in pages, too: see encode-value.ts.
const Bytes = Uint8Array;

/** Hex digits of a seal. */
export const SEAL_LENGTH = 64;

/**
 * Returns what only those can make who know the key: a keyed hash of the text, as hex digits. The key stands at both ends, so that none makes a longer
 * text of it. Node makes the same of `sealedText` by its own means.
 */
export function sealOf(key: string, text: string): string {
  const whole = sealedText(key, text);
  const bytes = new Bytes(2 * whole.length);
  for (let at = 0; at < whole.length; at += 1) {
    const code = charCodeAt(whole, at);
    bytes[2 * at] = code & 0xff;
    bytes[2 * at + 1] = code >> 8;
  }
  return sha256(bytes);
}

/** Returns the text whose UTF-16 units, the lower byte first, are hashed. */
export function sealedText(key: string, text: string): string {
  return `${key}${text.length}:${text}${key}`;
}
