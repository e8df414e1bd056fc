import { decodeValue } from '../../../session/codec/decode-value.ts';

/** Returns the arguments of a message, which Electron has as a list; one value, as other backends have it, is a list of one. */
export function decodeList(args: unknown): unknown[] {
  const list = decodeValue(args);
  return Array.isArray(list) ? list : [list];
}
