import { joinPath } from '../../session/codec/diff-values.ts';

/** A value that is no list and no object, and where it stands. */
export interface Leaf {
  path: string;
  value: unknown;
}

/** Leaves that are looked at of one value. */
const MAX_LEAVES = 500;

/** The leaves of a value, at most 500, in its order. Never recurses. */
export function leavesOf(value: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const work: Leaf[] = [{ path: '', value }];
  for (let one = work.pop(); one !== undefined && leaves.length < MAX_LEAVES; one = work.pop()) {
    const { path, value: item } = one;
    if (typeof item !== 'object' || item === null) {
      leaves.push(one);
      continue;
    }
    const children = Array.isArray(item)
      ? item.slice(0, MAX_LEAVES).map((child, at) => ({ path: joinPath(path, at), value: child as unknown }))
      : Object.entries(item)
          .slice(0, MAX_LEAVES)
          .map(([key, child]) => ({ path: joinPath(path, key), value: child as unknown }));
    work.push(...children.reverse());
  }
  return leaves;
}

/** The leaves of a value that another value has nowhere. */
export function leavesNotIn(value: unknown, other: unknown): Leaf[] {
  const theirs = new Set(leavesOf(other).map((leaf) => leaf.value));
  return leavesOf(value).filter((leaf) => !theirs.has(leaf.value));
}

/** Whether a value is not whole: a part of it was cut or is kept elsewhere, or it has more leaves than are looked at. */
export function isPartial(value: unknown): boolean {
  const leaves = leavesOf(value);
  return leaves.length === MAX_LEAVES || leaves.some(({ path }) => /\$(?:cut|file)\b/.test(path));
}

/** A path that stands for the same place in each item of a list. */
export function generalPath(path: string): string {
  return path.replace(/\[\d+\]/g, '[]');
}
