import { apply, free, freeGetter, mapForEach, unboxBoolean, unboxNumber, unboxString } from '../../std/natives.ts';
import { escapeLoneSurrogates, toWellFormed } from '../../std/text/well-formed.ts';
import { encodeBinary } from './encode-binary.ts';
import {
  areWellFormed,
  cut,
  defineField,
  encodeBigint,
  encodeBlob,
  encodeBytes,
  encodeDate,
  encodeString,
  type FoundBlob,
  fit,
  isUndefined,
  keyWithin,
  plainText,
  type Run,
  setField,
} from './encode-leaf.ts';
import { regExpParts } from './encode-regexp.ts';
import { errorParts } from './error-parts.ts';
import { tagOf } from './tag-of.ts';
import { DEFAULT_VALUE_LIMITS, isMarkerKey, type ValueLimits } from './values.ts';
import type { WireMeter } from './wire-meter.ts';

/**
 * Turns any value into what JSON can hold, with the markers of `values.ts` for the rest. The result shares nothing with `value`.
 *
 * It reads what the value's transport would read and no more: own enumerable keys, whose getters run once, and for JSON `toJSON`
 * (but a `Date` becomes `$date`) and then Tauri's `__TAURI_TO_IPC_KEY__`. What the transport would leave out (the members of a `Set`, the cause
 * of an error) is read without running anything: a getter there is `{ $other: '[getter]' }`. The same goes for all that follows once
 * the app's code has thrown, since the transport would have stopped there. It never throws.
 *
 * It also runs in pages, so it uses nothing that a page's script could have replaced after it was loaded: no iterators, no methods.
 *
 * @param options What is over its limits becomes `$cut`. The result is nested at most `maxDepth` + 2 deep.
 */
export function encodeValue(
  value: unknown,
  { transport = 'json', meter, blobs, limits: whole, ...given }: EncodeOptions = NO_OPTIONS,
): unknown {
  const limits = whole ?? (ownKeys(given).length > 0 ? assign({}, DEFAULT_VALUE_LIMITS, given) : DEFAULT_VALUE_LIMITS);
  const run: Run = {
    limits,
    isJson: transport === 'json',
    isQuiet: false,
    nodesLeft: limits.maxNodes,
    textLeft: limits.maxText,
    hashLeft: MAX_HASHED_IN_ALL,
    open: [],
    meter,
    blobs,
  };
  try {
    return encode(value, 1, run);
  } catch {
    return { $other: '[object Object]' }; // the page broke a part of the language itself, or the stack is full
  }
}

/** The options of `encodeValue`: how a value is read, and how much of it is kept. */
export interface EncodeOptions extends Partial<ValueLimits> {
  /**
   * The transport that carries the value, and decides what the value may notice. `json` = `JSON.stringify`: `toJSON` is asked, undefined values of objects are dropped.
   * `clone` = structured clone, as `postMessage` does it: no method is called, undefined values and holes stay, an error has its name, message, stack and cause.
   * @default 'json'
   */
  transport?: 'json' | 'clone';
  /** All limits at once, in place of single ones. @default `DEFAULT_VALUE_LIMITS` */
  limits?: ValueLimits;
  /** Counts the bytes on the wire meanwhile. */
  meter?: WireMeter;
  /** Gets each `Blob` with its marker: its bytes can be read later alone, and are put there by `withBytes`. */
  blobs?: FoundBlob[];
}

const NO_OPTIONS: EncodeOptions = {};
const { isArray } = Array;
const { assign, keys: ownKeys, getOwnPropertyDescriptor } = Object;
const { isFinite: isFiniteNumber } = Number;
const { isView } = ArrayBuffer;
const { floor, min } = Math;
/** Bytes hashed of one value: some forty milliseconds. */
const MAX_HASHED_IN_ALL = 4_194_304;
const MAX_LENGTH = Number.MAX_SAFE_INTEGER;
const Text = String;

