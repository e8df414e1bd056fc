import type { KeyRules } from '../key-rules.ts';

/**
 * Tells whether bytes have a member whose name promises a secret, as MessagePack, CBOR and BSON write it: the name after its length, or before
 * a zero, and a value after it. In `a8 "password" a7 "hunter2"` nothing of the value says what it is.
 */
export function hasSecretMember(bytes: Buffer, keys: KeyRules): boolean {
  const text = bytes.toString('latin1');
  if (!keys.mayMention(text)) return false;
  for (let at = 0; at < bytes.length - MIN_NAME; at++) {
    const [start, length] = nameAt(bytes, at);
    const end = start + length;
    if (length < MIN_NAME || end >= bytes.length || !isValue(bytes[end] as number, bytes[end + 1])) continue;
    const name = bytes.toString('utf8', start, end);
    if (NAME.test(name) && keys.verdictOf(name).secretClass !== undefined) return true;
  }
  for (const { 1: name } of text.matchAll(ZERO_ENDED))
    if (name !== undefined && keys.verdictOf(Buffer.from(name, 'latin1').toString()).secretClass !== undefined)
      return true;
  return false;
}

const MIN_NAME = 2;
const NAME = /^[\p{L}\p{M}\p{N}_ .$-]+$/u;
/** Matches a name of BSON: after its type, before a zero, with a value that has no zero for its length. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: types of BSON are control characters
const ZERO_ENDED = /[\x01-\x1f]([A-Za-z_\x80-\xff][\w.$\x80-\xff-]{1,63})\0(?!\0{4})/g;

/** Returns where the name begins that a byte is the length of, and its length: of MessagePack, then of CBOR. */
function nameAt(bytes: Buffer, at: number): [start: number, length: number] {
  const byte = bytes[at] as number;
  if (byte >= 0xa2 && byte <= 0xbf) return [at + 1, byte - 0xa0];
  if (byte === 0xd9 || byte === 0x78) return [at + 2, bytes[at + 1] as number];
  if (byte >= 0x62 && byte <= 0x77) return [at + 1, byte - 0x60];
  return [at, 0];
}

/** Tells whether a byte begins a text, bytes or a number that is not empty. */
function isValue(byte: number, next: number | undefined): boolean {
  if (next === undefined) return false;
  const isMessagePack = (byte > 0xa0 && byte <= 0xbf) || (byte >= 0xc4 && byte <= 0xdb);
  const isCbor = (byte > 0x60 && byte <= 0x7b) || (byte > 0x40 && byte <= 0x5b) || (byte >= 0x18 && byte <= 0x1b);
  return isMessagePack || isCbor;
}
