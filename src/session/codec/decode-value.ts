import { unescapeLoneSurrogates } from '../../std/well-formed.ts';
import { markerOf } from './values.ts';

/**
 * Returns the value that `encodeValue` was given, as far as it was recorded: dates, maps, sets, errors, bigints and binary data are rebuilt.
 * What was not kept (cut, circular, functions, binary data over the limit) stays the marker it is. The result shares nothing with `encoded`.
 */
export function decodeValue(encoded: unknown): unknown {
  if (typeof encoded !== 'object' || encoded === null) return encoded;
  if (Array.isArray(encoded)) return encoded.map(decodeValue);
  const marker = markerOf(encoded);
  if (marker !== undefined) {
    const decode = Object.hasOwn(DECODERS, marker) ? DECODERS[marker] : undefined;
    const content: unknown = Reflect.get(encoded, marker);
    const decoded = decode?.(content);
    if (decoded) return decoded.value;
  }
  return decodeFields(encoded);
}

/** Decodes the content of a marker. The value is in a box, since it may be undefined; there is no box when the marker is not one that `encodeValue` writes. */
type Decoder = (content: unknown) => { value: unknown } | undefined;

const DECODERS: Readonly<Record<string, Decoder>> = {
  $undefined: () => ({ value: undefined }),
  $number: (text) => (typeof text === 'string' ? { value: Number(text) } : undefined),
  $bigint: (text) => (typeof text === 'string' && /^-?\d+$/.test(text) ? { value: BigInt(text) } : undefined),
  $date: (text) => (typeof text === 'string' ? { value: new Date(text) } : undefined),
  $text: (text) => (typeof text === 'string' ? { value: unescapeLoneSurrogates(text) } : undefined),
  $literal: (fields) => (isObject(fields) ? { value: decodeFields(fields) } : undefined),
  $map: (pairs) =>
    isPairs(pairs) ? { value: new Map(pairs.map(([key, item]) => [decodeValue(key), decodeValue(item)])) } : undefined,
  $set: (items) => (Array.isArray(items) ? { value: new Set(items.map(decodeValue)) } : undefined),
  $object: (pairs) =>
    isPairs(pairs) && pairs.every(([key]) => typeof key === 'string')
      ? {
          value: Object.fromEntries(
            pairs.map(([key, item]) => [unescapeLoneSurrogates(key as string), decodeValue(item)]),
          ),
        }
      : undefined,
  $error: (fields) => (isObject(fields) ? { value: decodeError(fields) } : undefined),
  $binary: decodeBinary,
};

function decodeFields(source: object): Record<string, unknown> {
  // `fromEntries` defines its keys, so `__proto__` is one like any other.
  return Object.fromEntries(Object.entries(source).map(([key, value]) => [key, decodeValue(value)]));
}

const ERRORS: Readonly<Record<string, new (message: string) => Error>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

function decodeError(source: object): Error {
  const { name, message, stack, ...own } = decodeFields(source);
  const Constructor = (typeof name === 'string' && Object.hasOwn(ERRORS, name) ? ERRORS[name] : undefined) ?? Error;
  const text = textOf(message);
  const error = new Constructor(text);
  const hidden = { configurable: true, writable: true, enumerable: false };
  // The stack first: to replace the engine's own, engines make it, of the name that is there by then.
  Object.defineProperty(error, 'stack', {
    ...hidden,
    value: typeof stack === 'string' ? stack : `${textOf(name)}: ${text}`,
  });
  if (error.name !== name) Object.defineProperty(error, 'name', { ...hidden, value: name });
  for (const [key, value] of Object.entries(own)) {
    Object.defineProperty(error, key, { ...hidden, enumerable: key !== 'cause' && key !== 'errors', value });
  }
  return error;
}

/** Makes a text of a field that recorders write as a text. An object in its place is not asked: it may have no way to become one. */
function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? '[object]' : String(value);
}

const VIEWS: Readonly<Record<string, new (buffer: ArrayBuffer) => ArrayBufferView>> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
  ...('Float16Array' in globalThis ? { Float16Array: Reflect.get(globalThis, 'Float16Array') } : {}),
};

function decodeBinary(content: unknown): { value: unknown } | undefined {
  const { type, base64 } = (isObject(content) ? content : {}) as { type?: unknown; base64?: unknown };
  if (typeof type !== 'string' || typeof base64 !== 'string') return undefined;
  const View = Object.hasOwn(VIEWS, type) ? VIEWS[type] : undefined;
  if (!View && type !== 'ArrayBuffer') return undefined;
  try {
    const { buffer } = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return { value: View ? new View(buffer) : buffer };
  } catch {
    return undefined; // not base64, or not a whole number of items
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPairs(value: unknown): value is [unknown, unknown][] {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
}
