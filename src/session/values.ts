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
 * | `{"$binary": {"type", "size", "sha256"?, "base64"?}}` | an `ArrayBuffer`, a view on one or a `Blob`; `size` in bytes |
 * | `{"$text": "…"}` | a string with lone surrogates, each written as `\uXXXX` and each backslash doubled |
 * | `{"$cut": {"type", "size", "head"?}}` | a value over a limit; `size` is its true length or count |
 * | `{"$function": "name"}`, `{"$symbol": "text"}`, `{"$other": "[object X]"}` | what has no value to record |
 * | `{"$circular": true}` | a reference to an object that contains it |
 * | `{"$literal": {…}}` | an object of the app that looks like one of these markers |
 */

/** Limits of one value. */
export interface ValueLimits {
  /** Levels of nesting kept. @default 64 */
  maxDepth: number;
  /** UTF-16 units kept of one string. @default 65536 */
  maxString: number;
  /** Items kept of one array, map, set or object. @default 10000 */
  maxItems: number;
  /** Values kept in all. @default 100000 */
  maxNodes: number;
  /** Bytes up to which binary data is kept whole, as base64. @default 8192 */
  maxBinary: number;
}

export const DEFAULT_VALUE_LIMITS: ValueLimits = {
  maxDepth: 64,
  maxString: 65_536,
  maxItems: 10_000,
  maxNodes: 100_000,
  maxBinary: 8_192,
};

const MARKERS = new Set([
  '$undefined',
  '$number',
  '$bigint',
  '$date',
  '$error',
  '$map',
  '$set',
  '$binary',
  '$text',
  '$cut',
  '$function',
  '$symbol',
  '$other',
  '$circular',
  '$literal',
]);

/** The marker's key when `value` is a marker, else undefined. */
export function markerOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  const key = keys[0];
  return keys.length === 1 && key !== undefined && MARKERS.has(key) ? key : undefined;
}
