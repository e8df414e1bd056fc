/** Characters that a key, a number or a word takes beside its text. */
const LEAF = 8;

/**
 * Estimates the characters of JSON that a JSON-safe value takes, which is about how many bytes of memory its texts do. Without recursion, and
 * without making the JSON.
 */
export function textSize(value: unknown): number {
  let size = 0;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const item = pending.pop();
    if (typeof item === 'string') size += item.length + 2;
    else if (typeof item !== 'object' || item === null) size += LEAF;
    else {
      size += LEAF;
      for (const key in item) {
        size += key.length + 4;
        pending.push((item as Record<string, unknown>)[key]);
      }
    }
  }
  return size;
}
