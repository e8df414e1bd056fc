/** A pattern of texts, with any text between two of them. It is matched without a regular expression: those may take forever, and a session's texts may be in a pattern. */
export interface Wildcards {
  /** The texts, in their order: `['save_', '']` is `save_*`. */
  pieces: readonly string[];
  /** Characters that stand between two of them at least. @default 0 */
  between?: number;
  /** Whether the pattern may end at this place of the text. @default at its end */
  isEnd?: (at: number) => boolean;
}

/** Tells whether a text fits a pattern, in time in proportion to the text. */
export function fitsWildcards(
  text: string,
  { pieces, between = 0, isEnd = (at) => at === text.length }: Wildcards,
): boolean {
  const [first = '', ...others] = pieces;
  if (!text.startsWith(first)) return false;
  const last = others.pop();
  let at = first.length;
  if (last === undefined) return isEnd(at);
  // The first place at which a piece stands leaves most room for the others.
  for (const piece of others) {
    const found = text.indexOf(piece, at + between);
    if (found === -1 || found < at + between) return false;
    at = found + piece.length;
  }
  for (at += between; at <= text.length; at += 1) {
    at = text.indexOf(last, at);
    if (at === -1) return false;
    if (isEnd(at + last.length)) return true;
  }
  return false;
}
