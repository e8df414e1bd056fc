import { createMemory } from '../std/create-memory.ts';
import { putInList } from '../std/put-in-list.ts';

/** Finds which of many texts is in another; undefined when none is. */
export type FindAny = (text: string) => string | undefined;

/**
 * Makes one search for many texts, that skips most of what it looks through (Wu and Manber, 1994): a window as long as the shortest of them
 * moves on by as much as its last two characters allow. So its price is that of one short look, however many secrets there are.
 */
export function createFindAny(texts: Iterable<string>): FindAny {
  const all = [...texts].filter(Boolean);
  return all.length === 0 ? () => undefined : remembered(JSON.stringify(all), () => newFindAny(all));
}

/** The searches of this process: every recording looks for the same texts, until one is typed. */
const remembered = createMemory<FindAny>(8);

function newFindAny(all: readonly string[]): FindAny {
  const window = Math.min(...all.map(({ length }) => length));
  if (window < 2) return (text) => all.find((one) => text.includes(one));

  const last = window - 1;
  const shifts = new Uint16Array(TABLE).fill(Math.min(last, MAX_SHIFT));
  const ending = new Map<number, string[]>();
  for (const one of all) {
    for (let at = 1; at <= last; at++) {
      const pair = hash(one, at);
      shifts[pair] = Math.min(shifts[pair] as number, last - at);
    }
    const pair = hash(one, last);
    putInList(ending, pair, one);
  }

  return (text) => {
    const { length } = text;
    for (let at = last; at < length; ) {
      const pair = hash(text, at);
      const shift = shifts[pair] as number;
      if (shift > 0) {
        at += shift;
        continue;
      }
      for (const one of ending.get(pair) ?? []) if (text.startsWith(one, at - last)) return one;
      at++;
    }
    return undefined;
  };
}

const TABLE = 0x1_0000;
const MAX_SHIFT = 0xffff;

/** Hashes two characters. Pairs that share a hash cost a look, and are never missed. */
function hash(text: string, at: number): number {
  return ((text.charCodeAt(at - 1) << 7) ^ text.charCodeAt(at)) & 0xffff;
}
