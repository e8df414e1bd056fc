import { unescapeLoneSurrogates } from '../../std/text/well-formed.ts';
import { DEFAULT_VALUE_LIMITS, markerOf } from './values.ts';

/** A part of an encoded value that is too large for a session's own text. */
export interface LargePart {
  /** The form of its content in a file: the bytes of binary data, the text of a string, else the JSON of the encoded value. */
  as: 'bytes' | 'text' | 'json';
  /** The kind of value, in the words of `$cut` and `$binary`: `string`, `array`, `Uint8Array`. */
  type: string;
  /** UTF-16 units of a text, items of an array, map, set or object, bytes of binary data. */
  size: number;
  /** The part as it was encoded. */
  encoded: unknown;
}

/**
 * Replaces the parts of an encoded value that are over `DEFAULT_VALUE_LIMITS`: long strings, binary data, long arrays, maps, sets and objects,
 * each as a whole. Where the rest has too many parts, too much text or too many levels, its heavy members are large parts as well, or all of it
 * is one. What is within the limits is returned as it came, the same reference.
 *
 * A recording and the question of a replay are taken apart by this same rule: so equal values get equal markers.
 *
 * @param replace gives what stands in a part's place.
 * @param onCut called for each part that was cut already.
 */
export function takeOutLarge(encoded: unknown, replace: (part: LargePart) => unknown, onCut?: () => void): unknown {
  if (typeof encoded !== 'object' || encoded === null) {
    return typeof encoded === 'string' && encoded.length > maxString ? replace(partOf(encoded)) : encoded;
  }
  const measure = measured(encoded, onCut);
  if (!isWithin(measure, 1, MAX_LEVELS)) return replaceHeavy(encoded, 1, replace);
  return measure.hasLarge ? replaceLarge(encoded, replace) : encoded;
}

const { maxString, maxText, maxItems, maxNodes, maxBinary, maxDepth } = DEFAULT_VALUE_LIMITS;
/** Levels of an encoded value that is within the limits: see `encodeValue`. */
const MAX_LEVELS = maxDepth + 2;
/** Markers with nothing to look into: what they stand for is a value of its own. */
const LEAVES = new Set(['$undefined', '$number', '$date', '$function', '$symbol', '$other', '$circular', '$hole']);

/** The sum of what stays in the session's own text. */
interface Measure {
  values: number;
  text: number;
  levels: number;
  hasLarge: boolean;
  onCut: (() => void) | undefined;
}

function measured(encoded: unknown, onCut?: () => void): Measure {
  const measure: Measure = { values: 0, text: 0, levels: 0, hasLarge: false, onCut };
  measurePart(encoded, 1, measure);
  return measure;
}

function isWithin({ values, text, levels }: Measure, share: number, maxLevels: number): boolean {
  return values <= maxNodes / share && text <= maxText / share && levels <= maxLevels;
}

/** Members that a list of arguments, or the object in it, has at most. */
const MAX_MEMBERS = 16;

/** Replaces the heavy members of a list of arguments, or of an object in it, and not what stands beside them; anything else as a whole. */
function replaceHeavy(encoded: unknown, depth: number, replace: (part: LargePart) => unknown): unknown {
  const isWrapper = typeof encoded === 'object' && encoded !== null && markerOf(encoded) === undefined;
  if (!isWrapper || depth > 3 || sizeOf(encoded) > MAX_MEMBERS) return replace(partOf(encoded));
  return mapMembers(encoded, (item) => {
    const measure = measured(item);
    // So small a share that all that stays is within the limits.
    if (!isWithin(measure, MAX_MEMBERS ** depth, MAX_LEVELS - depth)) return replaceHeavy(item, depth + 1, replace);
    return measure.hasLarge ? replaceLarge(item, replace) : item;
  });
}

function measurePart(encoded: unknown, level: number, measure: Measure): void {
  measure.values += 1;
  if (typeof encoded === 'string') {
    if (encoded.length > maxString) measure.hasLarge = true;
    else measure.text += encoded.length;
    return;
  }
  if (typeof encoded !== 'object' || encoded === null) return;
  if (level > measure.levels) measure.levels = level;
  if (level > MAX_LEVELS) return; // it goes as a whole
  const marker = markerOf(encoded);
  if (marker !== undefined && LEAVES.has(marker)) return;
  if (isLarge(encoded, marker)) {
    measure.hasLarge = true;
    return;
  }
  if (marker === undefined) {
    for (const item of Array.isArray(encoded) ? encoded : Object.values(encoded)) measurePart(item, level + 1, measure);
    return;
  }
  const content: unknown = Reflect.get(encoded, marker);
  if (isCut(encoded, marker)) measure.onCut?.();
  if (marker === '$binary')
    measure.text += (content as Partial<Binary> | null)?.base64 === undefined ? 0 : sizeOf(encoded);
  else if (PAIRS.has(marker) && Array.isArray(content)) {
    // The lists around pairs are the marker's, and no values.
    for (const pair of content) {
      if (!Array.isArray(pair)) continue;
      for (const item of pair) measurePart(item, level + 3, measure);
      if (marker === '$object') measure.values -= 1;
    }
  } else {
    measure.values -= marker === '$error' ? MAX_ERROR_TEXTS : 1;
    measurePart(content, level + 1, measure);
  }
}

