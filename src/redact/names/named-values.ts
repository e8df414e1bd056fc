import type { KeyRules } from '../key-rules.ts';

/** Tells whether a key is one whose value is named by a member beside it, as in `{ name: 'x-api-key', value: '…' }`. In any case of letters. */
export function isValueKey(key: string): boolean {
  return VALUE_KEYS.has(key.toLowerCase());
}

/**
 * Returns the class of secret that a member beside the value of an object promises: headers and fields of forms have a `name`, storages a `key`,
 * a patch of JSON a `path`.
 */
export function classOfNamed(object: Readonly<Record<string, unknown>>, keys: KeyRules): string | undefined {
  for (const key of Object.keys(object)) {
    const name = object[key];
    if (typeof name !== 'string' || name.length > MAX_NAME || key.length > 12) continue;
    const lower = key.toLowerCase();
    if (NAME_KEYS.has(lower)) {
      const found = keys.verdictOf(lower === 'path' ? lastOf(name) : name).secretClass;
      if (found !== undefined) return found;
    } else if (lower === 'type' && name === 'password') return 'password';
  }
  return undefined;
}

/** Length of a name at most: no name of a secret is longer. */
const MAX_NAME = 128;

const NAME_KEYS = new Set(
  'key name header field path k property prop attribute attr param parameter variable id fieldname headername keyname'.split(
    ' ',
  ),
);
const VALUE_KEYS = new Set(
  'value values val v data newvalue oldvalue defaultvalue currentvalue initialvalue'.split(' '),
);

/** Returns the last part of a path: the others say where a secret is, and are none. */
function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Returns the class of secret that an item of a list holds by the item before it: `["Authorization", "…"]` as headers, maps and calls have it,
 * `"--token", "…"` as command lines do, and names and values of headers in turn.
 *
 * @param isHeaders tells whether `areHeaders` holds for the list: asked only where it matters.
 */
export function classAfter(
  list: readonly unknown[],
  index: number,
  keys: KeyRules,
  isHeaders: () => boolean,
): string | undefined {
  const name = list[index - 1];
  if (typeof name !== 'string' || name.length > 64 || /\s/.test(name)) return undefined;
  const item = list[index];
  const isFlag = FLAG.test(name);
  if (isFlag ? typeof item === 'string' && item.startsWith('-') : list.length !== 2 && index % 2 === 0)
    return undefined;
  const { secretClass } = keys.verdictOf(name);
  if (secretClass === undefined || isFlag || list.length === 2) return secretClass;
  return isHeaders() ? secretClass : undefined;
}

const FLAG = /^--?[A-Za-z][\w-]*$/;

/** Tells whether a list has names and values of headers in turn, as Node's `rawHeaders`: a list of words alone is none. */
export function areHeaders(list: readonly unknown[]): boolean {
  if (list.length % 2 === 1) return false;
  let hasValue = false;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (i % 2 === 0) {
      if (typeof item !== 'string' || !HEADER_NAME.test(item)) return false;
    } else hasValue ||= typeof item !== 'string' || !/^[a-z_]*$/.test(item);
  }
  return hasValue;
}

const HEADER_NAME = /^[A-Za-z][\w-]{0,63}$/;
