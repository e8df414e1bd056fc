import { takeOutLarge } from '../../session/codec/take-out-large.ts';
import { describePart } from './describe-part.ts';

/** Returns a redacted value with the markers in it that a recording has for its large parts, and writes nothing. */
export function markLarge(value: unknown): unknown {
  return takeOutLarge(value, (part) => ({ $file: describePart(part).file }));
}
