/**
 * Values on their way into JSON and back.
 *
 * JSON values stay as they are. What JSON cannot say becomes an object with one key that starts with `$`:
 *
 * | marker | stands for |
 * | --- | --- |
 * | `{"$undefined": true}` | `undefined` |
 * | `{"$number": "NaN"}` | `NaN`, `Infinity`, `-Infinity`, `-0` |
 * | `{"$bigint": "10"}` | a bigint |
 * | `{"$date": "2026-11-23T09:30:00.000Z"}` | a `Date` (`"Invalid Date"` when it is one) |
 * | `{"$error": {"name", "message", "stack"?, …own fields}}` | an `Error` |
 * | `{"$map": [[key, value], …]}`, `{"$set": [value, …]}` | a `Map`, a `Set` |
 * | `{"$binary": {"type", "size", "sha256"?, "base64"?, "name"?, "mime"?, "detached"?, "redacted"?}}` | an `ArrayBuffer`, a view on one, a `Blob` or a `File`, these with `mime` and `name`; `size` in bytes; `detached` when they went elsewhere, `redacted` when they held a secret |
 * | `{"$text": "…"}` | a string with lone surrogates, each written as `\uXXXX` and each backslash doubled |
 * | `{"$file": {"as", "type", "size", "bytes", "sha256", "alike"?, "tokens"?, "head"?, "name"?, "mime"?}}` | a value over a limit that is kept beside the session: see `take-out-large.ts` |
 * | `{"$cut": {"type", "size", "head"?}}` | a value over a limit that is not kept; `size` is its true length or count |
 * | `{"$function": "name"}`, `{"$symbol": "text"}`, `{"$other": "[object X]"}` | what has no value to record |
 * | `{"$object": [[key, value], …]}` | an object with lone surrogates in its keys, which are written as in `$text` |
 * | `{"$circular": 1}` | a reference to an object that contains it: 1 for the nearest |
 * | `{"$regexp": {"source", "flags"}}`, `{"$hole": true}` | a `RegExp`, a hole in an array (of a structured clone) |
 * | `{"$literal": {…}}` | an object of the app that looks like one of these markers |
 */

const { floor, max } = Math;

/** Limits of one value. */
export interface ValueLimits {
  /** Levels of nesting kept. @default 64 */
  maxDepth: number;
  /** UTF-16 units kept of one string. @default 65536 */
  maxString: number;
  /** UTF-16 units kept of all strings together, and bytes kept as base64. @default 4194304 */
  maxText: number;
  /** Items kept of one array, map, set or object. @default 10000 */
  maxItems: number;
  /** Values kept in all. @default 100000 */
  maxNodes: number;
  /** Bytes up to which binary data is kept whole, as base64. @default 8192 */
  maxBinary: number;
  /** UTF-16 units kept of a string that is cut. @default as much as there is room for */
  maxCutString?: number;
  /** Items kept of an array, map, set or object that is cut. @default as many as there is room for */
  maxCutItems?: number;
}

export const DEFAULT_VALUE_LIMITS: ValueLimits = {
  maxDepth: 64,
  maxString: 65_536,
  maxText: 4_194_304,
  maxItems: 10_000,
  maxNodes: 100_000,
  maxBinary: 8_192,
};

/** Bytes of one value that are recorded at most: a value over `DEFAULT_VALUE_LIMITS` goes to a file of its own. */
export const MAX_VALUE_BYTES = 16_777_216;

/** Limits for values on their way to a recording, which takes out what is too large for the session's own text. */
export const RECORDED_VALUES: ValueLimits = recordedValues(MAX_VALUE_BYTES);

/** Returns the limits of values on their way to a recording that keeps so many bytes of each. */
export function recordedValues(maxValueBytes: number): ValueLimits {
  const { maxString, maxText, maxItems, maxNodes, maxBinary } = DEFAULT_VALUE_LIMITS;
  return {
    maxDepth: 128,
    maxString: max(maxString, maxValueBytes),
    maxText: max(maxText, maxValueBytes),
    maxItems: max(maxItems, floor(maxValueBytes / 2)),
    maxNodes: max(maxNodes, floor(maxValueBytes / 16)),
    maxBinary: max(maxBinary, maxValueBytes),
    maxCutString: maxString,
    maxCutItems: maxItems,
  };
}

/** Limits for values that a backend is to work with: whole, and as deep as a Rust backend could read them. */
export const WHOLE_VALUES: ValueLimits = {
  maxDepth: 128,
  maxString: Number.POSITIVE_INFINITY,
  maxText: Number.POSITIVE_INFINITY,
  maxItems: Number.POSITIVE_INFINITY,
  maxNodes: Number.POSITIVE_INFINITY,
  maxBinary: Number.POSITIVE_INFINITY,
};

// Runs in pages: see encode-value.ts.
const { isArray } = Array;
const { keys: ownKeys } = Object;

// A record and not a Set: pages may replace `Set.prototype.has`.
const MARKERS: Readonly<Record<string, true>> = Object.freeze({
  __proto__: null as never,
  $undefined: true,
  $number: true,
  $bigint: true,
  $date: true,
  $error: true,
  $map: true,
  $set: true,
  $object: true,
  $binary: true,
  $text: true,
  $cut: true,
  $file: true,
  $function: true,
  $symbol: true,
  $other: true,
  $circular: true,
  $regexp: true,
  $hole: true,
  $literal: true,
});

/** Tells whether an object whose one key is `key` is a marker. */
export function isMarkerKey(key: string): boolean {
  return MARKERS[key] === true;
}

/** Returns the marker's key when `value` is a marker, else undefined. */
export function markerOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || isArray(value)) return undefined;
  const keys = ownKeys(value);
  const key = keys[0];
  return keys.length === 1 && key !== undefined && isMarkerKey(key) ? key : undefined;
}
