/**
 * Leaves out as many items as possible so that `fails` stays true: delta debugging (Zeller and Hildebrandt, 2002).
 * The result is 1-minimal: without any one of its items the test passes. Order is kept.
 *
 * @param items a list for which `fails` is true.
 * @param fails undefined ends the search, as nothing can be told any more; nothing is concluded from it.
 */
export async function ddmin<T>(
  items: readonly T[],
  fails: (subset: T[]) => Promise<boolean | undefined>,
  { nameOf, cache = new Map(), shouldStop = () => false, onRun }: DdminOptions<T>,
): Promise<DdminResult<T>> {
  let left = [...items];
  let runs = 0;
  let isStopped = false;

  const stillFails = async (subset: T[]): Promise<boolean> => {
    const key = subset.map(nameOf).join(' ');
    const known = cache.get(key);
    if (known !== undefined) return known;
    if (shouldStop()) {
      isStopped = true;
      return false;
    }
    const result = await fails(subset);
    if (result === undefined) {
      isStopped = true;
      return false;
    }
    runs += 1;
    cache.set(key, result);
    onRun?.({ runs, left: result ? subset.length : left.length });
    return result;
  };

  if (left.length > 0 && (await stillFails([]))) return { items: [], runs, isMinimal: true };
  for (let parts = Math.min(2, left.length); left.length > 0 && !isStopped; ) {
    const found = await smaller(left, parts, stillFails);
    if (found !== undefined) {
      left = found.subset;
      parts = Math.min(found.parts, left.length);
    } else if (parts >= left.length) break;
    else parts = Math.min(left.length, parts * 2);
  }
  return { items: left, runs, isMinimal: !isStopped };
}

/** The progress that `ddmin` tells as it goes. */
export interface DdminProgress {
  /** Times the test was run; what was known from the cache is not counted. */
  runs: number;
  /** Items in the smallest list that still fails. */
  left: number;
}

export interface DdminOptions<T> {
  /** Names an item, the same in every run of the program: for the cache. */
  nameOf: (item: T) => string;
  /** Results that are known already, by the names of a list; new results are added. @default none */
  cache?: Map<string, boolean>;
  /** Asked before each run: true ends the search with what was found so far. @default never */
  shouldStop?: () => boolean;
  onRun?: (progress: DdminProgress) => void;
}

/** The smallest list that was found. */
export interface DdminResult<T> {
  items: T[];
  runs: number;
  /** True when leaving out any one item makes the test pass; false when the search was stopped before that was known. */
  isMinimal: boolean;
}

/** Finds a part of the list that fails alone, or else the list without one part; and into how many parts to cut that next. */
async function smaller<T>(
  items: T[],
  parts: number,
  stillFails: (subset: T[]) => Promise<boolean>,
): Promise<{ subset: T[]; parts: number } | undefined> {
  const cut = (part: number) => Math.floor((part * items.length) / parts);
  if (parts > 1) {
    for (let part = 0; part < parts; part += 1) {
      const subset = items.slice(cut(part), cut(part + 1));
      if (subset.length < items.length && (await stillFails(subset))) return { subset, parts: 2 };
    }
  }
  // With two parts, what is left without one of them is the other.
  if (parts === 2) return undefined;
  for (let part = 0; part < parts; part += 1) {
    const subset = [...items.slice(0, cut(part)), ...items.slice(cut(part + 1))];
    if (await stillFails(subset)) return { subset, parts: Math.max(parts - 1, 2) };
  }
  return undefined;
}
