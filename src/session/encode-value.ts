import { encodeBinary, encodeView } from './encode-binary.ts';
import { free, freeGetter } from './natives.ts';
import { DEFAULT_VALUE_LIMITS, isMarkerKey, type ValueLimits } from './values.ts';
import { escapeLoneSurrogates, isWellFormed, toWellFormed } from './well-formed.ts';

/**
 * Turns any value into what JSON can hold, with the markers of `values.ts` for the rest. The result shares nothing with `value`.
 *
 * It reads what `JSON.stringify` would read and no more: `toJSON` is honoured (but a `Date` becomes `$date`), getters of own enumerable keys
 * run, undefined values of objects are dropped. Tauri's `__TAURI_TO_IPC_KEY__` is honoured as Tauri does. It never throws.
 *
 * It also runs in pages, so it uses nothing that a page's script could have replaced after it was loaded: no iterators, no methods.
 *
 * @param limits What is over them becomes `$cut`. The result is nested at most `maxDepth` + 2 deep.
 */
export function encodeValue(value: unknown, limits?: Partial<ValueLimits>): unknown {
  const run: Run = {
    limits: limits ? assign({}, DEFAULT_VALUE_LIMITS, limits) : DEFAULT_VALUE_LIMITS,
    nodesLeft: 0,
    open: [],
  };
  run.nodesLeft = run.limits.maxNodes;
  try {
    return encode(value, 1, run);
  } catch {
    return { $other: '[object Object]' }; // the page broke a part of the language itself
  }
}

/** One call of `encodeValue`. */
interface Run {
  limits: ValueLimits;
  nodesLeft: number;
  /** The objects that contain the value at hand, from the outside in. */
  open: object[];
}

const { isArray } = Array;
const { assign, keys: ownKeys, getPrototypeOf, getOwnPropertyDescriptor, defineProperty } = Object;
const { isFinite: isFiniteNumber } = Number;
const { isView } = ArrayBuffer;
const { max, min } = Math;
const { toStringTag } = Symbol;
const Text = String;
const Bytes = Uint8Array;

const slice = free(String.prototype.slice);
const charCodeAt = free(String.prototype.charCodeAt);
const apply = free(Function.prototype.apply as (this: unknown, self: unknown, list: unknown) => unknown);
const tagText = free(Object.prototype.toString);
const toISOString = free(Date.prototype.toISOString);
const getTime = free(Date.prototype.getTime);
const unboxNumber = free(Number.prototype.valueOf as (this: unknown) => number);
const unboxString = free(String.prototype.valueOf as (this: unknown) => string);
const unboxBoolean = free(Boolean.prototype.valueOf as (this: unknown) => boolean);
const mapForEach = free(Map.prototype.forEach);
const setForEach = free(Set.prototype.forEach);
const mapSize = freeGetter(Map.prototype, 'size');
const setSize = freeGetter(Set.prototype, 'size');
const symbolText = freeGetter(Symbol.prototype, 'description');
const bufferSize = freeGetter(ArrayBuffer.prototype, 'byteLength');

function encode(value: unknown, level: number, run: Run): unknown {
  run.nodesLeft--;
  switch (typeof value) {
    case 'string':
      return encodeString(value, run);
    case 'number':
      if (!isFiniteNumber(value)) return { $number: Text(value) };
      return value === 0 && 1 / value < 0 ? { $number: '-0' } : value;
    case 'boolean':
      return value;
    case 'undefined':
      return { $undefined: true };
    case 'bigint':
      return { $bigint: Text(value) };
    case 'function':
      return { $function: plainText(getOwnPropertyDescriptor(value, 'name')?.value) };
    case 'symbol':
      return { $symbol: plainText(symbolText(value)) };
    case 'object':
      return value === null ? null : encodeObject(value, level, run);
  }
}

function encodeString(text: string, run: Run): unknown {
  if (text.length > run.limits.maxString) {
    const last = charCodeAt(text, run.limits.maxString - 1);
    const isHalf = last >= 0xd800 && last < 0xdc00;
    const head = slice(text, 0, isHalf ? run.limits.maxString - 1 : run.limits.maxString);
    return { $cut: { type: 'string', size: text.length, head: toWellFormed(head) } };
  }
  return isWellFormed(text) ? text : { $text: escapeLoneSurrogates(text) };
}

