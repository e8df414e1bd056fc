/** Where in a value: keys and positions from the outside. */
type Path = (string | number)[];

/** Every place in a JSON value, the value itself first. */
export function pathsOf(root: unknown): Path[] {
  const paths: Path[] = [];
  const work: [Path, unknown][] = [[[], root]];
  for (let next = work.pop(); next; next = work.pop()) {
    const [path, value] = next;
    paths.push(path);
    if (Array.isArray(value)) for (const [at, item] of value.entries()) work.push([[...path, at], item]);
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) work.push([[...path, key], item]);
  }
  return paths;
}

/** The value at a place. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], root);
}

/** A copy with another value at a place; without the place when it is `GONE`. */
export function withValueAt(root: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(root)) {
    const item = withValueAt(root[key as number], rest, value);
    return item === GONE ? root.toSpliced(key as number, 1) : root.with(key as number, item);
  }
  const entries = Object.entries(root as object).map(([name, item]) =>
    name === key ? ([name, withValueAt(item, rest, value)] as const) : ([name, item] as const),
  );
  return Object.fromEntries(entries.filter(([, item]) => item !== GONE));
}

/** In place of a value: there is none. */
export const GONE = Symbol('gone');

/** What stands in place of a value to see whether its type is checked: one of each type, and names that objects have anyway. */
export const WRONG_VALUES: readonly unknown[] = [
  GONE,
  null,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  'NaN',
  '__proto__',
  'constructor',
  'toString',
  'Pending',
  '2026-11-23T09:30:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:60.999999999999-23:59',
  [],
  [null],
  [[]],
  {},
  JSON.parse('{"__proto__":{"x":1},"constructor":1,"toString":1,"valueOf":1,"toJSON":1,"then":1}'),
  { $error: { name: 'constructor', message: { toString: 1 } } },
  { $date: 1 },
  true,
  false,
];
