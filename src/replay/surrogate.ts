import { TOKEN_PATTERN } from '../session/tokens.ts';

const TOKENS = new RegExp(TOKEN_PATTERN.source, 'g');

/** Redacted secrets on their way to the app and back. */
export class Surrogates {
  readonly #secretOf: (token: string) => string | undefined;
  /** The tokens of the values that stand for a secret. */
  readonly #tokens = new Map<string, string>();

  /** @param secretOf the secret behind a token of this run, if it is known. */
  constructor(secretOf: (token: string) => string | undefined = () => undefined) {
    this.#secretOf = secretOf;
  }

  /**
   * An answer as an app can use it: with the secrets themselves where this run has shown them, else with values of the same
   * form that stand for them, the same one each time.
   */
  toSecrets(value: unknown): unknown {
    return withTexts(value, (text) =>
      text.includes('‹') ? text.replace(TOKENS, (...found) => this.#give(found)) : text,
    );
  }

  /** Arguments with the token of each secret that was made up: nothing in its form need say that it is one. */
  toTokens(args: unknown): unknown {
    return this.#tokens.size === 0 ? args : withTexts(args, (text) => this.#tokens.get(text) ?? text);
  }

  #give([token, hashed, hash, , plain]: (string | undefined)[]): string {
    const secret = this.#secretOf(token as string);
    if (secret !== undefined) return secret;
    const surrogate = surrogateOf(hashed ?? plain ?? 'secret', hash ?? '0'.repeat(10));
    if (hash !== undefined) this.#tokens.set(surrogate, token as string);
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

/** A value in the form of a class of secrets. Plain ASCII: a header takes nothing else. */
function surrogateOf(secretClass: string, hash: string): string {
  if (secretClass === 'email') return `${hash.toLowerCase().replace(/[^a-z0-9]/g, 'x')}@example.com`;
  if (secretClass === 'jwt')
    return `${base64url({ alg: 'none', typ: 'JWT' })}.${base64url({ sub: hash, exp: FAR })}.${hash}`;
  if (secretClass === 'card') return cardNumber(hash);
  return `${secretClass}-${hash}`;
}

/** In seconds since 1970, in the year 2100. */
const FAR = 4_102_444_800;

function base64url(value: unknown): string {
  return btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Sixteen digits with a check digit that is right; no bank has numbers that begin with 9. */
function cardNumber(hash: string): string {
  const digits = `9${[...hash].map((char) => char.charCodeAt(0) % 10).join('')}`.padEnd(15, '0').slice(0, 15);
  const sum = [...digits].reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
