/** Tells whether a text looks like JSON: an object, an array, or a string with one of them in it. */
export function looksLikeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return text.length > 6 && (first <= 0x22 || first === 0x5b || first === 0x7b) && /^\s*(?:[{[]|"\s*[{[])/.test(text);
}

/** Tells whether a text of JSON has a key twice in one object: a reader is given the last one only, and the first stands there all the same. */
export function repeatsKey(text: string, parsed: unknown): boolean {
  return (text.match(JSON_STRING) ?? []).length !== countStrings(parsed);
}

/** Matches a string of JSON, with the colon after it when it is a key. Without a choice in it, since engines remember each of a long string. */
export const JSON_STRING = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"(\s*:)?/g;

function countStrings(value: unknown): number {
  if (typeof value === 'string') return 1;
  if (typeof value !== 'object' || value === null) return 0;
  const members = Object.values(value);
  return members.reduce(
    (count: number, member) => count + countStrings(member),
    Array.isArray(value) ? 0 : members.length,
  );
}

/** Tells whether JSON can hold a value. */
export function isJsonSafe(value: unknown, maxDepth: number): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number'
      ? Number.isFinite(value)
      : value === null || ['string', 'boolean'].includes(typeof value);
  if (maxDepth < 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((member) => isJsonSafe(member, maxDepth - 1));
}
