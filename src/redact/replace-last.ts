/** A text with its last occurrence of `part`, which must be in it, replaced. */
export function replaceLast(text: string, part: string, replacement: string): string {
  const at = text.lastIndexOf(part);
  return text.slice(0, at) + replacement + text.slice(at + part.length);
}
