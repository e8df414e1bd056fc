import { TOKEN_PATTERN } from '../session/tokens.ts';

const TOKENS = new RegExp(TOKEN_PATTERN.source, 'g');

/**
 * An answer with its redacted secrets as an app can use them: the secret itself where this run has shown it, else a value of the
 * same form that stands for it, the same one each time.
 *
 * @param secretOf the secret behind a token of this run, if it is known.
 */
export function withSecrets(value: unknown, secretOf: (token: string) => string | undefined): unknown {
  if (typeof value === 'string') {
    if (!value.includes('‹')) return value;
    return value.replace(
      TOKENS,
      (token, hashed?: string, hash?: string, _kind?: string, plain?: string) =>
        secretOf(token) ?? surrogateOf(hashed ?? plain ?? 'secret', hash ?? '0'.repeat(10)),
    );
  }
  if (Array.isArray(value)) return value.map((item) => withSecrets(item, secretOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [withSecrets(key, secretOf) as string, withSecrets(item, secretOf)]),
  );
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
