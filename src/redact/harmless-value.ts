import { DEFAULT_VALUE_LIMITS, isMarkerKey } from '../session/codec/values.ts';
import { createFindAny, type FindAny } from './find-any.ts';
import type { FindLeak } from './find-leak.ts';
import type { KeyRules } from './key-rules.ts';
import { formsOf } from './known-secrets.ts';
import { SECRET_MARKS } from './secret-patterns.ts';
import type { SecretsInForce } from './secrets-in-force.ts';
import { looksLikeJson } from './texts/json-text.ts';

/**
 * Tells of a JSON-safe value that redaction would change nothing of it, the scan would find nothing in its JSON, and nothing in it is too large
 * for a session's own text. False says nothing: whoever gets it asks redaction and scan themselves.
 */
export type IsHarmless = (value: unknown) => boolean;

export interface HarmlessRules {
  keys: KeyRules;
  secrets: SecretsInForce;
  findLeak: FindLeak;
  /** Tells whether redaction leaves a text as it is, wherever it stands. */
  isUnchanged(text: string): boolean;
  /** Tells whether e-mail addresses are secret. */
  emails: boolean;
}

/**
 * Makes the quick look by which most events get past redaction and scan. The same texts come again and again, so each is judged once, by redaction
 * and scan themselves; what is no text is harmless by its size and form.
 *
 * It holds where no rule of the user's own looks at values, paths or patterns: those may ask for more than a text.
 */
export function createHarmlessCheck(rules: HarmlessRules): IsHarmless {
  const { keys, secrets, findLeak, isUnchanged } = rules;
  const suspicious = rules.emails ? new RegExp(`${SUSPICIOUS.source}|@`) : SUSPICIOUS;
  const judged = new Map<string, boolean>();
  let version = -1;
  let findKnown: FindAny = () => undefined;
  /** Finds known secrets that are JSON themselves, and may be spread over several values. */
  let findSpread: FindAny | undefined;
  let valuesLeft = 0;
  let textLeft = 0;

  function isHarmless(value: unknown, level: number): boolean {
    if (valuesLeft === 0) return false;
    valuesLeft -= 1;
    switch (typeof value) {
      case 'string':
        return isHarmlessText(value);
      case 'number':
        return Math.abs(value) < MANY_DIGITS && Number.isInteger(value) && secrets.isWhole(String(value)) === undefined;
      case 'object':
        if (value === null) return true;
        if (level > MAX_LEVELS) return false;
        return Array.isArray(value) ? areHarmlessItems(value, level) : areHarmlessMembers(value, level);
      default:
        return true;
    }
  }

  function areHarmlessItems(items: readonly unknown[], level: number): boolean {
    // A list with numbers in it may hold bytes.
    if (items.length > 3 && items.some((item) => typeof item === 'number')) return false;
    for (const item of items) if (!isHarmless(item, level + 1)) return false;
    return true;
  }

  function areHarmlessMembers(members: object, level: number): boolean {
    for (const key of Object.keys(members)) {
      // Markers have rules of their own, and members named by numbers may be bytes.
      const first = key.charCodeAt(0);
      if (first === DOLLAR ? isMarkerKey(key) : first >= ZERO && first <= NINE) return false;
      if (!isHarmlessText(key) || !isHarmless((members as Record<string, unknown>)[key], level + 1)) return false;
    }
    return true;
  }

  function isHarmlessText(text: string): boolean {
    textLeft -= text.length;
    if (textLeft < 0) return false;
    const known = judged.get(text);
    if (known !== undefined) return known;
    if (text.length > MAX_TEXT) return false;
    if (TIME.test(text)) return true;
    const isPlain = (text.length < SHORTEST_FORM ? WORD.test(text) : ID.test(text)) || !suspicious.test(text);
    const isHarmless = (isPlain && !keys.mayMention(text) && findKnown(text) === undefined) || judge(text);
    if (text.length <= MAX_TEXT_REMEMBERED) remember(text, isHarmless);
    return isHarmless;
  }

  /** Judges a text wherever it may stand: as a value, a key, a command, or the name of what stands beside it. */
  function judge(text: string): boolean {
    return (
      !looksLikeJson(text) &&
      keys.mentionedIn(text) === undefined &&
      keys.verdictOf(text).secretClass === undefined &&
      keys.verdictOf(text.slice(text.lastIndexOf('/') + 1)).secretClass === undefined &&
      isUnchanged(text) &&
      findLeak(JSON.stringify(text)) === undefined
    );
  }

  function remember(text: string, isHarmless: boolean): void {
    if (judged.size >= MAX_REMEMBERED) judged.clear();
    // A part of another text holds all of it in memory, but for very short ones.
    judged.set(text.length < 13 ? text : JSON.parse(JSON.stringify(text)), isHarmless);
  }

  return (value) => {
    if (version !== secrets.version) {
      version = secrets.version;
      judged.clear();
      const forms = secrets
        .anywhere()
        .flatMap((secret) => formsOf(secret.value))
        .concat(secrets.wholes());
      findKnown = createFindAny(forms);
      const spread = forms.filter((form) => form.includes('"'));
      findSpread = spread.length === 0 ? undefined : createFindAny(spread);
    }
    valuesLeft = MAX_VALUES;
    textLeft = DEFAULT_VALUE_LIMITS.maxText;
    return isHarmless(value, 0) && findSpread?.(JSON.stringify(value)) === undefined;
  };
}

