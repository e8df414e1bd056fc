const { isArray, prototype: listRoot } = Array;
const { keys } = Object;
const { stringify } = JSON;

/**
 * `JSON.stringify` of what `encodeValue` made. A page that gives all arrays or objects a `toJSON` (old Prototype.js does) would be asked
 * by the native one for each of ours: then it is written here, piece by piece.
 */
export function writeJson(value: unknown): string {
  return 'toJSON' in listRoot ? write(value) : stringify(value);
}

function write(value: unknown): string {
  if (typeof value !== 'object' || value === null) return stringify(value);
  let text = '';
  if (isArray(value)) {
    for (let at = 0; at < value.length; at += 1) text += `${at === 0 ? '' : ','}${write(value[at] ?? null)}`;
    return `[${text}]`;
  }
  const names = keys(value);
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as string;
    const item = (value as Record<string, unknown>)[name];
    if (item !== undefined) text += `${text === '' ? '' : ','}${stringify(name)}:${write(item)}`;
  }
  return `{${text}}`;
}
