import { joinPath } from '../../session/codec/diff-values.ts';
import { markerOf } from '../../session/codec/values.ts';

/** A value in which one place is not what it was. */
export interface Corrupted {
  value: unknown;
  /** Such as `items[0].title`; `''` is the whole value. */
  path: string;
  how: string;
}

/**
 * Breaks one place of an answer, as a backend of another version or a cut transfer might: a field is gone, a list is cut short,
 * a text ends early, a number has another sign, a value is `null`.
 *
 * @param random gives a number from 0 to below 1.
 */
export function corruptValue(value: unknown, random: (name: string) => number): Corrupted {
  const places = placesOf(value);
  const path = places[Math.floor(random('place') * places.length)] ?? [];
  const [broken, how] = breakOne(
    read(value, path),
    random('how'),
    path.length > 0 && !Array.isArray(read(value, path.slice(0, -1))),
  );
  const text = path.reduce<string>((parent, key) => joinPath(parent, key), '');
  return { value: written(value, path, broken), path: text, how };
}

type Key = string | number;
const GONE = Symbol('gone');

/** Places looked at: one of the first is as good as one of the last. */
const MAX_PLACES = 1_000;

/** Where something can be broken: each value that is no array or object, and each of these that is empty. Markers are whole values. */
function placesOf(root: unknown): Key[][] {
  const places: Key[][] = [];
  const work: { value: unknown; path: Key[] }[] = [{ value: root, path: [] }];
  for (let one = work.pop(); one && places.length < MAX_PLACES; one = work.pop()) {
    const { value, path } = one;
    const isBranch = typeof value === 'object' && value !== null && markerOf(value) === undefined;
    const children = isBranch ? Object.entries(value) : [];
    if (children.length === 0 || Array.isArray(value)) places.push(path);
    for (const [key, child] of children.reverse()) {
      work.push({ value: child, path: [...path, Array.isArray(value) ? Number(key) : key] });
    }
  }
  return places;
}

function breakOne(value: unknown, chance: number, isField: boolean): [unknown, string] {
  const ways: [unknown, string][] = [value === null ? ['', 'is an empty text'] : [null, 'is null']];
  if (isField) ways.push([GONE, 'is gone']);
  if (typeof value === 'string' && value.length > 0) ways.push([value.slice(0, value.length >> 1), 'ends early']);
  if (typeof value === 'number')
    ways.push([value === 0 ? -1 : -value, 'has another sign'], [String(value), 'is a text']);
  if (typeof value === 'boolean') ways.push([!value, 'is the opposite']);
  if (Array.isArray(value) && value.length > 0) ways.push([value.slice(0, value.length >> 1), 'is cut short']);
  return ways[Math.floor(chance * ways.length)] as [unknown, string];
}

function read(value: unknown, path: Key[]): unknown {
  return path.reduce<unknown>((parent, key) => (parent as Record<Key, unknown>)[key], value);
}

/** The value with another one at a path; what is on the way there is copied. */
function written(value: unknown, [key, ...rest]: Key[], by: unknown): unknown {
  if (key === undefined) return by;
  const child = (value as Record<Key, unknown>)[key];
  const next = written(child, rest, by);
  if (Array.isArray(value)) return value.map((item, at) => (at === key ? next : item));
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([name, item]) =>
      name !== key ? [[name, item]] : next === GONE ? [] : [[name, next]],
    ),
  );
}