/** Numbers from here on may be those of cards, or letters in hexadecimal. */
const MANY_DIGITS = 1e12;
const MAX_LEVELS = 50;
const MAX_VALUES = 5_000;
/** UTF-16 units of a text that is looked at. */
const MAX_TEXT = 4_096;
const MAX_TEXT_REMEMBERED = 256;
const MAX_REMEMBERED = 5_000;

const DOLLAR = 0x24;
const ZERO = 0x30;
const NINE = 0x39;

/** Matches a time as recordings have it. */
const TIME = /^\d{4}-[01]\d-[0-3]\dT[012]\d:[0-5]\d:[0-5]\d\.\d{1,9}Z$/;

/** Matches a text in which nothing but a name or a known secret can be, when it is shorter than `SHORTEST_FORM`. */
const WORD = /^[\w.-]*$/;
/** UTF-16 units of a secret of a known form at least, in a text without blanks. */
const SHORTEST_FORM = 13;

/** Letters of ASCII as hexadecimal, by themselves or in pairs. */
const LETTERS_IN_HEX = '[2-7][\\da-fA-F](?:[ :,;-]{0,2}(?:0x|&#x?)?[2-7][\\da-fA-F]){7}';

/** The same in UTF-16, and bytes with dashes between them: a UUID has neither. */
const OTHER_LETTERS_IN_HEX = '(?:[2-7][\\da-f]0{2,6}){6}|(?:[\\da-f]{2}-){7}';

/** Matches a UUID or a digest that can be nothing else: neither letters in hexadecimal nor the number of a card. */
const ID = new RegExp(
  `^(?!.*?(?:${LETTERS_IN_HEX}|${OTHER_LETTERS_IN_HEX}|\\d{4}-\\d{4,6}-\\d{4}|\\d{12}))[\\da-f-]{16,64}$`,
);

/** Any bytes in hexadecimal, each by itself. */
const PAIRS_OF_HEX = '[\\da-fA-F]{2}(?:[ :,;-]{1,2}(?:0x|&#x?)?[\\da-fA-F]{2}){7}';

/**
 * Matches a text that must be judged: one with a word that may be a token or stand for other bytes, with marks of known forms, with codes, lists of
 * numbers, flags that take a password, or signs that JSON escapes, and all but ASCII.
 */
const SUSPICIOUS = new RegExp(
  [
    '[\\w+/.~=-]{16}',
    '[^ !#-[\\]-~]',
    '%[\\da-fA-F]{2}|&#|0x|-u |-user |mysql|^ *[[{]',
    '(?:\\d{1,7}(?:\\.0)?[,; ]{1,3}-?){7}\\d',
    LETTERS_IN_HEX,
    PAIRS_OF_HEX,
    ...SECRET_MARKS.map(({ source }) => source),
  ].join('|'),
);
