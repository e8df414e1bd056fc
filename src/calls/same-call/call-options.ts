import { markerOf } from '../../session/codec/values.ts';

/**
 * Returns a call's own options as they are compared: headers by their names in lower case, however the app wrote them. What says nothing is
 * left out, and undefined is returned where nothing is left: a call without options and one with `{}` ask the same.
 *
 * @param options encoded, as in a session; headers are an object, a list of pairs, or a `Map`.
 * @example
 * canonicalOptions({ headers: [['Path', '/home/a.txt']] }); // { headers: { path: '/home/a.txt' } }
 */
export function canonicalOptions(options: unknown): unknown {
  if (options === undefined || options === null || markerOf(options) === '$undefined') return undefined;
  if (!isPlain(options)) return options;
  const kept = Object.entries(options).flatMap(([key, value]) => {
    const canonical = key === 'headers' ? canonicalHeaders(value) : value;
    return canonical === undefined || canonical === null || markerOf(canonical) === '$undefined'
      ? []
      : [[key, canonical] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Headers that nobody can read, such as those of an older recording, stay as they are. */
function canonicalHeaders(headers: unknown): unknown {
  const pairs = pairsOf(headers);
  if (pairs === undefined) return headers;
  const byName = new Map<string, unknown>();
  for (const [name, value] of pairs) {
    if (markerOf(value) === '$undefined') continue;
    const key = name.toLowerCase();
    const text = ['number', 'boolean'].includes(typeof value) ? String(value) : value;
    const next = typeof text === 'string' ? text.trim() : text;
    // A header that is given twice is one with both values, as `Headers` makes it.
    byName.set(key, byName.has(key) ? `${String(byName.get(key))}, ${String(next)}` : next);
  }
  return byName.size === 0
    ? undefined
    : Object.fromEntries([...byName].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function pairsOf(headers: unknown): [string, unknown][] | undefined {
  const list = markerOf(headers) === '$map' ? (headers as { $map: unknown }).$map : headers;
  if (Array.isArray(list)) return list.every(isPair) ? list : undefined;
  return isPlain(list) ? Object.entries(list) : undefined;
}

const isPair = (value: unknown): value is [string, unknown] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && markerOf(value) === undefined;
}
