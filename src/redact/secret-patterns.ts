import { isToken } from '../session/codec/tokens.ts';
import { isCardNumber } from './forms/card-number.ts';
import { ISSUER_FORMS } from './forms/issuer-forms.ts';
import { replaceLast } from './texts/replace-last.ts';
import { HAS_DIGITS, HAS_LONG_WORD, HAS_MARK, HAS_SCHEME, type Traits, traitsOf } from './texts/text-traits.ts';

/** A kind of secret that can be told by its form. Every pattern takes time linear in the text: what may repeat can start only where a run starts. */
export interface SecretPattern {
  /** Names the secret in its token. */
  secretClass: string;
  /** Names it better, once it is found. */
  classOf?(secret: string): string;
  /** Global. The group `secret`, where there is one, is what is replaced; else the whole match. */
  pattern: RegExp;
  /** Refuses what only looks like a secret. @param at where in `text` the match begins */
  accepts?(secret: string, text: string, at: number): boolean;
}

/** Returns the patterns worth trying on `text`: a quick look, because most texts hold no secret. */
export function patternsFor(text: string, traits: Traits = traitsOf(text)): readonly SecretPattern[] {
  if (traits & (HAS_MARK | HAS_SCHEME) && MARKS.test(text)) return SECRET_PATTERNS;
  const mayBeIssued = (traits & HAS_LONG_WORD) !== 0;
  const mayBeCard = traits & HAS_DIGITS && MANY_DIGITS.test(text);
  return mayBeCard ? (mayBeIssued ? ISSUED_AND_CARD : ONLY_CARD) : mayBeIssued ? ONLY_ISSUED : [];
}

/** Marks that a secret of a known form has in it, but for tokens that begin a word: these are as long as few words are. */
const MARKS =
  /eyJ|[Bb](?:earer|EARER|asic|ASIC)[\s%+]|A[BCKS][CI]A[A-Z0-9]|gh[oprsu]_|_pat_|glpat-|xox[a-z]|xapp-|k_(?:live|test|prod)_|sk-|npm_|PRIVATE KEY|:\/\/[^\s/?#]*@|hooks|webhookb|:AA[\w-]|[Ss]ig(?:nature)?=|[?&]code=/;
/** Matches digits that may be the number of a card. */
const MANY_DIGITS = /\d{4}[ -]?\d{4,6}[ -]?\d{4}/;

/** Expressions that `patternsFor` looks for first. */
export const SECRET_MARKS: readonly RegExp[] = [MARKS, MANY_DIGITS];

/** Matches the begin of a word, not inside a longer one. An escape before it (`%20`, `\n`) is no part of the word. */
const START = '(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\(?:[nrt]|u[0-9a-fA-F]{4}))';

/** Makes the pattern of a secret that begins like nothing else: it is found inside a longer word, too. */
function anywhere(source: string): RegExp {
  return new RegExp(source, 'g');
}

function startingWith(source: string): RegExp {
  return new RegExp(`(?:${START})(?:${source})`, 'g');
}

/** Words before a number that say that it is another one. */
const OTHER_NUMBER = '(?<!(?:order|invoice|tracking|ref|reference|ticket|case|id|isbn)\\W{0,3})';

export const CARD: SecretPattern = {
  secretClass: 'card',
  pattern: new RegExp(
    `(?:(?<![\\w.-])|(?<=\\\\[nrt]))(?:${OTHER_NUMBER}\\d{13,19}|\\d{4}(?<gap>[ -])\\d{4}\\k<gap>\\d{4}\\k<gap>\\d{1,7}|3\\d{3}(?<amexGap>[ -])\\d{6}\\k<amexGap>\\d{4,5})(?![\\w-]|\\.\\d)`,
    'gi',
  ),
  accepts: isCardNumber,
};

/** All forms of issuers as one expression: those that are found inside of words, then those that begin one. */
export const ISSUED: SecretPattern = {
  secretClass: 'issued-token',
  pattern: issuedAfter(START),
  classOf: (secret) => FORMS.find(([, form]) => form.test(secret))?.[0] ?? 'token',
};
const FORMS = ISSUER_FORMS.map(([secretClass, source]) => [secretClass, new RegExp(`^(?:${source})`)] as const);

/** Matches the begin of a text between other bytes: a byte with its length can stand before it, and look like a letter. */
const START_IN_BYTES = `${START}|(?<=(?:^|[^\\x20-\\x7e]|x)[\\s\\S])`;
const IN_BYTES: readonly SecretPattern[] = [
  { ...ISSUED, pattern: issuedAfter(START_IN_BYTES) },
  { secretClass: 'aws-key', pattern: anywhere('A(?:BIA|CCA|KIA|SIA)[A-Z0-9]{16}') },
  { ...CARD, pattern: /(?<!\d)(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7})(?!\d)/g },
  {
    secretClass: 'jwt',
    // Without a dot the whole run is one match: a later begin in it could find no other dot.
    pattern: anywhere('eyJ[\\w-]{8,}(?:\\.[\\w-]{6,})?'),
    accepts: (secret) => secret.includes('.'),
  },
  {
    secretClass: 'api-key',
    pattern: new RegExp(`(?:${START_IN_BYTES})sk-[\\w-]{16,}`, 'g'),
    accepts: (secret) => /\d/.test(secret),
  },
];

