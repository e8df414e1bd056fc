import { decodeValue } from '../../../session/codec/decode-value.ts';
import type { EncodeOptions } from '../../../session/codec/encode-value.ts';
import { WHOLE_VALUES } from '../../../session/codec/values.ts';

/** Values cross Electron's boundary as structured clones: no `toJSON` is asked. */
export const CLONED: EncodeOptions = { transport: 'clone' };

/** Encodes structured clones whole: for values that a backend or a window is to work with. */
export const WHOLE_CLONED: EncodeOptions = { ...WHOLE_VALUES, transport: 'clone' };

/** Returns the arguments of a message, which Electron has as a list; one value, as other backends have it, is a list of one. */
export function decodeList(args: unknown): unknown[] {
  const list = decodeValue(args);
  return Array.isArray(list) ? list : [list];
}
