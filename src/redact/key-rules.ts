import { withoutTokens } from '../session/codec/tokens.ts';
import { createMemory } from '../std/create-memory.ts';
import { foldLetters } from './names/fold-letters.ts';
import { isAboutSecrets, namesIds } from './names/honest-words.ts';
import { MAY_BE_SECRET, phrases, SECRET_WORDS, SESSION_IDS, WHOLE_KEYS } from './names/secret-words.ts';

/** Tells the class of secret a key's name promises, or undefined when it promises none. */
export interface KeyRules {
  /** Judges the key of an object, a query parameter or a cookie. `allowed` keys are never secret by name, not even inside a secret object. */
  verdictOf(key: string): KeyVerdict;
  /** Finds the class of a secret key that a text mentions, such as a selector: no word in it makes another harmless. */
  mentionedIn(text: string): string | undefined;
  /** Tells whether a text may mention a secret key at all: a quick look. */
  mayMention(text: string): boolean;
}

export interface KeyVerdict {
  secretClass: string | undefined;
  allowed: boolean;
  /** Its digits are those of an id, an order or a size, and of no card. */
  holdsIds: boolean;
}

/**
 * Matches whole words and phrases, so that `authToken`, `API_KEY` and `x-api-key` are secret, and `author`, `tokenizer` and `keyboard` are not.
 *
 * @param keys Further secret words or phrases, in any spelling: `customerRef` also finds `customer_ref`.
 * @param allow Whole keys that are never secret, in any spelling.
 */
export function createKeyRules(keys: readonly string[] = [], allow: readonly string[] = []): KeyRules {
  return remembered(JSON.stringify([keys, allow]), () => newKeyRules(keys, allow));
}

/** The rules of this process: every recording has the same ones, and has its keys judged already. */
const remembered = createMemory<KeyRules>(16);

function newKeyRules(keys: readonly string[], allow: readonly string[]): KeyRules {
  const rules: [string, RegExp][] = [...SECRET_WORDS];
  const extra = keys.map(wordsOf).filter(Boolean);
  if (extra.length > 0) rules.push(['secret', phrases(extra.join('|'))]);
  // The last one, since it says least: what stands there is looked at, too.
  rules.push(SESSION_IDS);
  // The first word of each: a text that is all ASCII has it in it, whatever stands between words there.
  const ownWords =
    extra.length > 0 ? new RegExp(extra.map((words) => words.split(' ', 1)[0]).join('|'), 'i') : undefined;
  const allowed = new Set(allow.map(wordsOf));
  const verdicts = new Map<string, KeyVerdict>();

  const mayMention = (text: string) => MAY_BE_SECRET.test(text) || ownWords?.test(text) === true;

  function judge(key: string): KeyVerdict {
    const words = wordsOf(key);
    if (allowed.has(words)) return { secretClass: undefined, allowed: true, holdsIds: false };
    if (!mayMention(key)) return { secretClass: undefined, allowed: false, holdsIds: namesIds(words) };
    const whole = WHOLE_KEYS[words];
    const secretClass = whole ?? (isAboutSecrets(words) && !extra.includes(words) ? undefined : find(rules, words));
    return { secretClass, allowed: false, holdsIds: secretClass === undefined && namesIds(words) };
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
    mayMention,
  };
}

const MAX_REMEMBERED = 10_000;

function find(rules: readonly [string, RegExp][], words: string): string | undefined {
  return rules.find(([, pattern]) => pattern.test(words))?.[0];
}

/** Splits a key into words: `userAPIKey2`, `user_api_key-2` → `user api key 2`. The classes of tokens in a key that had secrets in it say nothing of what it names. */
export function wordsOf(key: string): string {
  return foldLetters(withoutTokens(key.slice(0, 256)))
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