function encodeObject(value: object, level: number, run: Run): unknown {
  const { open } = run;
  const depth = open.length;
  for (let i = 0; i < depth; i++) if (open[i] === value) return { $circular: true };
  open[depth] = value;
  try {
    return isArray(value) ? encodeArray(value, level, run) : encodeByKind(value, level, run);
  } catch {
    // A getter, a `toJSON` or a proxy threw. The app's own JSON.stringify would have thrown as well; we must not.
    return { $other: '[object Object]' };
  } finally {
    open.length = depth;
  }
}

function encodeByKind(value: object, level: number, run: Run): unknown {
  if (isView(value)) return encodeView(value, run.limits.maxBinary);
  const tag = tagOf(value);
  if (tag === 'Date') {
    return { $date: isFiniteNumber(getTime(value as Date)) ? toISOString(value as Date) : 'Invalid Date' };
  }
  const forIpc = (value as Record<string, unknown>).__TAURI_TO_IPC_KEY__;
  if (typeof forIpc === 'function') return encodeReplacement(apply(forIpc, value, []), level, run);
  const toJson = (value as { toJSON?: unknown }).toJSON;
  if (typeof toJson === 'function') return encodeReplacement(apply(toJson, value, ['']), level, run);
  return encodeTagged(value, tag, level, run);
}

/** What `toJSON` gave is written as it is: its own `toJSON` is not asked. */
function encodeReplacement(value: unknown, level: number, run: Run): unknown {
  if (typeof value !== 'object' || value === null) return encode(value, level, run);
  if (isArray(value)) return encodeItems(value, level, run);
  return isView(value) ? encodeView(value, run.limits.maxBinary) : encodeTagged(value, tagOf(value), level, run);
}

function encodeTagged(value: object, tag: string, level: number, run: Run): unknown {
  switch (tag) {
    case 'Object':
      return encodePlain(value as Record<string, unknown>, level, run);
    case 'Error':
    case 'DOMException':
      return encodeError(value as Error, level, run);
    case 'Map':
      return encodeMap(value as Map<unknown, unknown>, level, run);
    case 'Set':
      return encodeSet(value as Set<unknown>, level, run);
    case 'ArrayBuffer':
      return encodeBinary(tag, new Bytes(value as ArrayBuffer), bufferSize(value) as number, run.limits.maxBinary);
    case 'SharedArrayBuffer':
      return encodeBinary(
        tag,
        new Bytes(value as SharedArrayBuffer),
        (value as SharedArrayBuffer).byteLength,
        run.limits.maxBinary,
      );
    case 'Blob':
    case 'File':
      return { $binary: { type: tag, size: (value as Blob).size } };
    case 'Number':
      return encode(unboxNumber(value), level, run);
    case 'String':
      return encode(unboxString(value), level, run);
    case 'Boolean':
      return unboxBoolean(value);
    default:
      return { $other: `[object ${plainText(tag)}]` };
  }
}

/**
 * What an object is, across realms and without running a getter: the language's own kind,
 * or the `Symbol.toStringTag` on its prototypes when that is a plain text. `Object` for a class of the app.
 */
function tagOf(value: object): string {
  if (!(toStringTag in value)) return slice(tagText(value), 8, -1);
  for (let at: object | null = value; at !== null; at = getPrototypeOf(at)) {
    const descriptor = getOwnPropertyDescriptor(at, toStringTag);
    if (descriptor) return typeof descriptor.value === 'string' ? descriptor.value : 'Object';
  }
  return 'Object';
}

/** A marker for what is below the deepest level or beyond the last value. */
function cut(type: string, size: number): unknown {
  return { $cut: { type, size } };
}

/** How many of `size` items are kept, and one level up to two where they go. Undefined when none can be. */
function fit(size: number, level: number, own: number, run: Run): { kept: number; level: number } | undefined {
  const kept = min(size, run.limits.maxItems, max(0, run.nodesLeft));
  const isWhole = kept === size;
  const deepest = level + own + (isWhole ? 0 : 2);
  return deepest > run.limits.maxDepth || (!isWhole && kept === 0) ? undefined : { kept, level: deepest + 1 };
}

