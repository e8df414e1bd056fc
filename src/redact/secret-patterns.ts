import { replaceLast } from './replace-last.ts';

/** A kind of secret that can be told by its form. Every pattern takes time linear in the text: what may repeat can start only where a run starts. */
export interface SecretPattern {
  /** Names the secret in its token. */
  secretClass: string;
  /** Global. The group `secret`, where there is one, is what is replaced; else the whole match. */
  pattern: RegExp;
  /** Refuses what only looks like a secret. */
  accepts?(secret: string): boolean;
}

/** Returns the patterns worth trying on `text`: a quick look, because most texts hold no secret. */
export function patternsFor(text: string): readonly SecretPattern[] {
  if (text.length < MIN_LENGTH) return text.includes('@') ? SECRET_PATTERNS : [];
  if (MARKS.some((mark) => mark.test(text))) return SECRET_PATTERNS;
  return MANY_DIGITS.test(text) ? [CARD] : [];
}

/** The length of the shortest secret but for a password in a URL. */
const MIN_LENGTH = 13;
/**
 * Marks that each secret of a known form has in it. Several expressions are faster than one: of what they look for, the engine finds
 * few characters to skip the others by when there are too many.
 */
const MARKS = [
  /eyJ|[Bb](?:earer|EARER|asic|ASIC)[\s%+]|A[BCKS][CI]A[A-Z0-9]|gh[oprsu]_|_pat_|gl[a-z]{2,5}-|xox[a-z]-|k_(?:live|test)_|sk-|whsec_|AIza|ya29\.|npm_|hf_|SG\.|shp[a-z]{2}_|PRIVATE KEY|:\/\/[^\s/?#]*@|hooks/,
  /xapp-|OCSPX-|pypi-|_v1_|n_api_|ATATT3|hv[bs]\.|SECRET-KEY|PMAK-|dapi[a-f0-9]|SK[a-f0-9]{16}|:AA[\w-]/,
];
/** Matches digits that may be the number of a card. */
const MANY_DIGITS = /\d{4}[ -]?\d{4,6}[ -]?\d{4}/;

/** Expressions that `patternsFor` looks for first. */
export const SECRET_MARKS: readonly RegExp[] = [...MARKS, MANY_DIGITS];

/** Matches the begin of a word, not inside a longer one. An escape before it (`%20`, `\n`) is no part of the word. */
const START = '(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\[nrt])';

/** Makes the pattern of a secret that begins like nothing else: it is found inside a longer word, too. */
function anywhere(source: string): RegExp {
  return new RegExp(source, 'g');
}

function startingWith(source: string): RegExp {
  return new RegExp(`(?:${START})(?:${source})`, 'g');
}

const CARD: SecretPattern = {
  secretClass: 'card',
  pattern:
    /(?<![\w.-])(?:\d{13,19}|\d{4}(?<gap>[ -])\d{4}\k<gap>\d{4}\k<gap>\d{1,7}|3\d{3}(?<amexGap>[ -])\d{6}\k<amexGap>\d{4,5})(?![\w-]|\.\d)/g,
  accepts: isCardNumber,
};

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
  { secretClass: 'jwt', pattern: startingWith('eyJ[\\w-]{8,}(?:\\.[\\w-]{6,})(?:\\.[\\w-]*){0,3}') },
  { secretClass: 'aws-key', pattern: startingWith('A(?:BIA|CCA|KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])') },
  {
    secretClass: 'github-token',
    pattern: anywhere('gh[oprsu]_[A-Za-z0-9]{36}|github_pat_\\w{22}_[A-Za-z0-9]{59}'),
  },
  { secretClass: 'gitlab-token', pattern: anywhere('glpat-[\\w-]{20,}') },
  { secretClass: 'slack-token', pattern: anywhere('xox[abeoprs]-\\d{6,}-[A-Za-z0-9-]{16,}') },
  { secretClass: 'stripe-key', pattern: anywhere('[rs]k_live_[A-Za-z0-9]{16,}') },
  { secretClass: 'npm-token', pattern: anywhere('npm_[A-Za-z0-9]{36}') },
  { secretClass: 'github-token', pattern: startingWith('gh[oprsu]_[A-Za-z0-9]{16,}|github_pat_\\w{16,}') },
  {
    secretClass: 'gitlab-token',
    pattern: startingWith('gl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|soat)-[\\w.-]{16,}'),
  },
  { secretClass: 'slack-token', pattern: startingWith('xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{16,}') },
  { secretClass: 'slack-token', pattern: /hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[\w/]{8,})/g },
  { secretClass: 'stripe-key', pattern: startingWith('[rs]k_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[A-Za-z0-9+/=]{16,}') },
  { secretClass: 'api-key', pattern: startingWith('sk-[\\w-]{16,}'), accepts: (secret) => /\d/.test(secret) },
  { secretClass: 'google-key', pattern: startingWith('AIza[\\w-]{30,}|ya29\\.[\\w-]{16,}|GOCSPX-[\\w-]{20,}') },
  { secretClass: 'npm-token', pattern: startingWith('npm_[A-Za-z0-9]{30,}') },
  { secretClass: 'pypi-token', pattern: startingWith('pypi-[\\w-]{32,}') },
  { secretClass: 'docker-token', pattern: startingWith('dckr_pat_[\\w-]{16,}') },
  { secretClass: 'digitalocean-token', pattern: startingWith('do[opr]_v1_[a-f0-9]{32,}') },
  { secretClass: 'linear-key', pattern: startingWith('lin_api_[A-Za-z0-9]{20,}') },
  { secretClass: 'atlassian-token', pattern: startingWith('ATATT3[\\w=-]{24,}') },
  { secretClass: 'vault-token', pattern: startingWith('hv[bs]\\.[\\w-]{20,}') },
  { secretClass: 'age-key', pattern: startingWith('AGE-SECRET-KEY-1[A-Z0-9]{40,}') },
  { secretClass: 'postman-key', pattern: startingWith('PMAK-[a-f0-9]{16,}-[a-f0-9]{16,}') },
  { secretClass: 'databricks-token', pattern: startingWith('dapi[a-f0-9]{32}(?![A-Za-z0-9])') },
  { secretClass: 'twilio-key', pattern: startingWith('SK[a-f0-9]{32}(?![A-Za-z0-9])') },
  { secretClass: 'telegram-token', pattern: anywhere('(?<!\\d)\\d{8,10}:AA[\\w-]{32,}') },
  { secretClass: 'discord-webhook', pattern: /\/api\/webhooks\/\d{8,}\/(?<secret>[\w-]{30,})/g },
  { secretClass: 'huggingface-token', pattern: startingWith('hf_[A-Za-z0-9]{30,}') },
  { secretClass: 'sendgrid-key', pattern: startingWith('SG\\.[\\w-]{16,}\\.[\\w-]{16,}') },
  { secretClass: 'shopify-token', pattern: startingWith('shp[a-z]{2}_[a-fA-F0-9]{32}') },
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
    const secret = (typeof groups === 'object' && groups.secret) || match;
    if (secret === '' || secret.startsWith('‹') || accepts?.(secret) === false) return match;
    return replaceLast(match, secret, replacement(secret));
  });
}

/** Tells whether digits are the number of a card, by issuers' prefixes with their lengths, then Luhn's sum: of random numbers of 16 digits one in forty passes, of times since 1970 none. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  return ISSUERS.test(digits) && luhnSum(digits) % 10 === 0;
}

const ISSUERS =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14,17}|6\d{15,18}|5[06-8]\d{11,17})$/;

function luhnSum(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const weighed = i % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum;
}