const unboxBigint = free(BigInt.prototype.valueOf as (this: unknown) => bigint);
const setForEach = free(Set.prototype.forEach);
const mapSize = freeGetter(Map.prototype, 'size');
const setSize = freeGetter(Set.prototype, 'size');
const symbolText = freeGetter(Symbol.prototype, 'description');

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
      return encodeBigint(value, run);
    case 'function':
      return encodeFunction(value, level, run);
    case 'symbol':
      return { $symbol: plainText(symbolText(value)) };
    case 'object':
      return value === null ? null : encodeObject(value, level, run);
  }
}

function encodeFunction(value: object, level: number, run: Run): unknown {
  const { open } = run;
  const depth = open.length;
  try {
    if (run.isJson && !run.isQuiet) {
      const toJson = (value as { toJSON?: unknown }).toJSON;
      if (typeof toJson === 'function') {
        open[depth] = value; // circles count what stands here for the function
        return encodeReplacement(apply(toJson, value, ['']), level, run);
      }
    }
    return { $function: plainText(getOwnPropertyDescriptor(value, 'name')?.value) };
  } catch {
    run.isQuiet = true;
    return { $function: '' };
  } finally {
    open.length = depth;
  }
}

function encodeObject(value: object, level: number, run: Run): unknown {
  const { open } = run;
  const depth = open.length;
  for (let i = 0; i < depth; i++) if (open[i] === value) return { $circular: depth - i };
  open[depth] = value;
  try {
    return run.isJson && !run.isQuiet ? encodeAsked(value, level, run) : encodeKind(value, level, run);
  } catch {
    // A `toJSON` or a proxy threw. The app's own JSON.stringify would have thrown as well; we must not.
    run.isQuiet = true;
    return { $other: '[object Object]' };
  } finally {
    open.length = depth;
  }
}

/** Asks the value's own methods first, in the order of `JSON.stringify` with Tauri's replacer. */
function encodeAsked(value: object, level: number, run: Run): unknown {
  // A date's own `toJSON` gives a text, which would hide that it was one; binary data has none but Node's.
  if (isView(value)) return encodeBytes(value, run);
  const tag = isArray(value) ? 'Array' : tagOf(value);
  if (tag === 'Date') return encodeDate(value as Date);
  const toJson = (value as { toJSON?: unknown }).toJSON;
  if (typeof toJson === 'function') return encodeReplacement(apply(toJson, value, ['']), level, run);
  const forIpc = (value as Record<string, unknown>).__TAURI_TO_IPC_KEY__;
  if (typeof forIpc === 'function') return encodeGiven(apply(forIpc, value, []), level, run);
  return encodeTagged(value, tag, level, run);
}

/** Encodes the value that `toJSON` gave: its own `toJSON` is not asked, Tauri's method is. */
function encodeReplacement(value: unknown, level: number, run: Run): unknown {
  const forIpc =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>).__TAURI_TO_IPC_KEY__ : undefined;
  return encodeGiven(typeof forIpc === 'function' ? apply(forIpc, value, []) : value, level, run);
}

function encodeGiven(value: unknown, level: number, run: Run): unknown {
  if (typeof value === 'function') return { $function: plainText(getOwnPropertyDescriptor(value, 'name')?.value) };
  return typeof value === 'object' && value !== null ? encodeKind(value, level, run) : encode(value, level, run);
}

function encodeKind(value: object, level: number, run: Run): unknown {
  if (isArray(value)) return encodeItems(value, level, run);
  return isView(value) ? encodeBytes(value, run) : encodeTagged(value, tagOf(value), level, run);
}

