/** Length of a torn word that goes at most: a secret of a known form is shorter. */
const MAX_TORN = 512;

/**
 * Returns the beginning of a text that was cut, without its last word: half a secret has no form by which it could be found.
 *
 * @param head What was kept of the text.
 */
export function withoutTornWord(head: string): string {
  const end = head.slice(-MAX_TORN);
  const word = end.search(/\S+$/);
  return word === -1 ? head : head.slice(0, head.length - end.length + word);
}

/** Returns the same for a text that says at its end that it was cut, as those of consoles and storages do. */
export function withoutTornEnd(text: string): string {
  if (!text.endsWith(' characters)')) return text;
  const mark = /… \(\d+ characters\)$/.exec(text);
  return mark === null ? text : withoutTornWord(text.slice(0, mark.index)) + mark[0];
}
