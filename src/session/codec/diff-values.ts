import stringify from 'fast-json-stable-stringify';
import { valueFileOf } from './value-files.ts';
import { markerOf } from './values.ts';

/**
 * Lists where `after` parts from `before`, in the order of `before`'s keys and then of `after`'s new ones.
 * Arrays are compared item by item, value markers (`{"$date": …}`) as wholes. Never recurses, so any depth will do.
 *
 * @example
 * diffValues({ theme: 'dark' }, { theme: 'light' });
 * // [{ type: 'changed', path: 'theme', before: 'dark', after: 'light' }]
 */
export function diffValues(before: unknown, after: unknown): ValueChange[] {
  const changes: ValueChange[] = [];
  const work: Pair[] = [{ path: '', before, after }];
  for (let pair = work.pop(); pair; pair = work.pop()) {
    const { path, before, after } = pair;
    if (before === after || Object.is(before, after)) continue;
    if (after === ABSENT) changes.push({ type: 'removed', path, before });
    else if (before === ABSENT) changes.push({ type: 'added', path, after });
    else if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
      pushChildren(work, path, before, after);
    } else if (isSameFile(before, after)) {
      work.push({ path, before: valueFileOf(before)?.tokens ?? [], after: valueFileOf(after)?.tokens ?? [] });
    } else if (!isSameMarker(before, after)) changes.push({ type: 'changed', path, before, after });
  }
  return changes;
}

/** A change: one place where two values part. */
export interface ValueChange {
  type: 'added' | 'removed' | 'changed';
  /** The path of the place, such as `pages[0].localStorage.theme` or `args["a b"]`; `''` is the whole value. */
  path: string;
  /** Absent when `added`. */
  before?: unknown;
  /** Absent when `removed`. */
  after?: unknown;
}

/** Returns the path of `key` below `path`: `.key`, `[0]`, or `["a key"]` where a plain one could be misread. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

interface Pair {
  path: string;
  before: unknown;
  after: unknown;
}

const ABSENT = Symbol('absent');
type Branch = Record<string, unknown> | unknown[];

/** Tells whether a value is an object or array to look into. A marker that stands for one value is none; one that holds values is. */
function isBranch(value: unknown): value is Branch {
  if (typeof value !== 'object' || value === null) return false;
  const marker = markerOf(value);
  return marker === undefined || HOLDERS.has(marker);
}

const HOLDERS = new Set(['$map', '$set', '$error', '$literal']);

/** Tells whether two values beside their sessions are the same but for the secrets in them. */
function isSameFile(before: unknown, after: unknown): boolean {
  const [one, other] = [valueFileOf(before), valueFileOf(after)];
  if (one === undefined || other === undefined) return false;
  const hasSame = (key: 'as' | 'type' | 'size' | 'name' | 'mime') => one[key] === other[key];
  const isAlike = (one.alike ?? one.sha256) === (other.alike ?? other.sha256);
  return isAlike && hasSame('as') && hasSame('type') && hasSame('name') && hasSame('mime');
}

function isSameMarker(before: unknown, after: unknown): boolean {
  const marker = markerOf(before);
  return marker !== undefined && marker === markerOf(after) && stringify(before) === stringify(after);
}

function pushChildren(work: Pair[], path: string, before: Branch, after: Branch): void {
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let at = Math.max(before.length, after.length) - 1; at >= 0; at--) {
      work.push({
        path: joinPath(path, at),
        before: at < before.length ? before[at] : ABSENT,
        after: at < after.length ? after[at] : ABSENT,
      });
    }
    return;
  }
  const [left, right] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const keys = [...Object.keys(left), ...Object.keys(right).filter((key) => !Object.hasOwn(left, key))];
  for (const key of keys.reverse()) {
    work.push({
      path: joinPath(path, key),
      before: Object.hasOwn(left, key) ? left[key] : ABSENT,
      after: Object.hasOwn(right, key) ? right[key] : ABSENT,
    });
  }
}
