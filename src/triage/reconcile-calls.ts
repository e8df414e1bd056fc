import type { AlignedCall, AlignedPair } from './align-sessions.ts';

/** Places between two calls up to which they can still be one call that moved or was given other arguments. */
const WINDOW = 64;

/**
 * Joins what is left over on both sides: a call missing here and extra there is one that moved, when command and arguments are
 * equal, or one that got other arguments, when only the command is.
 *
 * @returns pairs in the same order; a joined one stands where its first half stood.
 */
export function reconcileCalls(pairs: AlignedPair[]): AlignedPair[] {
  const byKey = join(pairs, ({ key }) => key);
  return join(byKey, ({ call }) => `${call.kind ?? 'invoke'} ${call.command}`);
}

interface Waiting {
  first: number[];
  second: number[];
}

function join(pairs: AlignedPair[], nameOf: (call: AlignedCall) => string): AlignedPair[] {
  const waiting = new Map<string, Waiting>();
  for (const [at, { first, second }] of pairs.entries()) {
    const one = first ?? second;
    if (!one || (first && second)) continue;
    const name = nameOf(one);
    const places = waiting.get(name) ?? { first: [], second: [] };
    waiting.set(name, places);
    (first ? places.first : places.second).push(at);
  }
  const partners = new Map<number, number>();
  for (const places of waiting.values()) matchPlaces(places, partners);
  const taken = new Set(partners.values());
  return pairs.flatMap((pair, at) => {
    if (taken.has(at)) return [];
    const partner = partners.get(at);
    return partner === undefined ? [pair] : [{ ...pair, ...pairs[partner], isMoved: true }];
  });
}

/** Walks both lists of places at once and joins those within the window. */
function matchPlaces({ first, second }: Waiting, partners: Map<number, number>): void {
  let [i, j] = [0, 0];
  while (i < first.length && j < second.length) {
    const [a, b] = [first[i] ?? 0, second[j] ?? 0];
    if (Math.abs(a - b) <= WINDOW) {
      partners.set(a, b);
      i++;
      j++;
    } else if (a < b) i++;
    else j++;
  }
}