function encodeArray(value: readonly unknown[], level: number, run: Run): unknown {
  const toJson = (value as { toJSON?: unknown }).toJSON;
  return typeof toJson === 'function'
    ? encodeReplacement(apply(toJson, value, ['']), level, run)
    : encodeItems(value, level, run);
}

function encodeItems(value: readonly unknown[], level: number, run: Run): unknown {
  const size = value.length;
  const room = fit(size, level, 0, run);
  if (!room) return cut('array', size);
  const items: unknown[] = [];
  for (let i = 0; i < room.kept; i++) items[i] = encode(value[i], room.level, run);
  return room.kept === size ? items : { $cut: { type: 'array', size, head: items } };
}

function encodePlain(value: Record<string, unknown>, level: number, run: Run): unknown {
  const keys = ownKeys(value);
  const size = keys.length;
  const first = keys[0];
  const isLikeMarker = size === 1 && first !== undefined && isMarkerKey(first);
  const room = fit(size, level, isLikeMarker ? 1 : 0, run);
  if (!room) return cut('object', size);
  const fields = encodeFields(value, keys, room.kept, room.level, run);
  if (room.kept < size) return { $cut: { type: 'object', size, head: fields } };
  return isLikeMarker && ownKeys(fields).length === 1 ? { $literal: fields } : fields;
}

function encodeFields(
  value: Record<string, unknown>,
  keys: readonly string[],
  kept: number,
  level: number,
  run: Run,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  let keepsUndefined = false;
  // Dropping `b` of { $date: 'x', b: undefined } would leave what looks like a marker.
  for (let i = 0; i < kept; i++) if (keys.length > 1 && isMarkerKey(keys[i] as string)) keepsUndefined = true;
  for (let i = 0; i < kept; i++) {
    const key = keys[i] as string;
    const item = value[key];
    if (item !== undefined || keepsUndefined) setField(fields, key, encode(item, level, run));
  }
  return fields;
}

function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
  const name = isWellFormed(key) ? key : toWellFormed(key);
  if (name === '__proto__')
    defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
  else fields[name] = value;
}

function encodeError(error: Error, level: number, run: Run): unknown {
  const own = ownKeys(error);
  const room = fit(own.length + 3, level, 1, run);
  if (!room) return cut('error', own.length);
  const fields: Record<string, unknown> = {
    name: plainText(error.name),
    message: encodeString(Text(error.message), run),
  };
  if (typeof error.stack === 'string') fields.stack = encodeString(error.stack, run);
  assign(
    fields,
    encodeFields(error as unknown as Record<string, unknown>, own, min(own.length, room.kept), room.level, run),
  );
  const cause = getOwnPropertyDescriptor(error, 'cause');
  if (cause && !cause.enumerable) fields.cause = encode(cause.value, room.level, run);
  const errors = getOwnPropertyDescriptor(error, 'errors');
  if (errors && !errors.enumerable) fields.errors = encode(errors.value, room.level, run);
  return { $error: fields };
}

function encodeMap(map: Map<unknown, unknown>, level: number, run: Run): unknown {
  const size = mapSize(map) as number;
  const room = fit(size, level, 2, run);
  if (!room) return cut('map', size);
  const pairs: unknown[] = [];
  mapForEach(map, (item, key) => {
    const at = pairs.length;
    if (at < room.kept) pairs[at] = [encode(key, room.level, run), encode(item, room.level, run)];
  });
  return room.kept === size ? { $map: pairs } : { $cut: { type: 'map', size, head: pairs } };
}

function encodeSet(set: Set<unknown>, level: number, run: Run): unknown {
  const size = setSize(set) as number;
  const room = fit(size, level, 1, run);
  if (!room) return cut('set', size);
  const items: unknown[] = [];
  setForEach(set, (item) => {
    const at = items.length;
    if (at < room.kept) items[at] = encode(item, room.level, run);
  });
  return room.kept === size ? { $set: items } : { $cut: { type: 'set', size, head: items } };
}

function plainText(text: unknown): string {
  return typeof text === 'string' ? toWellFormed(slice(text, 0, 1000)) : '';
}
