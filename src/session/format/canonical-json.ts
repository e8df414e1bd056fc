import stringify from 'fast-json-stable-stringify';

/**
 * Writes JSON with sorted keys and no blanks, byte for byte what fast-json-stable-stringify gives.
 * It copies objects with their keys in order and leaves the writing to `JSON.stringify`: a quarter of the time.
 *
 * @param levels Levels of nesting that are allowed.
 * @throws {RangeError} When `value` is nested deeper.
 */
export function canonicalJson(value: unknown, levels: number): string | undefined {
  const sorted = sortedCopy(value, levels);
  return sorted === UNSORTABLE ? stringify(value) : JSON.stringify(sorted);
}

/** Writes the items of a list in the same way, with commas between them: some together, since each call of `JSON.stringify` has its price. */
export function canonicalItems(items: readonly unknown[], levels: number): string {
  const parts: string[] = [];
  let together: unknown[] = [];
  const write = () => {
    if (together.length > 0) parts.push(JSON.stringify(together).slice(1, -1));
    together = [];
  };
  for (const item of items) {
    const sorted = sortedCopy(item, levels);
    if (sorted === UNSORTABLE) {
      write();
      parts.push((stringify(item) as string | undefined) ?? 'null');
    } else if (together.push(sorted) === ITEMS_TOGETHER) write();
  }
  write();
  return parts.join(',');
}

/** Items that are held as copies at once: more of them would outlive the engine's young garbage. */
const ITEMS_TOGETHER = 128;

/** Stands for a value with an object in it that cannot be copied with its keys in order. */
const UNSORTABLE = Symbol('unsortable');

function sortedCopy(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) throw new RangeError('nested too deep');
  return Array.isArray(value)
    ? sortedItems(value, levels - 1)
    : sortedMembers(value as Record<string, unknown>, levels - 1);
}

function sortedItems(items: readonly unknown[], levels: number): unknown {
  const copy: unknown[] = [];
  let isSortable = true;
  for (const item of items) {
    const sorted = sortedCopy(item, levels);
    if (sorted === UNSORTABLE) isSortable = false;
    copy.push(sorted);
  }
  return isSortable ? copy : UNSORTABLE;
}

function sortedMembers(source: Record<string, unknown>, levels: number): unknown {
  const { sorted, template } = shapeOf(Object.keys(source));
  let isSortable = template !== undefined && typeof source.toJSON !== 'function';
  const copy: Record<string, unknown> = { ...template };
  for (const key of sorted) {
    const member = source[key];
    if (typeof member !== 'object' || member === null) copy[key] = member;
    else {
      const own = sortedCopy(member, levels);
      if (own === UNSORTABLE) isSortable = false;
      copy[key] = own;
    }
  }
  return isSortable ? copy : UNSORTABLE;
}

/** The keys of an object, as they stand and in order. */
interface Shape {
  keys: readonly string[];
  sorted: readonly string[];
  /** An object with the keys in order, to be copied; undefined when no object can have them so. */
  template: Record<string, undefined> | undefined;
}

/** The shapes that came last, by their first key: the objects of a session have a few dozen. */
const shapes = new Map<string | undefined, Shape[]>();
const MAX_FIRST_KEYS = 1_000;
const MAX_ALIKE = 16;

function shapeOf(keys: readonly string[]): Shape {
  let alike = shapes.get(keys[0]);
  const known = alike?.find((shape) => areEqual(shape.keys, keys));
  if (known !== undefined) return known;
  if (alike === undefined) {
    if (shapes.size >= MAX_FIRST_KEYS) shapes.clear();
    alike = [];
    shapes.set(keys[0], alike);
  }
  const shape = newShape(keys);
  if (keys.length <= MAX_KEYS) {
    if (alike.length >= MAX_ALIKE) alike.shift();
    alike.push(shape);
  }
  return shape;
}

/** Keys of an object at most whose shape is remembered: one with more is a map, and there is no other like it. */
const MAX_KEYS = 64;

function areEqual(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

function newShape(keys: readonly string[]): Shape {
  const sorted = keys.toSorted();
  // Engines put keys that are numbers first, and `__proto__` is no key to assign to.
  const isSortable = sorted.every((key) => key.charCodeAt(0) > DIGIT_NINE && key !== '__proto__');
  return {
    keys,
    sorted,
    template: isSortable ? Object.fromEntries(sorted.map((key) => [key, undefined])) : undefined,
  };
}

const DIGIT_NINE = 57;
