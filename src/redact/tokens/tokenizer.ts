import { createHmac, randomBytes } from 'node:crypto';
import { hashedToken, redactedToken, TOKEN_PATTERN } from '../../session/codec/tokens.ts';

/** Gives the token of a secret of some class. */
export type TokenOf = (secretClass: string, secret: string) => string;

export interface Tokenizer extends TokenOf {
  /** Returns the secret behind a token, of the last ten thousand. */
  secretOf(token: string): string | undefined;
}

/**
 * Makes tokens that keep equality: equal secrets get equal hashes, under one key.
 * A hash is the first 60 bits of HMAC-SHA-256. What could be guessed by trying is hashed with a key that nobody can have later.
 *
 * @param key Of the project, where sessions of several runs are to be compared. @default random
 * @param once Of this process, and of nothing else. @default random
 * @example
 * const tokenOf = createTokenizer();
 * tokenOf('password', 'correct horse'); // ‹password:h:9fQ2xK7cTz›
 * tokenOf('pin', ''); // ‹redacted:pin›
 */
export function createTokenizer(key: string | Buffer = randomBytes(32), once: Buffer = randomBytes(32)): Tokenizer {
  const hashes = { all: new Map<string, string>(), once: new Map<string, string>() };

  const tokenOf = (secretClass: string, secret: string): string => {
    if (secret === '') return redactedToken(secretClass);
    const keyed = isGuessable(secretClass, secret) ? hashes.once : hashes.all;
    let hash = keyed.get(secret);
    if (hash === undefined) {
      hash = createHmac('sha256', keyed === hashes.once ? once : key)
        .update(secret)
        .digest('base64url')
        .slice(0, 10);
      if (keyed.size >= MAX_REMEMBERED) keyed.clear();
      keyed.set(secret, hash);
    }
    return hashedToken(secretClass, hash);
  };
  const secretOf = (token: string): string | undefined => {
    const wanted = TOKEN_PATTERN.exec(token)?.[2];
    if (wanted !== undefined)
      for (const known of [hashes.all, hashes.once])
        for (const [secret, hash] of known) if (hash === wanted) return secret;
    return undefined;
  };
  return Object.assign(tokenOf, { secretOf });
}

/** Tokens that are remembered: one hash costs more than writing an event, and secrets repeat. */
const MAX_REMEMBERED = 10_000;

const GUESSABLE_CLASSES = new Set(['pin', 'cvv', 'ssn', 'otp']);
const MIN_LENGTH = 8;
/** Digits below which a number could be guessed: whoever knows the key could try all phone or account numbers. */
const MIN_DIGITS = 13;

function isGuessable(secretClass: string, secret: string): boolean {
  if (secret.length < MIN_LENGTH || GUESSABLE_CLASSES.has(secretClass)) return true;
  return /^[\d\s.+()/-]+$/.test(secret) && secret.replace(/\D/g, '').length < MIN_DIGITS;
}
