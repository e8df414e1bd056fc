/**
 * Returns the path of the first value in `root` that is an array or object below `levels` levels, or undefined when there is none.
 * It looks no deeper than that, so no nesting exhausts the stack.
 */
export function findTooDeep(root: unknown, levels: number): PropertyKey[] | undefined {
  if (!isTooDeep(root, levels)) return undefined;
  const path: PropertyKey[] = [];
  let value = root as object;
  for (let left = levels - 1; left >= 0; left--) {
    const [key, child] = Object.entries(value).find(([, entry]) => isTooDeep(entry, left)) ?? [];
    if (key === undefined) break;
    path.push(Array.isArray(value) ? Number(key) : key);
    value = child;
  }
  return path;
}

function isTooDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null && isTooDeep(item, levels - 1)) return true;
    return false;
  }
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (typeof item === 'object' && item !== null && isTooDeep(item, levels - 1)) return true;
  }
  return false;
}
