import { hashedToken, TOKEN_PATTERN } from '../../session/codec/tokens.ts';
import { placeholderOf } from './placeholder-of.ts';

const TOKENS = new RegExp(TOKEN_PATTERN.source, 'g');

/** Redacted secrets on their way to the app and back. */
export class SecretPlaceholders {
  private readonly secretOf: (token: string) => string | undefined;
  /** The tokens of the values that stand for a secret. */
  private readonly tokens = new Map<string, string>();

  /** @param secretOf the secret behind a token of this run, if it is known. */
  constructor(secretOf: (token: string) => string | undefined = () => undefined) {
    this.secretOf = secretOf;
  }

  /**
   * An answer as an app can use it: with the secrets themselves where this run has shown them, else with values of the same
   * form that stand for them, the same one each time.
   */
  toSecrets(value: unknown): unknown {
    return withTexts(value, (text) =>
      text.includes('‹') ? text.replace(TOKENS, (...found) => this.give(found)) : text,
    );
  }

  /**
   * Arguments with the recorded token of each secret that was made up. Nothing in its form need say that it is one, so it is known by its
   * text; where its form does, redaction has put a token of this run in its place.
   */
  toTokens(args: unknown): unknown {
    if (this.tokens.size === 0) return args;
    return withTexts(args, (text) => {
      const whole = this.tokens.get(text);
      if (whole !== undefined || !text.includes('‹')) return whole ?? text;
      return text.replace(TOKENS, (token, hashed) => this.recorded(token, hashed));
    });
  }

  /** With the class that it has where it was found: that depends on the place. */
  private recorded(token: string, hashed: string | undefined): string {
    const secret = hashed === undefined ? undefined : this.secretOf(token);
    const hash = TOKEN_PATTERN.exec(this.tokens.get(secret ?? '') ?? '')?.[2];
    return hashed === undefined || hash === undefined ? token : hashedToken(hashed, hash);
  }

  private give([token, hashed, hash, , plain]: (string | undefined)[]): string {
    const secret = this.secretOf(token as string);
    if (secret !== undefined) return secret;
    const surrogate = placeholderOf(hashed ?? plain ?? 'secret', hash ?? '0'.repeat(10));
    if (hash !== undefined) this.tokens.set(surrogate, token as string);
    return surrogate;
  }
}

/** A value with each text in it, keys too, replaced; the same value where nothing is. */
function withTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (typeof value !== 'object' || value === null) return value;
  let isSame = true;
  const entries = Object.entries(value).map(([key, item]) => {
    const one = [Array.isArray(value) ? key : replace(key), withTexts(item, replace)] as const;
    isSame &&= one[0] === key && one[1] === item;
    return one;
  });
  if (isSame) return value;
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
