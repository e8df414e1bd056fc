import { commandWords, singular } from '../../calls/write-commands.ts';
import { markerOf } from '../../session/codec/values.ts';

/** An id of a thing. */
export type Id = string | number;

/** Keys whose values name things: another run has others. */
const ID_KEY = /^(?:ids?|uuids?|guids?)$|[a-z](?:Ids?|Uuids?)$|_(?:ids?|uuids?)$/;

/** Levels of nesting that are looked at. */
const MAX_DEPTH = 16;

/**
 * Calls `visit` with each id in a value and the things that it may be of, the nearest first. Returns the value with what `visit` returns in their places.
 *
 * @param things what the value as a whole is about.
 */
export function visitIds(
  value: unknown,
  things: string[],
  visit: (id: Id, things: string[]) => unknown,
  key = '',
  depth = 0,
): unknown {
  if (depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((one) => visitIds(one, things, visit, key, depth + 1));
  if (isPlain(value)) {
    const below = thingBelow(key, things);
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([name, one]) => [name, visitIds(one, below, visit, name, depth + 1)]));
  }
  return isId(key, value) ? visit(value, thingsOfId(key, things)) : value;
}

/** Tells whether a value is an id, by its key. */
export function isId(key: string, value: unknown): value is Id {
  return ID_KEY.test(key) && ((typeof value === 'string' && value !== '') || typeof value === 'number');
}

/** Returns the things that an id may be of: `noteId` is a note's; `id` is of what its object is. */
export function thingsOfId(key: string, things: string[]): string[] {
  const thing = commandWords(key).at(-2);
  return thing === undefined ? things : [singular(thing), ...things];
}

/** Returns what is meant below a key: `author` means an author, and `payload` the same as before. */
export function thingBelow(key: string, things: string[]): string[] {
  const thing = singular(commandWords(key).at(-1) ?? '');
  return thing === '' || WRAPPERS.has(thing) ? things : [thing, ...things];
}

/** Tells whether a value is an object with keys, and no marker of another value. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || markerOf(value) !== undefined) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Keys that say nothing of what is below them, in the singular. */
const WRAPPERS = new Set(
  'arg body content data dto edge element entity entry input item list node object option page param payload record req request result row value'.split(
    ' ',
  ),
);
