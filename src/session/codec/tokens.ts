/** The grammar of tokens: what stands in the place of a secret. */
const CLASS = '[a-z0-9-]';
const HASH = '[\\w-]';
/** `withheld` says that redaction had missed it, and the scan before writing has not. */
const WITHOUT_HASH = 'redacted|withheld';

/** Matches a token; group 1 or 4 is the secret's class, group 2 its keyed hash (absent when it was guessable), group 3 what it is without one. */
export const TOKEN_PATTERN = new RegExp(`‹(?:(${CLASS}+):h:(${HASH}{10})|(${WITHOUT_HASH}):(${CLASS}+))›`);

const TOKENS = new RegExp(TOKEN_PATTERN.source, 'g');
const WHOLE_TOKEN = new RegExp(`^${TOKEN_PATTERN.source}$`);
/** Matches tokens, the last one also when it was cut with the text that it stood in. */
const TOKENS_ALSO_TORN = new RegExp(`‹(?:(?:${WITHOUT_HASH}):${CLASS}*|${CLASS}+:h:${HASH}*)(?:›|$)`, 'g');
const TOKEN_AT_START = new RegExp(
  `^(?:${TOKEN_PATTERN.source}(?![\\p{L}\\p{N}_])|‹(?:(?:${WITHOUT_HASH}):${CLASS}*|${CLASS}+:h:${HASH}{0,10})$)`,
  'u',
);
const WHOLE_CLASS = new RegExp(`^${CLASS}+$`);

/** Returns the token of a secret by its keyed hash, of 60 bits as base64url. */
export function hashedToken(secretClass: string, hash: string): string {
  return `‹${secretClass}:h:${hash}›`;
}

/** Returns the token of a secret that could be guessed. */
export function redactedToken(secretClass: string): string {
  return `‹redacted:${secretClass}›`;
}

/** Returns the token of a text that was withheld by a rule: a class of secrets, or where a declared one is known from. */
export function withheldToken(rule: string): string {
  return `‹withheld:${WHOLE_CLASS.test(rule) ? rule : 'declared'}›`;
}

/** Tells whether a text is one token and nothing else. */
export function isToken(text: string): boolean {
  return text.charCodeAt(0) === 0x2039 && WHOLE_TOKEN.test(text);
}

/** Tells whether a text begins with a token, or is one that was cut; what goes on as a word does is none. */
export function beginsWithToken(text: string): boolean {
  return text.charCodeAt(0) === 0x2039 && TOKEN_AT_START.test(text);
}

/** Tells whether a token says nothing of its secret but the class, so that many secrets have the same one. */
export function isWithoutHash(token: string): boolean {
  return WHOLE_TOKEN.exec(token)?.[3] !== undefined;
}

/** Reduces each token in a text to its class: such texts are equal whichever key the tokens were made with. */
export function withoutTokenHashes(text: string): string {
  return text.includes('‹')
    ? text.replace(TOKENS, (_token, hashed, _hash, _kind, plain) => `‹${hashed ?? plain}›`)
    : text;
}

/** Puts a blank in the place of each token of a text, also of one that was cut. */
export function withoutTokens(text: string): string {
  return text.includes('‹') ? text.replace(TOKENS_ALSO_TORN, ' ') : text;
}

/** Tells whether text holds a token. */
export function holdsToken(text: string): boolean {
  return text.includes('‹') && TOKEN_PATTERN.test(text);
}

/** Returns the text around the tokens of a text: one piece more than there are tokens. */
export function aroundTokens(text: string): string[] {
  // Not by `split`: it would give what the groups have found, too.
  return text.replace(TOKENS, '\0').split('\0');
}

/** Changes all of a text but its tokens. */
export function changeAroundTokens(text: string, change: (part: string) => string): string {
  if (!text.includes('‹')) return change(text);
  let result = '';
  let end = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    result += change(text.slice(end, index)) + token;
    end = index + token.length;
  }
  return result + change(text.slice(end));
}

/** Returns every token in a text: the class of the secret it stands for, and whether it was put there by the scan before writing. */
export function tokensIn(text: string): { secretClass: string; isWithheld: boolean }[] {
  if (!text.includes('‹')) return [];
  return [...text.matchAll(TOKENS)].map(([, hashed, , kind, plain]) => ({
    secretClass: (hashed ?? plain) as string,
    isWithheld: kind === 'withheld',
  }));
}

/** Lists the tokens in a text, each once, in order; the first `max` of them. */
export function distinctTokens(text: string, max: number): string[] {
  const found = new Set<string>();
  if (!text.includes('‹')) return [];
  for (const [token] of text.matchAll(TOKENS)) {
    if (found.size >= max) break;
    found.add(token);
  }
  return [...found];
}
