/**
 * A value in the form of a class of secrets, made of the hash of one: what tells that one by its form tells this one too, so the session of
 * a replay has the classes of the recording. Plain ASCII: a header takes nothing else.
 */
export function placeholderOf(secretClass: string, hash: string): string {
  const form = FORMS.get(secretClass);
  return form === undefined ? `${secretClass}-${hash}` : form(hash);
}

/** Forms of which nobody has a real value, where there are such: a card of no bank, a JWT that nobody has signed, a key for tests. */
const FORMS = new Map<string, (hash: string) => string>([
  ['email', (hash) => `${hash.toLowerCase().replace(/[^a-z0-9]/g, 'x')}@example.com`],
  ['jwt', (hash) => `${base64url({ alg: 'none', typ: 'JWT' })}.${base64url({ sub: hash, exp: FAR })}.${hash}`],
  ['card', cardNumber],
  ['basic-auth', (hash) => btoa(`user:${hash}`)],
  ['private-key', (hash) => `-----BEGIN PRIVATE KEY-----${hash}-----END PRIVATE KEY-----`],
  ['aws-key', (hash) => `AKIA${digits(hash, 16).toUpperCase()}`],
  ['github-token', (hash) => `ghp_${digits(hash, 36)}`],
  ['gitlab-token', (hash) => `glpat-${digits(hash, 20)}`],
  ['slack-token', (hash) => `xoxb-${digits(hash, 24)}`],
  ['stripe-key', (hash) => `sk_test_${digits(hash, 24)}`],
  ['api-key', (hash) => `sk-${digits(hash, 40)}`],
  ['google-key', (hash) => `AIza${digits(hash, 35)}`],
  ['npm-token', (hash) => `npm_${digits(hash, 36)}`],
  ['pypi-token', (hash) => `pypi-${digits(hash, 40)}`],
  ['docker-token', (hash) => `dckr_pat_${digits(hash, 27)}`],
  ['digitalocean-token', (hash) => `dop_v1_${digits(hash, 64)}`],
  ['linear-key', (hash) => `lin_api_${digits(hash, 40)}`],
  ['atlassian-token', (hash) => `ATATT3${digits(hash, 40)}`],
  ['vault-token', (hash) => `hvs.${digits(hash, 24)}`],
  ['age-key', (hash) => `AGE-SECRET-KEY-1${digits(hash, 58).toUpperCase()}`],
  ['postman-key', (hash) => `PMAK-${digits(hash, 24)}-${digits(hash, 34)}`],
  ['databricks-token', (hash) => `dapi${digits(hash, 32)}`],
  ['twilio-key', (hash) => `SK${digits(hash, 32)}`],
  ['telegram-token', (hash) => `123456789:AA${digits(hash, 33)}`],
  ['discord-webhook', (hash) => digits(hash, 68)],
  ['zapier-webhook', (hash) => digits(hash, 20)],
  ['teams-webhook', (hash) => digits(hash, 64)],
  ['huggingface-token', (hash) => `hf_${digits(hash, 34)}`],
  ['sendgrid-key', (hash) => `SG.${digits(hash, 22)}.${digits(hash, 43)}`],
  ['shopify-token', (hash) => `shpat_${digits(hash, 32)}`],
]);

/** A hash in as many hexadecimal digits. */
function digits(hash: string, length: number): string {
  const hex = [...hash].map((char) => char.charCodeAt(0).toString(16)).join('');
  return hex.repeat(Math.ceil(length / hex.length)).slice(0, length);
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
