/** A token that stands for a secret; group 1 or 3 is the secret's class, group 2 its keyed hash (absent when it was guessable). */
export const TOKEN_PATTERN = /‹(?:([a-z0-9-]+):h:([\w-]{10})|redacted:([a-z0-9-]+))›/;

const TOKENS = new RegExp(TOKEN_PATTERN.source, 'g');

/** Text with each token reduced to its class: what is equal whichever key the tokens were made with. */
export function withoutTokenHashes(text: string): string {
  return text.includes('‹') ? text.replace(TOKENS, (_token, hashed, _hash, plain) => `‹${hashed ?? plain}›`) : text;
}

/** Whether text holds a token. */
export function holdsToken(text: string): boolean {
  return text.includes('‹') && TOKEN_PATTERN.test(text);
}
