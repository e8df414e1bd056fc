import { isToken } from '../session/codec/tokens.ts';
import { valueFileOf } from '../session/codec/value-files.ts';
import { markerOf } from '../session/codec/values.ts';
import { holdsText, MAY_BE_ENCODED, replaceEncoded } from './encoded/encoded-forms.ts';
import { hasSecretMember } from './encoded/secret-member-of-bytes.ts';
import { bytesOfNumbers, textOfCodes, textsOfBytes } from './encoded/text-of-bytes.ts';
import { isCardNumber } from './forms/card-number.ts';
import type { KeyRules } from './key-rules.ts';
import { looksSecret, strongerClass } from './looks-secret.ts';
import { areHeaders, classAfter, classOfNamed, isValueKey } from './names/named-values.ts';
import type { SecretsInForce } from './secrets-in-force.ts';
import { isJsonSafe, JSON_STRING, looksLikeJson, repeatsKey } from './texts/json-text.ts';
import { type Traits, traitsOf } from './texts/text-traits.ts';
import { withoutTornEnd, withoutTornWord } from './texts/without-torn-word.ts';

export interface ValueRules {
  keys: KeyRules;
  /** Replaces the secrets inside a text. */
  redactText(text: string, traits?: Traits): string;
  /** Tells whether a text that was read out of other bytes has a secret of a known form. */
  isSecretInBytes(text: string): boolean;
  /** Gives the token of a value that is secret as a whole. */
  hide(secretClass: string, secret: string): string;
  /** The secrets that are known, be they whole values. */
  secrets: SecretsInForce;
  /** The class of what the user has named by its path. */
  classAt: ((path: string) => string | undefined) | undefined;
  /** The user's own rule; what it returns goes through the others too. */
  custom: ((value: unknown, path: string) => unknown) | undefined;
}

/**
 * Walks one value. The parameters are positional, because it runs for every leaf of every event.
 *
 * @param secretClass Set below a secret key: every string and number is replaced.
 * @param path Such as `args.user.name`; followed only where a rule asks for it.
 */
export type WalkValue = (value: unknown, secretClass: string | undefined, depth: number, path: string) => unknown;

/** Levels of nesting that are walked, more than a session may have. Deeper values are cut, not passed on unseen. */
const MAX_DEPTH = 400;
/** Levels of nesting that a string of JSON counts for when it is looked into, and what was written in other letters. */
const JSON_DEPTH = 50;

/**
 * Makes the redactor of values. It copies on write: what holds no secret is returned as it came, the same reference, but for the last word of a text that was cut.
 * The input is never changed.
 * Values are JSON-safe (see `session/values.ts`): trees, no cycles.
 */
