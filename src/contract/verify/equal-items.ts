import { MAX_MEMBERS } from '../schema-of.ts';
import { isId, isPlain, thingBelow } from './visit-ids.ts';

/** Levels of nesting that are looked at. */
const MAX_DEPTH = 16;

/**
 * Pairs the items of two answers' lists that are equal in all but their ids, wherever they stand in the lists. A text has to be among what is equal, and
 * nothing else in either list may be equal too: two notes without a title say nothing of each other.
 */
export function equalItems(first: unknown, second: unknown, things: string[], depth = 0): Pair[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(first) && Array.isArray(second)) {
    const others = byContent(second);
    return [...byContent(first)].flatMap(([content, one]): Pair[] => {
      const other = others.get(content);
      return one === undefined || other === undefined ? [] : [[one, other, things[0] ?? '']];
    });
  }
  if (!isPlain(first) || !isPlain(second)) return [];
  return Object.entries(first).flatMap(([key, one]) =>
    Object.hasOwn(second, key) ? equalItems(one, second[key], thingBelow(key, things), depth + 1) : [],
  );
}

/** Two items, and the thing that they are. */
type Pair = [first: unknown, second: unknown, thing: string];

/** Finds the items by what they are without their ids; undefined where two are the same. */
function byContent(items: unknown[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const item of items.slice(0, MAX_MEMBERS)) {
    if (!isPlain(item)) continue;
    const fields = Object.entries(item).filter(([key, value]) => !isId(key, value));
    if (!fields.some(([, value]) => typeof value === 'string' && value !== '')) continue;
    const content = JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
    found.set(content, found.has(content) ? undefined : item);
  }
  return found;
}
