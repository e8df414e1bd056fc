import { joinPath } from '../../session/codec/diff-values.ts';

/**
 * Returns a value with one part as in another value: what stands there, or nothing where the other one has nothing.
 *
 * @param path the path of the part, as `diffValues` writes it.
 * @param at the path of the values themselves.
 * @returns the value as it came where the part's surroundings are not alike in both.
 */
export function withPartOf(value: unknown, other: unknown, path: string, at = ''): unknown {
  if (at === path) return other;
  if (!isBranch(value) || !isBranch(other) || Array.isArray(value) !== Array.isArray(other)) return value;
  const keys = Array.isArray(value)
    ? Array.from({ length: Math.max(value.length, (other as unknown[]).length) }, (_item, nth) => nth)
    : [...new Set([...Object.keys(value), ...Object.keys(other)])];
  const key = keys.find((one) => isWithin(path, joinPath(at, one)));
  if (key === undefined) return value;
  const below = joinPath(at, key);
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (path === below && !Object.hasOwn(other, key)) {
    if (Array.isArray(copy)) copy.length = Math.min(copy.length, Number(key));
    else Reflect.deleteProperty(copy, key);
    return copy;
  }
  const [own, theirs] = [value, other].map((one) => (one as Record<string | number, unknown>)[key]);
  const changed = withPartOf(own, theirs, path, below);
  Object.defineProperty(copy, key, { value: changed, configurable: true, enumerable: true, writable: true });
  return copy;
}

function isWithin(path: string, above: string): boolean {
  return path === above || (path.startsWith(above) && (path[above.length] === '.' || path[above.length] === '['));
}

function isBranch(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === 'object' && value !== null;
}
