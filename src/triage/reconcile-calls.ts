import { callKind } from '../calls/call-kind.ts';
import { maskIds } from '../calls/new-values/made-up-ids.ts';
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
  return join(byKey, ({ call }) => `${callKind(call)} ${maskIds(call.command)}`);
}

/** A call without a partner: where it stands in the list, and its place between the calls that have one. */
interface Single {
  at: number;
  place: number;
}

interface Singles {
  first: Single[];
  second: Single[];
}

function join(pairs: AlignedPair[], nameOf: (call: AlignedCall) => string): AlignedPair[] {
  const partners = new Map<number, number>();
  for (const singles of findSingles(pairs, nameOf).values()) matchSingles(singles, partners);
  const taken = new Set(partners.values());
  return pairs.flatMap((pair, at) => {
    if (taken.has(at)) return [];
    const partner = partners.get(at);
    return partner === undefined ? [pair] : [{ ...pair, ...pairs[partner], isMoved: true }];
  });
}

/** Calls without a partner, by name. Between two pairs, those of either side are counted from the same place. */
function findSingles(pairs: AlignedPair[], nameOf: (call: AlignedCall) => string): Map<string, Singles> {
  const byName = new Map<string, Singles>();
  let place = 0;
  const gap = { first: 0, second: 0 };
  for (const [at, { first, second }] of pairs.entries()) {
    if (first && second) {
      place += Math.max(gap.first, gap.second) + 1;
      Object.assign(gap, { first: 0, second: 0 });
      continue;
    }
    const side = first ? 'first' : 'second';
    const name = nameOf((first ?? second) as AlignedCall);
    const singles = byName.get(name) ?? { first: [], second: [] };
    byName.set(name, singles);
    singles[side].push({ at, place: place + gap[side]++ });
  }
  return byName;
}

/** Walks both sides at once and joins those within the window. */
function matchSingles({ first, second }: Singles, partners: Map<number, number>): void {
  let [i, j] = [0, 0];
  for (let [a, b] = [first[0], second[0]]; a && b; [a, b] = [first[i], second[j]]) {
    if (Math.abs(a.place - b.place) <= WINDOW) {
      partners.set(a.at, b.at);
      i++;
      j++;
    } else if (a.place < b.place) i++;
    else j++;
  }
}