function encodeTagged(value: object, tag: string, level: number, run: Run): unknown {
  switch (tag) {
    case 'Object':
      return encodePlain(value as Record<string, unknown>, level, run);
    case 'Array':
      return encodeItems(value as unknown[], level, run);
    case 'Date':
      return encodeDate(value as Date);
    case 'Error':
    case 'DOMException':
    case 'QuotaExceededError':
      return encodeError(value as Error, tag !== 'Error', level, run);
    case 'Map':
      return encodeMap(value as Map<unknown, unknown>, level, run);
    case 'Set':
      return encodeSet(value as Set<unknown>, level, run);
    case 'ArrayBuffer':
    case 'SharedArrayBuffer':
      run.meter?.whole(value);
      return encodeBinary(tag, value as ArrayBuffer, run);
    case 'Blob':
    case 'File':
      run.meter?.whole(value);
      return encodeBlob(value as Blob, tag, run);
    case 'Number':
      return encode(unboxNumber(value), level, run);
    case 'String':
      return encode(unboxString(value), level, run);
    case 'Boolean':
      return unboxBoolean(value);
    case 'BigInt':
      return encodeBigint(unboxBigint(value), run);
    case 'RegExp':
      return encodeRegExp(value, run);
    default:
      return { $other: `[object ${plainText(tag)}]` };
  }
}

function encodeRegExp(value: object, run: Run): unknown {
  const { source, flags } = regExpParts(value);
  const { meter } = run;
  run.meter = undefined; // JSON has none of it
  const regexp = { source: encodeString(source, run), flags };
  run.meter = meter;
  return { $regexp: regexp };
}

function encodeItems(value: readonly unknown[], level: number, run: Run): unknown {
  const size = lengthOf(value);
  const room = fit(size, level, 0, run);
  if (!room) return cut('array', size, value, run);
  const items: unknown[] = [];
  for (let i = 0; i < room.kept; i++) {
    const item = encodeMember(value as never, i as never, room.level, run);
    items[i] =
      !run.isJson && isUndefined(item) && getOwnPropertyDescriptor(value, i) === undefined ? { $hole: true } : item;
  }
  if (room.kept === size) return items;
  run.meter?.items(value, room.kept, size);
  return { $cut: { type: 'array', size, head: items } };
}

/** Reads the length of an array, of which a proxy can say anything. */
function lengthOf(value: readonly unknown[]): number {
  const { length } = value;
  return typeof length === 'number' && length > 0 ? min(floor(length), MAX_LENGTH) : 0;
}

/** Encodes one item or field. A getter that throws, or that must not run, loses itself alone. */
function encodeMember(owner: Record<string, unknown>, key: string, level: number, run: Run): unknown {
  let member: unknown;
  try {
    if (run.isQuiet) {
      const descriptor = getOwnPropertyDescriptor(owner, key);
      if (descriptor?.get || descriptor?.set) return { $other: '[getter]' };
      member = descriptor?.value;
    } else member = owner[key];
  } catch {
    run.isQuiet = true;
    return { $other: '[getter that threw]' };
  }
  return encode(member, level, run);
}

function encodePlain(value: Record<string, unknown>, level: number, run: Run): unknown {
  const keys = ownKeys(value);
  const size = keys.length;
  const first = keys[0];
  const isLikeMarker = size === 1 && first !== undefined && isMarkerKey(first);
  const isPairs = !areWellFormed(keys);
  const room = fit(size, level, isPairs ? 2 : isLikeMarker ? 1 : 0, run);
  if (!room) return cut('object', size, value, run);
  const isWhole = room.kept === size;
  if (isPairs) {
    const pairs = encodePairs(value, keys, room.kept, room.level, run);
    if (!isWhole) run.meter?.fields(value, keys, room.kept);
    return isWhole ? { $object: pairs } : { $cut: { type: 'object', size, head: pairs } };
  }
  const fields = encodeFields(value, keys, room.kept, room.level, run);
  if (!isWhole) {
    run.meter?.fields(value, keys, room.kept);
    return { $cut: { type: 'object', size, head: fields } };
  }
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
  let keepsUndefined = !run.isJson;
  // Dropping `b` of { $date: 'x', b: undefined } would leave what looks like a marker.
  for (let i = 0; i < kept; i++) if (keys.length > 1 && isMarkerKey(keys[i] as string)) keepsUndefined = true;
  for (let i = 0; i < kept; i++) {
    const key = keys[i] as string;
    const item = encodeMember(value, key, level, run);
    if (keepsUndefined || !isUndefined(item)) setField(fields, key, item, run);
  }
  return fields;
}

