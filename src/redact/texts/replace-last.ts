/** Replaces the last occurrence of `part` in a text, which must have one. */
export function replaceLast(text: string, part: string, replacement: string): string {
  const at = text.lastIndexOf(part);
  return text.slice(0, at) + replacement + text.slice(at + part.length);
}
