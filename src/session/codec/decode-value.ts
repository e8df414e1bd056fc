import { unescapeLoneSurrogates } from '../../std/text/well-formed.ts';
import { markerOf } from './values.ts';

/**
 * Returns the value that `encodeValue` was given, as far as it was recorded: dates, maps, sets, errors, regular expressions, bigints, binary
 * data, holes and circles are rebuilt. What was not kept (cut, functions, binary data over the limit) stays the marker it is. The result
 * shares nothing with `encoded`.
 */
export function decodeValue(encoded: unknown): unknown {
  return decode(encoded, []);
}

/** The classes as the app knows them: in pages, code of ours has classes of its own under these names, which no app should meet. */
const { Map: AppMap, Set: AppSet } = globalThis;

/** The objects around a value, the nearest last, which circles lead to; undefined within what was cut: the count does not hold there. */
type Around = object[] | undefined;

function decode(encoded: unknown, around: Around): unknown {
  if (typeof encoded !== 'object' || encoded === null) return encoded;
  if (Array.isArray(encoded)) return decodeItems(encoded, around);
  const marker = markerOf(encoded);
  if (marker !== undefined) {
    const decoder = Object.hasOwn(DECODERS, marker) ? DECODERS[marker] : undefined;
    const content: unknown = Reflect.get(encoded, marker);
    const decoded = decoder?.(content, around);
    if (decoded) return decoded.value;
  }
  return decodeFields(encoded, marker === '$cut' ? undefined : around);
}

/** Fills an object while it is one of those around its members. */
function fill<Owner extends object>(owner: Owner, around: Around, run: (inner: Around) => void): Owner {
  around?.push(owner);
  run(around);
  around?.pop();
  return owner;
}

function decodeItems(source: unknown[], around: Around): unknown[] {
  const items: unknown[] = [];
  items.length = source.length;
  return fill(items, around, (inner) => {
    for (const [at, item] of source.entries()) if (markerOf(item) !== '$hole') items[at] = decode(item, inner);
  });
}

/** Decodes the content of a marker. The value is in a box, since it may be undefined; there is no box when the marker is not one that `encodeValue` writes. */
type Decoder = (content: unknown, around: Around) => { value: unknown } | undefined;

const DECODERS: Readonly<Record<string, Decoder>> = {
  $undefined: () => ({ value: undefined }),
  $number: (text) => (typeof text === 'string' ? { value: Number(text) } : undefined),
  $bigint: (text) => (typeof text === 'string' && /^-?\d{1,100000}$/.test(text) ? { value: BigInt(text) } : undefined),
  $date: (text) => (typeof text === 'string' ? { value: new Date(text) } : undefined),
  $text: (text) => (typeof text === 'string' ? { value: unescapeLoneSurrogates(text) } : undefined),
  $literal: (fields, around) => (isObject(fields) ? { value: decodeFields(fields, around) } : undefined),
  $map: (pairs, around) => (isPairs(pairs) ? { value: decodeMap(pairs, around) } : undefined),
  $set: (items, around) => (Array.isArray(items) ? { value: decodeSet(items, around) } : undefined),
  $object: (pairs, around) =>
    isPairs(pairs) && pairs.every(([key]) => typeof key === 'string')
      ? { value: decodePairs(pairs as [string, unknown][], around) }
      : undefined,
  $error: (fields, around) => (isObject(fields) ? { value: decodeError(fields, around) } : undefined),
  $binary: decodeBinary,
  $regexp: decodeRegExp,
  $circular: (up, around) => {
    const owner = typeof up === 'number' ? around?.at(-up) : undefined;
    return owner === undefined ? undefined : { value: owner };
  },
};
function decodeMap(pairs: [unknown, unknown][], around: Around): Map<unknown, unknown> {
  const map = new AppMap<unknown, unknown>();
  return fill(map, around, (inner) => {
    for (const [key, item] of pairs) map.set(decode(key, inner), decode(item, inner));
  });
}

function decodeSet(items: unknown[], around: Around): Set<unknown> {
  const set = new AppSet<unknown>();
  return fill(set, around, (inner) => {
    for (const item of items) set.add(decode(item, inner));
  });
}

function decodePairs(pairs: [string, unknown][], around: Around): Record<string, unknown> {
  return assignFields(
    pairs.map(([key, item]) => [unescapeLoneSurrogates(key), item]),
    around,
  );
}

function decodeFields(source: object, around: Around): Record<string, unknown> {
  return assignFields(Object.entries(source), around);
}

/** Defines the fields, so that `__proto__` is one like any other. */
function assignFields(fields: [string, unknown][], around: Around): Record<string, unknown> {
  const owner: Record<string, unknown> = {};
  return fill(owner, around, (inner) => {
    for (const [key, item] of fields)
      Object.defineProperty(owner, key, {
        value: decode(item, inner),
        configurable: true,
        enumerable: true,
        writable: true,
      });
  });
}

function decodeRegExp(content: unknown): { value: unknown } | undefined {
  const { source, flags } = (isObject(content) ? content : {}) as { source?: unknown; flags?: unknown };
  const pattern = decode(source, undefined);
  if (typeof pattern !== 'string' || typeof flags !== 'string') return undefined;
  try {
    return { value: new RegExp(pattern, flags) };
  } catch {
    return undefined; // the syntax of another engine
  }
}

const ERRORS: Readonly<Record<string, new (message: string) => Error>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

function decodeError(source: object, around: Around): Error {
  const { name: encodedName, message, stack: encodedStack, ...own } = source as Record<string, unknown>;
  const name = decode(encodedName, undefined);
  const stack = decode(encodedStack, undefined);
  const Constructor = (typeof name === 'string' && Object.hasOwn(ERRORS, name) ? ERRORS[name] : undefined) ?? Error;
  const text = textOf(decode(message, undefined));
  const error = new Constructor(text);
  const hidden = { configurable: true, writable: true, enumerable: false };
  // The stack first: to replace the engine's own, engines make it, of the name that is there by then.
  Object.defineProperty(error, 'stack', {
    ...hidden,
    value: typeof stack === 'string' ? stack : `${textOf(name)}: ${text}`,
  });
  if (error.name !== name) Object.defineProperty(error, 'name', { ...hidden, value: name });
  return fill(error, around, (inner) => {
    for (const [key, item] of Object.entries(own)) {
      const value = decode(item, inner);
      Object.defineProperty(error, key, { ...hidden, enumerable: key !== 'cause' && key !== 'errors', value });
    }
  });
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
  const { type, base64, name, mime } = (isObject(content) ? content : {}) as Record<string, unknown>;
  if (typeof type !== 'string' || typeof base64 !== 'string') return undefined;
  const View = Object.hasOwn(VIEWS, type) ? VIEWS[type] : undefined;
  const isBlob = type === 'Blob' || type === 'File';
  if (!View && !isBlob && type !== 'ArrayBuffer') return undefined;
  try {
    const bytes = bytesOf(base64);
    if (!isBlob) return { value: View ? new View(bytes.buffer) : bytes.buffer };
    const options = { type: typeof mime === 'string' ? mime : '' };
    const isFile = type === 'File' && typeof File === 'function';
    return { value: isFile ? new File([bytes], textOf(name ?? ''), options) : new Blob([bytes], options) };
  } catch {
    return undefined; // not base64, or not a whole number of items
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPairs(value: unknown): value is [unknown, unknown][] {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
}