/** Encodes the members of an object that has keys with lone surrogates as pairs: two such keys could become one. Keys are written as `$text` is. */
function encodePairs(
  value: Record<string, unknown>,
  keys: readonly string[],
  kept: number,
  level: number,
  run: Run,
): unknown[] {
  const pairs: unknown[] = [];
  for (let i = 0; i < kept; i++) {
    const key = keys[i] as string;
    const item = encodeMember(value, key, level, run);
    if (!run.isJson || !isUndefined(item))
      pairs[pairs.length] = [escapeLoneSurrogates(keyWithin(key, item, run)), item];
  }
  return pairs;
}

/** Encodes an error: JSON takes its own enumerable fields alone, structured clone what makes it an error alone. */
function encodeError(error: Error, isDom: boolean, level: number, run: Run): unknown {
  const own = run.isJson ? ownKeys(error) : [];
  const room = fit(own.length + 3, level, 1, run);
  if (!room) return cut('error', own.length, error, run);
  const { name, message, stack, cause, errors } = errorParts(error, isDom);
  const { meter } = run;
  run.meter = undefined; // JSON has none of what makes it an error
  const fields: Record<string, unknown> = { name: plainText(name), message: encodeString(message, run) };
  if (stack !== undefined) fields.stack = encodeString(stack, run);
  if (cause) fields.cause = encodeQuietly(cause.value, room.level, run);
  if (errors) fields.errors = encodeQuietly(errors.value, room.level, run);
  run.meter = meter;
  const ownFields: Record<string, unknown> = {};
  for (let i = 0; i < own.length && i < room.kept; i++) {
    const key = own[i] as string;
    const item = encodeMember(error as never, key, room.level, run);
    if (!isUndefined(item)) setField(ownFields, toWellFormed(key), item, run);
  }
  meter?.error(ownFields);
  const keys = ownKeys(ownFields);
  for (let i = 0; i < keys.length; i++) defineField(fields, keys[i] as string, ownFields[keys[i] as string]);
  return { $error: fields };
}

/** Encodes a value that JSON leaves out, without running any code of it. */
function encodeQuietly(value: unknown, level: number, run: Run): unknown {
  const before = run.isQuiet;
  run.isQuiet = before || run.isJson;
  const encoded = encode(value, level, run);
  run.isQuiet = before;
  return encoded;
}

function encodeMap(map: Map<unknown, unknown>, level: number, run: Run): unknown {
  const size = mapSize(map) as number;
  const room = fit(size, level, 2, run);
  if (!room) return cut('map', size, map, run);
  const pairs: unknown[] = [];
  const { meter } = run;
  const isOnWire = meter?.isTauri === true;
  mapForEach(map, (item, key) => {
    const at = pairs.length;
    if (at < room.kept) {
      run.meter = undefined;
      const keyHere = encodeQuietly(key, room.level, run);
      if (isOnWire) run.meter = meter;
      const value = encode(item, room.level, run);
      if (isOnWire) meter?.mapKey(key, value);
      pairs[at] = [keyHere, value];
    } else if (isOnWire) meter?.mapEntry(key, item);
  });
  run.meter = meter;
  return room.kept === size ? { $map: pairs } : { $cut: { type: 'map', size, head: pairs } };
}

function encodeSet(set: Set<unknown>, level: number, run: Run): unknown {
  const size = setSize(set) as number;
  const room = fit(size, level, 1, run);
  if (!room) return cut('set', size, set, run);
  const { meter } = run;
  run.meter = undefined; // JSON has none of its items
  const items: unknown[] = [];
  setForEach(set, (item) => {
    const at = items.length;
    if (at < room.kept) items[at] = encodeQuietly(item, room.level, run);
  });
  run.meter = meter;
  return room.kept === size ? { $set: items } : { $cut: { type: 'set', size, head: items } };
}
