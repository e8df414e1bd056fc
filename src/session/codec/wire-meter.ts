import { apply, mapForEach, unboxBoolean, unboxNumber, unboxString, viewLength, viewTag } from '../../std/natives.ts';
import { jsonTextBytes } from '../../std/text/text-bytes.ts';
import { unescapeLoneSurrogates } from '../../std/text/well-formed.ts';
import { tagOf } from './tag-of.ts';
import { markerOf } from './values.ts';

// Runs in pages: see encode-value.ts.
const { isArray } = Array;
const { keys: ownKeys } = Object;
const { isView } = ArrayBuffer;
const { min } = Math;
const { isFinite: isFiniteNumber } = Number;
const Text = String;
const Bytes = Uint8Array;

/** Levels of nesting that are measured: deeper than JSON.stringify itself gets. */
const MAX_LEVELS = 3_000;

/** Items of arrays that are looked at; the rest count as null. A sparse array can say that it has four billions. */
const MAX_ITEMS = 5_000_000;

/**
 * Counts the bytes of a value's JSON text while `encodeValue` reads it: what the result does not hold (cut off, binary) is told to the meter,
 * the rest is read off the result. So each getter still runs once, and nothing is written twice.
 */
export class WireMeter {
  /** Bytes of what the encoded value does not hold. */
  private beyond = 0;
  private itemsLeft = MAX_ITEMS;
  /** Tells whether maps go over the wire with their entries. */
  readonly isTauri: boolean;

  /** @param isTauri Tauri writes maps as objects, and bytes as lists of numbers. */
  constructor(isTauri: boolean) {
    this.isTauri = isTauri;
  }

  /** Counts a value that is not in the result, or not as JSON has it. */
  whole(value: unknown): void {
    this.attempt(() => this.measure(value, 0) ?? 0);
  }

  /** Counts the items of an array from the first that was left out. */
  items(list: readonly unknown[], from: number, size: number): void {
    this.attempt(() => size - from + this.measureMembers(list, from, size, 0));
  }

  /** Counts the fields of an object from the first that was left out. */
  fields(owner: object, keys: readonly string[], from: number): void {
    this.attempt(() => this.measureFields(owner as Record<string, unknown>, keys, from, 0));
  }

  /** Counts a key that is in the result cut, as `shown`, with its value. */
  key(key: string, shown: string, value: unknown): void {
    if (this.read(value) !== undefined) this.beyond += jsonTextBytes(key) - jsonTextBytes(shown);
  }

  /** Counts the key of a map's entry whose value is in the result, and is counted there. */
  mapKey(key: unknown, value: unknown): void {
    this.attempt(() => (this.read(value) === undefined ? 0 : keyBytes(key)));
  }

  /** Counts an entry of a map that was left out. */
  mapEntry(key: unknown, value: unknown): void {
    this.attempt(() => this.measureEntry(key, value, 0));
  }

  /** Counts the fields of an error, encoded: all that JSON has of it. */
  error(fields: Record<string, unknown>): void {
    this.beyond += this.read(fields) ?? 0;
  }

  /** Counts the bytes of the whole value as JSON; `encoded` is what `encodeValue` made of it. */
  total(encoded: unknown): number {
    return this.beyond + (this.read(encoded) ?? 0);
  }

  private attempt(count: () => number): void {
    try {
      this.beyond += count();
    } catch {
      // The app's own JSON.stringify fails as well: nothing goes over the wire.
    }
  }

  /** Counts the bytes of an encoded value; undefined when JSON leaves it out. */
  private read(encoded: unknown): number | undefined {
    if (typeof encoded !== 'object' || encoded === null) return plainBytes(encoded);
    if (isArray(encoded)) return this.readItems(encoded);
    const marker = markerOf(encoded);
    if (marker === undefined) return this.readFields(encoded as Record<string, unknown>);
    return this.readMarker(marker, (encoded as Record<string, unknown>)[marker]);
  }

  private readItems(items: readonly unknown[]): number {
    let bytes = items.length === 0 ? 2 : 1 + items.length;
    for (let at = 0; at < items.length; at++) bytes += this.read(items[at]) ?? 4;
    return bytes;
  }

