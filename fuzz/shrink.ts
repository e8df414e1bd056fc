import { GONE, pathsOf, withValueAt } from './mutate-json.ts';

/** A smaller input that still fails, found within some seconds: parts are left out or made simple as long as it does. */
export async function shrink(
  input: unknown,
  fails: (input: unknown) => Promise<boolean>,
  limitMs = 20_000,
): Promise<unknown> {
  const deadline = performance.now() + limitMs;
  let smallest = input;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const path of pathsOf(smallest).slice(1)) {
      for (const simple of [GONE, null, 0, '']) {
        if (performance.now() > deadline) return smallest;
        const size = JSON.stringify(smallest).length;
        const smaller = tryToPut(smallest, path, simple);
        if (smaller === undefined || JSON.stringify(smaller).length >= size || !(await fails(smaller))) continue;
        smallest = smaller;
        isSmaller = true;
        break;
      }
    }
  }
  return smallest;
}

/** Undefined when the place went with another one. */
function tryToPut(root: unknown, path: (string | number)[], value: unknown): unknown {
  try {
    return withValueAt(root, path, value);
  } catch {
    return undefined;
  }
}