/** Tells whether a marker stands for what was cut for its size. */
function isCut(encoded: object, marker: string): boolean {
  if (marker !== '$binary') return marker === '$cut';
  const { type, base64, redacted, detached } = (encoded as { $binary: Partial<Binary> | null }).$binary ?? {};
  // The bytes of these are never read.
  const isBlob = type === 'Blob' || type === 'File';
  return base64 === undefined && !isBlob && redacted !== true && detached !== true;
}

const PAIRS = new Set(['$map', '$object']);
/** The marker's own object, and the name, message and stack of an error: none of them is a value of its own. */
const MAX_ERROR_TEXTS = 4;

interface Binary {
  type: string;
  size: number;
  base64?: string;
  redacted?: true;
  detached?: true;
}

function isLarge(encoded: object, marker: string | undefined): boolean {
  if (marker === '$binary')
    return (encoded as { $binary: Partial<Binary> }).$binary?.base64 !== undefined && sizeOf(encoded) > maxBinary;
  if (marker === '$text') return sizeOf(encoded) > maxString;
  if (marker === '$bigint') return sizeOf(encoded) > maxString;
  if (marker === '$cut' || marker === '$file' || marker === '$error' || marker === '$regexp') return false;
  return sizeOf(encoded) > maxItems || (!Array.isArray(encoded) && hasLongKey(encoded));
}

function hasLongKey(encoded: object): boolean {
  for (const key in encoded) if (key.length > maxString) return true;
  return false;
}

function replaceLarge(encoded: unknown, replace: (part: LargePart) => unknown): unknown {
  if (typeof encoded === 'string') return encoded.length > maxString ? replace(partOf(encoded)) : encoded;
  if (typeof encoded !== 'object' || encoded === null) return encoded;
  const marker = markerOf(encoded);
  if (marker !== undefined && LEAVES.has(marker)) return encoded;
  if (isLarge(encoded, marker)) return replace(partOf(encoded));
  if (marker === '$binary' || marker === '$cut' || marker === '$file') return encoded;
  return mapMembers(encoded, (item) => replaceLarge(item, replace));
}

/** Changes the members of an object or array; returns it as it came when none has changed. */
export function mapMembers(encoded: object, change: (item: unknown) => unknown): object {
  if (Array.isArray(encoded)) {
    const items = encoded.map(change);
    return items.every((item, at) => item === encoded[at]) ? encoded : items;
  }
  let copy: Record<string, unknown> | undefined;
  for (const [key, item] of Object.entries(encoded)) {
    const changed = change(item);
    if (changed === item) continue;
    copy ??= { ...encoded };
    // A plain assignment to `__proto__` would set the prototype.
    Object.defineProperty(copy, key, { value: changed, configurable: true, enumerable: true, writable: true });
  }
  return copy ?? encoded;
}

function partOf(encoded: unknown): LargePart {
  const marker = markerOf(encoded);
  const size = sizeOf(encoded);
  if (typeof encoded === 'string') return { as: 'text', type: 'string', size, encoded };
  if (marker === '$binary') {
    const { $binary } = encoded as { $binary: Binary };
    return { as: 'bytes', type: $binary.type, size, encoded };
  }
  return { as: 'json', type: typeOf(encoded, marker), size, encoded };
}

function typeOf(encoded: unknown, marker: string | undefined): string {
  if (marker === '$text') return 'string';
  if (marker === '$literal' || marker === undefined) return Array.isArray(encoded) ? 'array' : 'object';
  return marker.slice(1);
}

function sizeOf(encoded: unknown): number {
  if (typeof encoded === 'string') return encoded.length;
  if (typeof encoded !== 'object' || encoded === null) return 0;
  if (Array.isArray(encoded)) return encoded.length;
  const marker = markerOf(encoded);
  if (marker === undefined) return Object.keys(encoded).length;
  const content: unknown = Reflect.get(encoded, marker);
  if (marker === '$binary') return (content as Partial<Binary> | null)?.size ?? 0;
  if (marker === '$text') return typeof content === 'string' ? unescapeLoneSurrogates(content).length : 0;
  if (typeof content === 'string' || Array.isArray(content)) return content.length;
  return typeof content === 'object' && content !== null ? Object.keys(content).length : 0;
}