/** Names the class of a secret that stands in a text which was read out of other bytes; undefined when there is none. */
export function classInBytes(text: string): string | undefined {
  for (const form of IN_BYTES) {
    const found = classFoundBy(form, text);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names the class of a secret in a text, by one form of it; undefined when there is none. */
export function classFoundBy(form: SecretPattern, text: string): string | undefined {
  let found: string | undefined;
  replaceSecrets(text, form, (secret) => {
    found ??= form.classOf?.(secret) ?? form.secretClass;
    return secret;
  });
  return found;
}

function issuedAfter(start: string): RegExp {
  return new RegExp(`${sourcesOf('inside')}|(?:${start})(?:${sourcesOf('at-start')})`, 'g');
}

function sourcesOf(place: 'inside' | 'at-start'): string {
  return ISSUER_FORMS.filter(([, , where = 'at-start']) => where === place)
    .map(([, source]) => source)
    .join('|');
}

const ONLY_ISSUED = [ISSUED];
const ONLY_CARD = [CARD];
const ISSUED_AND_CARD = [ISSUED, CARD];

/** The pattern of e-mail addresses, used only where it is asked for: an address is a person's name more often than a secret. */
export const EMAIL: SecretPattern = {
  secretClass: 'email',
  pattern: /(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63}){1,8}(?![\w@])/g,
};

/** The secrets known by their form, in the order they are looked for. */
const SECRET_PATTERNS: readonly SecretPattern[] = [
  // Ends at the next dashes, so a block that was cut short goes as well.
  {
    secretClass: 'private-key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\s\S])*(?:-----END [A-Z0-9 ]{0,60}-----)?/g,
  },
  { secretClass: 'password', pattern: /:\/\/[^\s/?#@:]*:(?<secret>[^\s/?#"'<>]+)@/g },
  // A token alone in the place of the user.
  { secretClass: 'token', pattern: /:\/\/(?<secret>[^\s/?#@:"'<>]{16,})@/g, accepts: isMixed },
  { secretClass: 'jwt', pattern: startingWith('eyJ[\\w-]{8,}(?:\\.[\\w-]{6,})(?:\\.[\\w-]*){0,3}') },
  { secretClass: 'aws-key', pattern: startingWith('A(?:BIA|CCA|KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])') },
  ISSUED,
  { secretClass: 'slack-token', pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[\w/]{8,})/g },
  { secretClass: 'zapier-webhook', pattern: /hooks\.zapier\.com\/hooks\/catch\/(?<secret>[\w/]{8,})/g },
  { secretClass: 'teams-webhook', pattern: /\.webhook\.office\.com\/webhookb2\/(?<secret>[\w@/-]{32,})/g },
  { secretClass: 'api-key', pattern: startingWith('sk-[\\w-]{16,}'), accepts: (secret) => /\d/.test(secret) },
  { secretClass: 'telegram-token', pattern: anywhere('(?<!\\d)\\d{8,10}:AA[\\w-]{32,}') },
  { secretClass: 'discord-webhook', pattern: /\/api\/webhooks\/\d{8,}\/(?<secret>[\w-]{30,})/g },
  // Signed addresses, as Azure, AWS and Google make them, and the code that a sign-in comes back with.
  {
    secretClass: 'signature',
    pattern: /[?&](?:amp;)?(?:X-(?:Amz|Goog)-)?[Ss]ig(?:nature)?=(?<secret>[^\s&#"'<>]{8,})/g,
  },
  { secretClass: 'code', pattern: /[?&]code=(?<secret>[^\s&#"'<>]{8,})/g, accepts: isBesideState },
  {
    secretClass: 'bearer',
    pattern: /\bBearer(?:\s+|%20|\+)(?<secret>[\w.~+/=-]{8,})/gi,
    accepts: (secret) => !PROSE_AFTER_BEARER.test(secret),
  },
  {
    secretClass: 'basic-auth',
    pattern: /\bBasic(?:\s+|%20|\+)(?<secret>[A-Za-z0-9+/_-]{6,}={0,2})/gi,
    accepts: isUserAndPassword,
  },
  CARD,
];

const PROSE_AFTER_BEARER = /^(?:auth\w*|credentials?|realm.*|required|schemes?|security)[.]?$/i;

/** Tells whether a text has letters and digits in it, as tokens have and names of users mostly have not. */
function isMixed(text: string): boolean {
  return /\d/.test(text) && /[A-Za-z]/.test(text);
}

/** Tells whether the query that a code stands in has a state as well, as the answer to a sign-in has. */
function isBesideState(code: string, text: string, at: number): boolean {
  const end = at + code.length;
  const before =
    text
      .slice(Math.max(0, at - MAX_QUERY), at)
      .split(QUERY_END)
      .at(-1) ?? '';
  const after = text.slice(end, end + MAX_QUERY).split(QUERY_END, 1)[0] ?? '';
  return STATE.test(before) || STATE.test(after);
}

/** Letters of a query that are looked at on each side of a code. */
const MAX_QUERY = 500;
const QUERY_END = /[\s#"'<>]/;
const STATE = /[?&]state=/;

function isUserAndPassword(base64: string): boolean {
  return /^[^\s:]*:/.test(Buffer.from(base64, 'base64').toString('latin1'));
}

/** Replaces what matches and is accepted; what is a token already stays. */
export function replaceSecrets(
  text: string,
  { pattern, accepts }: SecretPattern,
  replacement: (secret: string) => string,
): string {
  return text.replace(pattern, (...found: unknown[]) => {
    const match = found[0] as string;
    const groups = found[found.length - 1] as { secret?: string } | string;
    const hasGroups = typeof groups === 'object';
    const secret = (hasGroups && groups.secret) || match;
    const at = found[found.length - (hasGroups ? 3 : 2)] as number;
    if (secret === '' || isToken(secret) || accepts?.(secret, text, at) === false) return match;
    return replaceLast(match, secret, replacement(secret));
  });
}
