/**
 * A token that stands for a secret; group 1 or 4 is the secret's class, group 2 its keyed hash (absent when it was guessable).
 * `withheld` says that redaction had missed it, and the scan before writing has not.
 */
export const TOKEN_PATTERN = /‹(?:([a-z0-9-]+):h:([\w-]{10})|(redacted|withheld):([a-z0-9-]+))›/;

const TOKENS = new RegExp(TOKEN_PATTERN.source, 'g');

/** Text with each token reduced to its class: what is equal whichever key the tokens were made with. */
export function withoutTokenHashes(text: string): string {
  return text.includes('‹')
    ? text.replace(TOKENS, (_token, hashed, _hash, _kind, plain) => `‹${hashed ?? plain}›`)
    : text;
}

/** Whether text holds a token. */
export function holdsToken(text: string): boolean {
  return text.includes('‹') && TOKEN_PATTERN.test(text);
}

/** The text around the tokens of a text: one piece more than there are tokens. */
export function aroundTokens(text: string): string[] {
  // Not by `split`: it would give what the groups have found, too.
  return text.replace(TOKENS, '\0').split('\0');
}

/** Every token in a text: the class of the secret it stands for, and whether it was put there by the scan before writing. */
export function tokensIn(text: string): { secretClass: string; isWithheld: boolean }[] {
  return [...text.matchAll(TOKENS)].map(([, hashed, , kind, plain]) => ({
    secretClass: (hashed ?? plain) as string,
    isWithheld: kind === 'withheld',
  }));
}