export function createValueRedactor(rules: ValueRules): WalkValue {
  const { keys, redactText, hide, custom, classAt } = rules;
  const followsPaths = custom !== undefined || classAt !== undefined;
  const { secrets } = rules;
  const knownKeys = new Map<string, KeyFacts>();
  let keysVersion = 0;
  /** Counts the texts of JSON around what is walked: no marker in one is ours. */
  let jsonLevels = 0;

  function walk(given: unknown, classAbove: string | undefined, depth: number, path: string): unknown {
    return walkAsked(custom ? askCustom(given, path) : given, classAbove, depth, path);
  }

  /** Walks a value that the user's own rule has been asked about. */
  function walkAsked(value: unknown, classAbove: string | undefined, depth: number, path: string): unknown {
    const secretClass = classOf(value, classAbove, classAt?.(path));
    switch (typeof value) {
      case 'string':
        return secretClass === undefined ? walkText(value, depth, path) : hideText(value, secretClass);
      case 'number':
        return walkNumber(value, secretClass);
      case 'object':
        if (value === null) return value;
        if (depth >= MAX_DEPTH) return { $cut: { type: 'object', size: Object.keys(value).length } };
        return Array.isArray(value)
          ? walkArray(value, secretClass, depth, path)
          : walkObject(value as Members, secretClass, depth, path);
      default:
        return value;
    }
  }

  /** Returns the class of what stands below a secret name, or at a path that the user has named. Where the name says too little, the value does. */
  function classOf(value: unknown, above: string | undefined, named: string | undefined): string | undefined {
    const isLeaf = typeof value === 'string' || typeof value === 'number';
    return above !== undefined && isLeaf && !looksSecret(above, String(value)) ? named : (above ?? named);
  }

  function askCustom(value: unknown, path: string): unknown {
    try {
      const replaced = custom?.(value, path);
      if (replaced === undefined || replaced === value || isJsonSafe(replaced, MAX_DEPTH)) return replaced ?? value;
    } catch {
      // A rule that breaks must not let the value out, nor break the recording with what no JSON can hold.
    }
    return hide('custom', '');
  }

  function walkText(given: string, depth: number, path: string): string {
    if (secrets.hasTyped && secrets.isWhole(given) === 'typed') return hide('typed', given);
    const text = withoutTornEnd(given);
    if (depth + JSON_DEPTH >= MAX_DEPTH) return redactText(text);
    if (!looksLikeJson(text)) return redactPlain(text, depth);
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return redactPlain(text, depth);
    }
    const redacted = walkJson(parsed, depth, path);
    if (redacted !== parsed) return JSON.stringify(redacted);
    // Of a key that is there twice a reader gets the last one; so does the session, when the first may be a secret.
    return repeatsKey(text, parsed) && mayHide(text, depth) ? JSON.stringify(parsed) : text;
  }

  function walkJson(parsed: unknown, depth: number, path: string): unknown {
    jsonLevels += 1;
    try {
      return walk(parsed, undefined, depth + JSON_DEPTH, path);
    } finally {
      jsonLevels -= 1;
    }
  }

  function redactPlain(text: string, depth: number): string {
    const traits = traitsOf(text);
    const redacted = redactText(text, traits);
    if (!(traits & MAY_BE_ENCODED)) return redacted;
    return replaceEncoded(
      redacted,
      traits,
      ({ bytes, mayBeText }) => holdsSecret(bytes, depth + JSON_DEPTH, mayBeText),
      (run) => hide('encoded', run),
    );
  }

  /** Tells whether a text of JSON may have a secret that the value it stands for has not. */
  function mayHide(text: string, depth: number): boolean {
    if (redactPlain(text, depth) !== text) return true;
    for (const { 0: string, 1: colon } of text.matchAll(JSON_STRING)) {
      const content: string = JSON.parse(string.slice(0, string.length - (colon ?? '').length));
      if (colon !== undefined && keys.verdictOf(content).secretClass !== undefined) return true;
      if (walkText(content, depth + JSON_DEPTH, '') !== content) return true;
    }
    return false;
  }

  /** Tells whether bytes have a secret in them, as text or between other bytes; if they can be no text, whether they have a known one. */
  function holdsSecret(bytes: Buffer, depth: number, mayBeText = true): boolean {
    if (secrets.findTelling(bytes.toString('latin1')) !== undefined) {
      hide('encoded', '');
      return true;
    }
    if (!mayBeText || depth + JSON_DEPTH >= MAX_DEPTH) return false;
    return textsOfBytes(bytes).some(
      ({ text, isText }) =>
        walkText(text, depth, '') !== text ||
        (!isText && (rules.isSecretInBytes(text) || hasSecretMember(bytes, keys))),
    );
  }

  /** Tells whether numbers are the bytes of a secret, or the codes of its characters. */
  function areSecret(list: readonly unknown[], depth: number): boolean {
    const bytes = bytesOfNumbers(list);
    if (bytes === undefined) return false;
    const codes = textOfCodes(list as number[]);
    if (codes === undefined) return holdsSecret(bytes, depth);
    return secrets.findTelling(codes) !== undefined || holdsSecret(bytes, depth, holdsText(bytes));
  }

  function hideText(text: string, secretClass: string): string {
    return text === '' || isToken(text) ? text : hide(secretClass, text);
  }

  function walkNumber(value: number, secretClass: string | undefined): unknown {
    if (secretClass !== undefined) return hide(secretClass, String(value));
    if (value >= SMALLEST_CARD_NUMBER && isCardNumber(String(value))) return hide('card', String(value));
    return hideKnown(value);
  }

  /** Hides a number that is a known secret; typed ones of one to three digits are too many other things. */
  function hideKnown(value: unknown): unknown {
    const text = String(value);
    const from = secrets.isWhole(text);
    return from === undefined || (from === 'typed' && text.length < 4) ? value : hide(from, text);
  }

  function walkArray(array: readonly unknown[], secretClass: string | undefined, depth: number, path: string): unknown {
    if (secretClass === undefined && areSecret(array, depth)) {
      hide('encoded', '');
      return { $cut: { type: 'array', size: array.length } };
    }
    let known: boolean | undefined;
    const isHeaders = () => {
      known ??= areHeaders(array);
      return known;
    };
    let copy: unknown[] | undefined;
    for (let i = 0; i < array.length; i++) {
      const item = array[i];
      const next = walk(
        item,
        secretClass ?? (i > 0 ? classAfter(array, i, keys, isHeaders) : undefined),
        depth + 1,
        join(path, i),
      );
      if (next === item) continue;
      copy ??= array.slice();
      copy[i] = next;
    }
    return copy ?? array;
  }

  function walkObject(object: Members, secretClass: string | undefined, depth: number, path: string): unknown {
    const marker = markerOf(object);
    return marker === undefined
      ? walkMembers(object, secretClass, depth, path)
      : walkMarker(object, marker, secretClass, depth, path);
  }

  function walkMembers(object: Members, secretClass: string | undefined, depth: number, path: string): Members {
    let copy: Members | undefined;
    for (const key of Object.keys(object)) {
      // Bytes that went through JSON as they are: `{"0":104,"1":105}`.
      if (key === '0' && secretClass === undefined && areSecret(Object.values(object), depth)) {
        hide('encoded', '');
        return { $cut: { type: 'object', size: Object.keys(object).length } };
      }
      const facts = factsOf(key);
      const value = object[key];
      const classHere = facts.isAllowed
        ? undefined
        : (strongerClass(facts.secretClass, secretClass) ?? (facts.isNamed ? classOfNamed(object, keys) : undefined));
      const isOtherNumber = facts.holdsIds && classHere === undefined && isNumeric(value);
      const next = isOtherNumber
        ? walkId(value, depth + 1, join(path, key))
        : walk(value, classHere, depth + 1, join(path, key));
      if (next === value && facts.redacted === key) continue;
      copy ??= { ...object };
      if (facts.redacted !== key) delete copy[key];
      setMember(copy, facts.redacted, next);
    }
    return copy ?? object;
  }

  /** Walks digits under a name that says which number they are: of an order, say, and of no card. All other rules hold. */
  function walkId(given: unknown, depth: number, path: string): unknown {
    const value = custom ? askCustom(given, path) : given;
    if (value !== given || classAt?.(path) !== undefined) return walkAsked(value, undefined, depth, path);
    const known = hideKnown(value);
    return known === value && typeof value === 'string' ? redactText(value, NO_TRAITS) : known;
  }

  function walkMarker(
    object: Members,
    marker: string,
    secretClass: string | undefined,
    depth: number,
    path: string,
  ): unknown {
    const content = object[marker];
    const isObject = typeof content === 'object' && content !== null && !Array.isArray(content);
    if (marker === '$binary' && isObject) return walkBinary(object, content as Members, secretClass, depth);
    if (marker === '$cut' && isObject) return walkCut(object, content as Members, secretClass, depth);
    // Our own file was redacted before it was written. In JSON, and with other members, the app has made it.
    if (marker === '$file')
      return jsonLevels === 0 && valueFileOf(object) !== undefined
        ? object
        : walkMembers(object, secretClass, depth, path);
    // An object of the app that only looks like a marker.
    if (marker === '$literal' && isObject) {
      const literal = walkMembers(content as Members, secretClass, depth + 1, path);
      return literal === content ? object : { $literal: literal };
    }
    if (HIDDEN_WHOLE.has(marker) && secretClass !== undefined && !isObject && looksSecret(secretClass, String(content)))
      return hideText(String(content), secretClass);
    const next = walk(content, secretClass, depth + 1, path);
    return next === content ? object : { [marker]: next };
  }

  /** Redacts a marker of binary data. Secret bytes keep only their type and size: a hash of what can be guessed gives it away. */
  function walkBinary(object: Members, binary: Members, secretClass: string | undefined, depth: number): unknown {
    const { base64, sha256, type, size, ...about } = binary;
    const kept = walkMembers(about, secretClass, depth + 1, '');
    const shape = { ...('type' in binary ? { type } : {}), ...('size' in binary ? { size } : {}) };
    if (base64 === undefined && sha256 === undefined)
      return kept === about ? object : { $binary: { ...shape, ...kept } };
    if (secretClass !== undefined) hide(secretClass, '');
    else if (typeof base64 !== 'string' || !holdsSecret(Buffer.from(base64, 'base64'), depth))
      return kept === about ? object : { $binary: { ...binary, ...kept } };
    return { $binary: { ...shape, ...kept, redacted: true } };
  }

  function walkCut(object: Members, cut: Members, secretClass: string | undefined, depth: number): unknown {
    const { head: given, type, size, ...about } = cut;
    const kept = walkMembers(about, secretClass, depth + 1, '');
    const isTorn = typeof given === 'string' && secretClass === undefined;
    const head = walk(isTorn ? withoutTornWord(given) : given, secretClass, depth + 1, '');
    if (head === given && kept === about) return object;
    return { $cut: { ...cut, ...kept, ...(given === undefined ? {} : { head }) } };
  }

  /** Returns all that is known of a key: the same keys come again and again. */
  function factsOf(key: string): KeyFacts {
    if (keysVersion !== secrets.version) {
      keysVersion = secrets.version;
      knownKeys.clear();
    }
    let facts = knownKeys.get(key);
    if (facts === undefined) {
      const { secretClass, allowed, holdsIds } = keys.verdictOf(key);
      // A map can have secrets for keys.
      const redacted = redactPlain(key, 0);
      facts = { secretClass, isAllowed: allowed, holdsIds, isNamed: isValueKey(key), redacted };
      if (knownKeys.size >= MAX_REMEMBERED_KEYS) knownKeys.clear();
      knownKeys.set(key, facts);
    }
    return facts;
  }

  function join(path: string, key: string | number): string {
    return followsPaths ? pathBelow(path, key) : '';
  }

  return walk;
}

/** Returns the path of a member: `args` and `pin` are `args.pin`. */
export function pathBelow(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}

type Members = Record<string, unknown>;

interface KeyFacts {
  secretClass: string | undefined;
  isAllowed: boolean;
  holdsIds: boolean;
  /** A member beside it may name its value. */
  isNamed: boolean;
  /** The key as it may be written. */
  redacted: string;
}

const MAX_REMEMBERED_KEYS = 10_000;
/** Digits have no known form but that of a card. */
const NO_TRAITS = 0;
const SMALLEST_CARD_NUMBER = 1e12;
const HIDDEN_WHOLE = new Set(['$text', '$bigint', '$date', '$number']);

function isNumeric(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    (typeof value === 'string' && value.length > 12 && value.length < 21 && /^\d+$/.test(value))
  );
}

/** Sets a member as an own one: a plain assignment to `__proto__` would set the prototype. */
function setMember(object: Members, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}
