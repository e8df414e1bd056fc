import { withoutTokens } from '../session/codec/tokens.ts';

/** Tells the class of secret a key's name promises, or undefined when it promises none. */
export interface KeyRules {
  /** Judges the key of an object, a query parameter or a cookie. `allowed` keys are never secret by name, not even inside a secret object. */
  verdictOf(key: string): KeyVerdict;
  /** Finds the class of a secret key that a text mentions, such as a selector: no word in it makes another harmless. */
  mentionedIn(text: string): string | undefined;
}

export interface KeyVerdict {
  secretClass: string | undefined;
  allowed: boolean;
}

/**
 * Matches whole words and phrases, so that `authToken`, `API_KEY` and `x-api-key` are secret, and `author`, `tokenizer` and `keyboard` are not.
 *
 * @param keys Further secret words or phrases, in any spelling: `customerRef` also finds `customer_ref`.
 * @param allow Whole keys that are never secret, in any spelling.
 */
export function createKeyRules(keys: readonly string[] = [], allow: readonly string[] = []): KeyRules {
  const rules: [string, RegExp][] = [...SECRET_WORDS];
  const extra = keys.map(wordsOf).filter(Boolean);
  if (extra.length > 0) rules.push(['secret', phrases(extra.join('|'))]);
  const allowed = new Set(allow.map(wordsOf));
  const verdicts = new Map<string, KeyVerdict>();

  function judge(key: string): KeyVerdict {
    const words = wordsOf(key);
    if (allowed.has(words)) return { secretClass: undefined, allowed: true };
    const whole = WHOLE_KEYS[words];
    const secretClass = whole ?? (METADATA.test(words) && !extra.includes(words) ? undefined : find(rules, words));
    return { secretClass, allowed: false };
  }

  return {
    verdictOf(key) {
      let verdict = verdicts.get(key);
      if (verdict === undefined) {
        verdict = judge(key);
        if (verdicts.size >= MAX_REMEMBERED) verdicts.clear();
        verdicts.set(key, verdict);
      }
      return verdict;
    },
    mentionedIn: (text) => find(rules, wordsOf(text)),
  };
}

const MAX_REMEMBERED = 10_000;

function find(rules: readonly [string, RegExp][], words: string): string | undefined {
  return rules.find(([, pattern]) => pattern.test(words))?.[0];
}

/** Splits a key into words: `userAPIKey2`, `user_api_key-2` → `user api key 2`. The classes of tokens in a key that had secrets in it say nothing of what it names. */
function wordsOf(key: string): string {
  return withoutTokens(key.slice(0, 256))
    .replace(
      /(\p{Ll})(\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})|(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu,
      (_, a = '', b = '', c = '', d = '', e = '') => {
        return b ? `${a} ${b}` : `${c}${d}${e} `;
      },
    )
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

function phrases(alternatives: string): RegExp {
  return new RegExp(`(?:^| )(?:${alternatives})(?= |$)`);
}

/** Classes of secrets, each with the words that promise it, as they leave `wordsOf`. The first that matches names the class. */
const SECRET_WORDS: [string, RegExp][] = [
  ['cvv', phrases('cvv|cvc|csc|(?:card )?security ?code')],
  ['otp', phrases('otp|totp|(?:one time|verification|auth|mfa|2 ?fa) ?codes?')],
  ['ssn', phrases('ssn|social ?security(?: ?(?:number|no))?')],
  ['card', phrases('(?:card|cc) ?(?:numbers?|num|no)|credit ?cards?')],
  ['bank-account', phrases('iban|account ?numbers?|routing ?numbers?')],
  ['password', phrases('[a-z]*(?:password|passwd|passphrase|passcode)s?|pass ?(?:word|phrase|code)s?|pwd')],
  ['api-key', phrases('api ?keys?|[a-z]*apikey')],
  ['access-key', phrases('(?:secret ?)?access ?keys?')],
  [
    'private-key',
    phrases(
      '(?:private|encryption|signing|ssh|master|wallet) ?keys?|mnemonic|(?:seed|recovery) ?(?:phrase|codes?|keys?)',
    ),
  ],
  ['secret', phrases('[a-z]*secrets?')],
  // `tokens` alone counts what a language model reads, mostly.
  [
    'token',
    phrases('token|(?:access|api|auth|bearer|bot|csrf|id|oauth|refresh|session|user|xsrf) ?tokens?|jwts?|csrf|xsrf'),
  ],
  ['authorization', phrases('authorization|bearer')],
  ['credential', phrases('credentials?|creds')],
  ['cookie', phrases('cookies?')],
  ['session-id', phrases('sess(?:ion)? ?ids?|sid')],
];

/** Words that are secret only when they are the whole key: `pin` is, `pin_message` is not. */
const WHOLE_KEYS: Record<string, string | undefined> = Object.assign(Object.create(null), {
  pin: 'pin',
  pincode: 'pin',
  'pin code': 'pin',
  'pin number': 'pin',
  pass: 'password',
});

/** Last words that make a compound harmless: `password_min_length` is a length, `tokenType` a type. */
const METADATA = phrases(
  '(?:algorithm|at|audience|banner|budget|consent|count|counter|dir|directory|domain|enabled|endpoint|expiration|expires|expires in|expiry|file|folder|format|host|index|issuer|kind|label|len|' +
    'length|limit|manager|max|min|mode|name|names|notice|offset|path|placeholder|policy|port|position|provider|realm|region|required|scheme|screen|size|status|' +
    'strength|title|total|ttl|type|types|uri|url|usage|used|valid|version|visible)$',
);