  private readFields(fields: Record<string, unknown>): number {
    const keys = ownKeys(fields);
    let bytes = 0;
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as string;
      bytes += this.measureField(key, this.read(fields[key]));
    }
    return 1 + (bytes || 1);
  }

  /** Counts the values of a map's entries: their keys were counted before. */
  private readMap(pairs: readonly (readonly [unknown, unknown])[]): number {
    let bytes = 0;
    let isEmpty = true;
    for (let at = 0; at < pairs.length; at++) {
      const value = this.read((pairs[at] as readonly [unknown, unknown])[1]);
      if (value === undefined) continue;
      isEmpty = false;
      bytes += value;
    }
    return isEmpty ? 2 : 1 + bytes;
  }

  /** Counts members whose keys are written as `$text` is. */
  private readPairs(pairs: readonly (readonly [string, unknown])[]): number {
    let bytes = 0;
    for (let at = 0; at < pairs.length; at++) {
      const pair = pairs[at] as readonly [string, unknown];
      bytes += this.measureField(unescapeLoneSurrogates(pair[0]), this.read(pair[1]));
    }
    return 1 + (bytes || 1);
  }

  private readMarker(marker: string, content: unknown): number | undefined {
    switch (marker) {
      case '$undefined':
      case '$function':
      case '$symbol':
        return undefined;
      case '$number':
        return content === '-0' ? 1 : 4;
      case '$bigint':
        return (content as string).length;
      case '$date':
        return content === 'Invalid Date' ? 4 : (content as string).length + 2;
      case '$text':
        return jsonTextBytes(unescapeLoneSurrogates(content as string));
      case '$literal':
        return this.readFields(content as Record<string, unknown>);
      case '$object':
        return this.readPairs(content as [string, unknown][]);
      case '$map':
        return this.isTauri ? this.readMap(content as [unknown, unknown][]) : 2;
      case '$set':
      case '$other':
      case '$regexp':
        return 2;
      case '$cut':
        return this.readCut(content as { type: string; head?: unknown });
      default:
        return 0; // the meter was told
    }
  }

  /** Counts the part of a cut value that was kept; the meter was told the rest. Texts count nothing here: they were told whole. */
  private readCut({ type, head }: { type: string; head?: unknown }): number {
    if (head === undefined || typeof head === 'string') return 0;
    if (type === 'set') return 2;
    if (type === 'map') return this.isTauri ? this.readMap(head as [unknown, unknown][]) : 2;
    if (type === 'array') return this.readItems(head as unknown[]);
    return isArray(head)
      ? this.readPairs(head as [string, unknown][])
      : this.readFields(head as Record<string, unknown>);
  }

  /** Counts the bytes of a value as JSON.stringify would write it; undefined when JSON leaves it out. */
  private measure(given: unknown, level: number): number | undefined {
    if (level > MAX_LEVELS) throw new RangeError('nested too deep');
    if (typeof given !== 'object' || given === null) return plainBytes(given);
    const value = this.replaced(given);
    if (typeof value !== 'object' || value === null) return plainBytes(value);
    if (isArray(value)) return this.measureItems(value, level);
    const tag = isView(value) ? viewTag(value) : tagOf(value);
    if (this.isTauri) {
      if (tag === 'ArrayBuffer') return listBytes(new Bytes(value as ArrayBuffer));
      if (tag === 'Uint8Array') return listBytes(value as Uint8Array);
      if (tag === 'Map') return this.measureMap(value as Map<unknown, unknown>, level);
    }
    if (isView(value)) return tag === undefined ? 2 : indexedBytes(value as unknown as ArrayLike<unknown>);
    if (tag === 'Number') return plainBytes(unboxNumber(value));
    if (tag === 'String') return jsonTextBytes(unboxString(value));
    if (tag === 'Boolean') return plainBytes(unboxBoolean(value));
    return 1 + (this.measureFields(value as Record<string, unknown>, ownKeys(value), 0, level) || 1);
  }

  private replaced(given: object): unknown {
    const { toJSON } = given as { toJSON?: unknown };
    const value = typeof toJSON === 'function' ? apply(toJSON, given, ['']) : given;
    if (typeof value !== 'object' || value === null) return value;
    const { __TAURI_TO_IPC_KEY__: forIpc } = value as { __TAURI_TO_IPC_KEY__?: unknown };
    return typeof forIpc === 'function' ? apply(forIpc, value, []) : value;
  }

  private measureItems(list: readonly unknown[], level: number): number {
    const size = list.length;
    return (size === 0 ? 2 : 1 + size) + this.measureMembers(list, 0, size, level + 1);
  }

  private measureMembers(list: readonly unknown[], from: number, size: number, level: number): number {
    const end = min(size, from + this.itemsLeft);
    this.itemsLeft -= end - from;
    let bytes = 4 * (size - end);
    for (let at = from; at < end; at++) bytes += this.measure(list[at], level) ?? 4;
    return bytes;
  }

  private measureMap(map: Map<unknown, unknown>, level: number): number {
    let bytes = 0;
    mapForEach(map, (value, key) => {
      bytes += this.measureEntry(key, value, level + 1);
    });
    return 1 + (bytes || 1);
  }

  private measureFields(owner: Record<string, unknown>, keys: readonly string[], from: number, level: number): number {
    let bytes = 0;
    for (let at = from; at < keys.length; at++) {
      const key = keys[at] as string;
      bytes += this.measureField(key, this.measure(owner[key], level + 1));
    }
    return bytes;
  }

  private measureEntry(key: unknown, value: unknown, level: number): number {
    const bytes = this.measure(value, level);
    return bytes === undefined ? 0 : keyBytes(key) + bytes;
  }

  /** Measures a field with its colon, and the comma or brace after it. */
  private measureField(key: string, value: number | undefined): number {
    return value === undefined ? 0 : jsonTextBytes(key) + 2 + value;
  }
}

const keyBytes = (key: unknown): number => jsonTextBytes(Text(key)) + 2;

function plainBytes(value: unknown): number | undefined {
  switch (typeof value) {
    case 'string':
      return jsonTextBytes(value);
    case 'number':
      return isFiniteNumber(value) ? Text(value).length : 4;
    case 'boolean':
      return value ? 4 : 5;
    case 'bigint':
      return Text(value).length;
    default:
      return value === null ? 4 : undefined;
  }
}

/** Counts the bytes of a list such as `[1,20,255]`. */
function listBytes(bytes: Uint8Array): number {
  const size = viewLength(bytes);
  let sum = size === 0 ? 2 : 1 + size;
  for (let at = 0; at < size; at++) {
    const byte = bytes[at] as number;
    sum += byte < 10 ? 1 : byte < 100 ? 2 : 3;
  }
  return sum;
}

/** Counts the bytes of an object such as `{"0":1,"1":20}`. */
function indexedBytes(view: ArrayLike<unknown>): number {
  const size = viewLength(view);
  let sum = size === 0 ? 2 : 1;
  for (let at = 0; at < size; at++) sum += Text(at).length + 4 + (plainBytes(view[at]) ?? 0);
  return sum;
}
