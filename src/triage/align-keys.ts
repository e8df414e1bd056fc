import { firstWhere } from '../std/first-where.ts';

/**
 * Finds which items of two lists belong together, so that what is left over is small: equal ends first, then the items that occur
 * once in both (patience), then the shortest edit between them (Myers). Where that would take more than 500 edits, the k-th of a key
 * goes with the k-th, in any order. Near-linear in the lengths.
 *
 * @returns pairs ordered by their first position.
 */
export function alignKeys(first: string[], second: string[]): Pair[] {
  const pairs: Pair[] = [];
  const rest = stripEnds({ first, second, from: [0, 0], to: [first.length, second.length] }, pairs);
  let from = rest.from;
  for (const anchor of [...patienceAnchors(rest), rest.to]) {
    const gap = stripEnds({ first, second, from, to: anchor }, pairs);
    pairs.push(...(shortestEdit(gap) ?? pairByOccurrence(gap)));
    if (anchor !== rest.to) pairs.push(anchor);
    from = [anchor[0] + 1, anchor[1] + 1];
  }
  return pairs.sort((a, b) => a[0] - b[0]);
}

/** Positions in the first and the second list that belong together. */
export type Pair = [first: number, second: number];

/** A stretch of both lists; `to` is one past its end. */
interface Range {
  first: string[];
  second: string[];
  from: Pair;
  to: Pair;
}

/** Pairs the equal items at both ends, and gives the range between them. */
function stripEnds(range: Range, pairs: Pair[]): Range {
  const { first, second } = range;
  let [i, j] = range.from;
  let [k, l] = range.to;
  while (i < k && j < l && first[i] === second[j]) pairs.push([i++, j++]);
  while (i < k && j < l && first[k - 1] === second[l - 1]) pairs.push([--k, --l]);
  return { first, second, from: [i, j], to: [k, l] };
}

/** Items that occur once in both stretches, the longest series of them that is in order in both. */
function patienceAnchors({ first, second, from, to }: Range): Pair[] {
  const once = new Map<string, { first: number; second: number }>();
  const repeated = new Set<string>();
  for (let i = from[0]; i < to[0]; i++) {
    const key = first[i] ?? '';
    if (once.has(key)) repeated.add(key);
    else once.set(key, { first: i, second: -1 });
  }
  for (let j = from[1]; j < to[1]; j++) {
    const entry = once.get(second[j] ?? '');
    if (!entry) continue;
    if (entry.second >= 0) repeated.add(second[j] ?? '');
    entry.second = j;
  }
  const candidates: Pair[] = [];
  for (const [key, entry] of once)
    if (entry.second >= 0 && !repeated.has(key)) candidates.push([entry.first, entry.second]);
  return longestIncreasing(candidates);
}

/** Returns the longest series of pairs whose second positions rise; the first ones do already. */
export function longestIncreasing(pairs: Pair[]): Pair[] {
  const tails: number[] = []; // by length of a series, the pair it best ends with
  const previous: number[] = [];
  for (const [at, pair] of pairs.entries()) {
    const length = firstWhere(tails.length, (shorter) => (pairs[tails[shorter] ?? 0]?.[1] ?? 0) >= pair[1]);
    previous[at] = length > 0 ? (tails[length - 1] ?? -1) : -1;
    tails[length] = at;
  }
  const series: Pair[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) series.push(pairs[at] as Pair);
  return series.reverse();
}

const MAX_EDITS = 500;

/** Myers' greedy shortest edit; undefined when it takes more than `MAX_EDITS`. */
function shortestEdit({ first, second, from, to }: Range): Pair[] | undefined {
  const [n, m] = [to[0] - from[0], to[1] - from[1]];
  if (n === 0 || m === 0) return [];
  const limit = Math.min(MAX_EDITS, n + m);
  const furthest = new Int32Array(2 * limit + 3); // by diagonal, how far the first list was read
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(furthest.slice(limit + 1 - edits, limit + 2 + edits));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = diagonal + limit + 1;
      const down = diagonal === -edits || (diagonal !== edits && valueAt(furthest, at - 1) < valueAt(furthest, at + 1));
      let x = down ? valueAt(furthest, at + 1) : valueAt(furthest, at - 1) + 1;
      while (x < n && x - diagonal < m && first[from[0] + x] === second[from[1] + x - diagonal]) x++;
      furthest[at] = x;
      if (x >= n && x - diagonal >= m) return traceBack(trace, [n, m], from);
    }
  }
  return undefined;
}

/** Walks back through what was furthest before each edit, and collects the equal items passed. */
function traceBack(trace: Int32Array[], [n, m]: Pair, from: Pair): Pair[] {
  const pairs: Pair[] = [];
  let [x, y] = [n, m];
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const furthest = trace[edits] as Int32Array;
    const diagonal = x - y;
    const at = diagonal + edits;
    const down = diagonal === -edits || (diagonal !== edits && valueAt(furthest, at - 1) < valueAt(furthest, at + 1));
    const before = down ? diagonal + 1 : diagonal - 1;
    const startX = valueAt(furthest, before + edits);
    const startY = startX - before;
    while (x > (down ? startX : startX + 1)) pairs.push([from[0] + --x, from[1] + --y]);
    [x, y] = [startX, startY];
  }
  while (x > 0) pairs.push([from[0] + --x, from[1] + --y]);
  return pairs;
}

function valueAt(values: Int32Array, at: number): number {
  return values[at] ?? 0;
}

/** Pairs the k-th item of each key with the k-th. */
function pairByOccurrence({ first, second, from, to }: Range): Pair[] {
  const positions = new Map<string, number[]>();
  for (let j = to[1] - 1; j >= from[1]; j--) {
    const key = second[j] ?? '';
    const list = positions.get(key);
    if (list) list.push(j);
    else positions.set(key, [j]);
  }
  const pairs: Pair[] = [];
  for (let i = from[0]; i < to[0]; i++) {
    const j = positions.get(first[i] ?? '')?.pop();
    if (j !== undefined) pairs.push([i, j]);
  }
  return pairs;
}
