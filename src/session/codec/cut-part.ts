import { toWellFormed } from '../../std/text/well-formed.ts';
import { type LargePart, takeOutLarge } from './take-out-large.ts';
import { DEFAULT_VALUE_LIMITS } from './values.ts';

/** Returns what a session keeps of a large part that is not kept whole: its type and size, and of a string or an array as much of its begin as `encodeValue` keeps by default. */
export function cutPart({ as, type, size, encoded }: LargePart): unknown {
  if (as === 'bytes') {
    const { base64: _base64, ...about } = (encoded as { $binary: Record<string, unknown> }).$binary;
    return { $binary: about };
  }
  const head = headOf(encoded);
  return { $cut: { type, size, ...(head === undefined ? {} : { head }) } };
}

const { maxString, maxItems, maxText } = DEFAULT_VALUE_LIMITS;

/** Returns the begin of a string or an array; undefined where there is none, or where it is itself too large. */
function headOf(encoded: unknown): unknown {
  if (typeof encoded === 'string') return toWellFormed(encoded.slice(0, maxString));
  if (!Array.isArray(encoded) || encoded.length <= maxItems) return undefined;
  const head = encoded.slice(0, maxItems).map((item) => takeOutLarge(item, cutPart));
  return (JSON.stringify(head)?.length ?? 0) > maxText ? undefined : head;
}
