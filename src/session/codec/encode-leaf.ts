import { charCodeAt, free, freeGetter, slice } from '../../std/natives.ts';
import { escapeLoneSurrogates, isWellFormed, toWellFormed } from '../../std/text/well-formed.ts';
import { type BinaryBudget, encodeView } from './encode-binary.ts';
import type { ValueLimits } from './values.ts';
import type { WireMeter } from './wire-meter.ts';

/** The state of one call of `encodeValue`. */
export interface Run extends BinaryBudget {
  limits: ValueLimits;
  /** Tells whether the value is read as `JSON.stringify` does, or as structured clone does. */
  isJson: boolean;
  /** Tells whether code of the app must not run now: no getter, no `toJSON`. */
  isQuiet: boolean;
  nodesLeft: number;
  /** The objects that contain the value at hand, from the outside in. */
  open: object[];
  /** The meter is told of the values that the result does not hold. */
  meter: WireMeter | undefined;
  blobs: FoundBlob[] | undefined;
}

/** A `Blob` or `File` in a value, and the content of its `$binary` marker. */
export interface FoundBlob {
  blob: Blob;
  binary: { size: number; base64?: string };
}

// The values that hold no others, and what the others have in common. Runs in pages: see encode-value.ts.
const { assign, keys: ownKeys, defineProperty } = Object;
const { isFinite: isFiniteNumber } = Number;
const { max, min } = Math;
const Text = String;

const toISOString = free(Date.prototype.toISOString);
const getTime = free(Date.prototype.getTime);
const blobSize = freeGetter(Blob.prototype, 'size');
const blobType = freeGetter(Blob.prototype, 'type');
const fileName = typeof File === 'function' ? freeGetter(File.prototype, 'name') : undefined;

export function encodeString(text: string, run: Run): unknown {
  const { maxString, maxCutString = maxString } = run.limits;
  const room = min(maxString, max(0, run.textLeft));
  const kept = text.length > room ? min(room, maxCutString) : text.length;
  run.textLeft -= kept;
  if (text.length > room) {
    run.meter?.whole(text);
    const last = kept === 0 ? 0 : charCodeAt(text, kept - 1);
    const isHalf = last >= 0xd800 && last < 0xdc00;
    const head = slice(text, 0, isHalf ? kept - 1 : kept);
    return { $cut: { type: 'string', size: text.length, head: toWellFormed(head) } };
  }
  return isWellFormed(text) ? text : { $text: escapeLoneSurrogates(text) };
}

export function encodeBigint(value: bigint, run: Run): unknown {
  const digits = Text(value);
  if (digits.length <= run.limits.maxString) return { $bigint: digits };
  run.meter?.whole(value);
  return { $cut: { type: 'bigint', size: digits.length, head: slice(digits, 0, run.limits.maxString) } };
}

export function encodeBytes(view: ArrayBufferView, run: Run): unknown {
  run.meter?.whole(view);
  return encodeView(view, run);
}

export function encodeDate(date: Date): unknown {
  return { $date: isFiniteNumber(getTime(date)) ? toISOString(date) : 'Invalid Date' };
}

export function encodeBlob(blob: Blob, type: string, { blobs }: Run): unknown {
  const mime = plainText(blobType(blob));
  const name = type === 'File' && fileName ? { name: plainText(fileName(blob)) } : {};
  const binary = assign({ type, size: blobSize(blob) as number }, name, mime === '' ? {} : { mime });
  if (blobs !== undefined) blobs[blobs.length] = { blob, binary };
  return { $binary: binary };
}

/** Makes the marker of a value that is below the deepest level or beyond the last value. */
export function cut(type: string, size: number, value: object, run: Run): unknown {
  run.meter?.whole(value);
  return { $cut: { type, size } };
}

/** Tells how many of `size` items are kept, and one level up to two where they go. Undefined when none can be. */
export function fit(size: number, level: number, own: number, run: Run): { kept: number; level: number } | undefined {
  const { maxItems, maxCutItems = maxItems } = run.limits;
  const room = min(size, maxItems, max(0, run.nodesLeft));
  const isWhole = room === size;
  const kept = isWhole ? size : min(room, maxCutItems);
  const deepest = level + own + (isWhole ? 0 : 2);
  return deepest > run.limits.maxDepth || (!isWhole && kept === 0) ? undefined : { kept, level: deepest + 1 };
}

export function areWellFormed(keys: readonly string[]): boolean {
  for (let i = 0; i < keys.length; i++) if (!isWellFormed(keys[i] as string)) return false;
  return true;
}

/** Tells whether an encoded value is the marker of undefined, not what an app made to look like it: that is in `$literal`. */
export function isUndefined(encoded: unknown): boolean {
  return typeof encoded === 'object' && encoded !== null && '$undefined' in encoded && ownKeys(encoded).length === 1;
}

/** Cuts a key that is over the limit of strings, and adds its true length. */
export function keyWithin(key: string, value: unknown, { limits, meter }: Run): string {
  if (key.length <= limits.maxString) return key;
  const shown = `${toWellFormed(slice(key, 0, limits.maxString))}… (${key.length} characters)`;
  meter?.key(key, shown, value);
  return shown;
}

export function setField(fields: Record<string, unknown>, key: string, value: unknown, run: Run): void {
  const name = keyWithin(key, value, run);
  // `__proto__`, and what the page has put on `Object.prototype`: a setter, or a property that cannot be written.
  if (name in fields) defineField(fields, name, value);
  else fields[name] = value;
}

/** Defines a field whatever it is called: to assign `__proto__` would replace the prototype. */
export function defineField(fields: Record<string, unknown>, name: string, value: unknown): void {
  defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}

export function plainText(text: unknown): string {
  return typeof text === 'string' ? toWellFormed(slice(text, 0, 1000)) : '';
}
