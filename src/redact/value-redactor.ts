import { isToken } from '../session/codec/tokens.ts';
import { markerOf } from '../session/codec/values.ts';
import type { KeyRules } from './key-rules.ts';
import { isCardNumber } from './secret-patterns.ts';
import { textOfBase64, textOfBytes, textOfNumbers } from './text-of-bytes.ts';
import { withoutTornEnd, withoutTornWord } from './without-torn-word.ts';

export interface ValueRules {
  keys: KeyRules;
  /** Replaces the secrets inside a text. */
  redactText(text: string): string;
  /** Gives the token of a value that is secret as a whole. */
  hide(secretClass: string, secret: string): string;
  /** Tells whether a number is one of the known secrets. */
  isKnown(text: string): boolean;
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
/** Levels of nesting that a string of JSON counts for when it is looked into. */
const JSON_DEPTH = 50;

/**
 * Makes the redactor of values. It copies on write: what holds no secret is returned as it came, the same reference, but for the last word of a text that was cut.
 * The input is never changed.
 * Values are JSON-safe (see `session/values.ts`): trees, no cycles.
 */
export function createValueRedactor(rules: ValueRules): WalkValue {
  const { keys, redactText, hide, custom, classAt } = rules;
  const followsPaths = custom !== undefined || classAt !== undefined;
  const redactedKeys = new Map<string, string>();

  function walk(given: unknown, classAbove: string | undefined, depth: number, path: string): unknown {
    const value = custom ? askCustom(given, path) : given;
    const secretClass = classAbove ?? classAt?.(path);
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

  function askCustom(value: unknown, path: string): unknown {
    try {
      const replaced = custom?.(value, path);
      if (replaced === undefined || replaced === value || isJsonSafe(replaced, 0)) return replaced ?? value;
    } catch {
      // A rule that breaks must not let the value out, nor break the recording with what no JSON can hold.
    }
    return hide('custom', '');
  }

  function walkText(given: string, depth: number, path: string): string {
    const text = withoutTornEnd(given);
    if (depth + JSON_DEPTH >= MAX_DEPTH) return redactText(text);
    if (!looksLikeJson(text)) return holdsSecret(textOfBase64(text), depth) ? hide('encoded', text) : redactText(text);
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return redactText(text);
    }
    const redacted = walk(parsed, undefined, depth + JSON_DEPTH, path);
    return redacted === parsed ? text : JSON.stringify(redacted);
  }

  /** Tells whether a text that was written in other letters has a secret in it. */
  function holdsSecret(text: string | undefined, depth: number): boolean {
    return text !== undefined && walkText(text, depth + JSON_DEPTH, '') !== text;
  }

  function hideText(text: string, secretClass: string): string {
    return text === '' || isToken(text) ? text : hide(secretClass, text);
  }

  function walkNumber(value: number, secretClass: string | undefined): unknown {
    if (secretClass !== undefined) return hide(secretClass, String(value));
    if (value >= SMALLEST_CARD_NUMBER && isCardNumber(String(value))) return hide('card', String(value));
    return rules.isKnown(String(value)) ? hide('declared', String(value)) : value;
  }

  function walkArray(array: readonly unknown[], secretClass: string | undefined, depth: number, path: string): unknown {
    if (secretClass === undefined && holdsSecret(textOfNumbers(array), depth)) {
      hide('encoded', '');
      return { $cut: { type: 'array', size: array.length } };
    }
    const isPair = array.length === 2;
    let copy: unknown[] | undefined;
    for (let i = 0; i < array.length; i++) {
      const item = array[i];
      const classHere = secretClass ?? (i > 0 ? classAfter(array[i - 1], item, isPair) : undefined);
      const next = walk(item, classHere, depth + 1, join(path, i));
      if (next === item) continue;
      copy ??= array.slice();
      copy[i] = next;
    }
    return copy ?? array;
  }

  /** Returns the class of secret that an item of a list holds by the item before it: `["Authorization", "…"]` as headers, maps and calls have it, `"--token", "…"` as command lines do. */
  function classAfter(name: unknown, item: unknown, isPair: boolean): string | undefined {
    if (typeof name !== 'string' || name.length > MAX_NAME || /\s/.test(name)) return undefined;
    const isFlag = FLAG.test(name);
    const isMeant = isFlag ? !(typeof item === 'string' && item.startsWith('-')) : isPair;
    return isMeant ? keys.verdictOf(name).secretClass : undefined;
  }

  function walkObject(object: Members, secretClass: string | undefined, depth: number, path: string): unknown {
    let copy: Members | undefined;
    for (const key of Object.keys(object)) {
      // Bytes that went through JSON as they are: `{"0":104,"1":105}`.
      if (key === '0' && secretClass === undefined && holdsSecret(textOfNumbers(Object.values(object)), depth)) {
        hide('encoded', '');
        return { $cut: { type: 'object', size: Object.keys(object).length } };
      }
      if (key.startsWith('$')) {
        const marker = markerOf(object);
        if (marker !== undefined) return walkMarker(object, marker, secretClass, depth, path);
      }
      const value = object[key];
      let classHere = classBelow(key, secretClass);
      if (key === 'value' && classHere === undefined) classHere = classOfNamed(object); // `{ name: 'x-api-key', value: '…' }`
      const next = walk(value, classHere, depth + 1, join(path, key));
      const nextKey = redactKey(key);
      if (next === value && nextKey === key) continue;
      copy ??= { ...object };
      if (nextKey !== key) delete copy[key];
      setMember(copy, nextKey, next);
    }
    return copy ?? object;
  }

  function walkMarker(
    object: Members,
    marker: string,
    secretClass: string | undefined,
    depth: number,
    path: string,
  ): unknown {
    const content = object[marker];
    // An object that is no marker of `encodeValue` is looked into like any other.
    const isObject = typeof content === 'object' && content !== null;
    if (marker === '$binary' && isObject) return walkBinary(object, content as Members, secretClass);
    if (marker === '$cut' && isObject) return walkCut(object, content as Members, secretClass);
    if (HIDDEN_WHOLE.has(marker) && secretClass !== undefined && !isObject)
      return hideText(String(content), secretClass);
    const isText = marker === '$text' && typeof content === 'string';
    const next = isText ? redactText(content) : walk(content, secretClass, depth + 1, path);
    return next === content ? object : { [marker]: next };
  }

  /** Redacts a marker of binary data. Secret bytes keep only their type and size: a hash of what can be guessed gives it away. */
  function walkBinary(object: Members, binary: Members, secretClass: string | undefined): unknown {
    const { base64, sha256, ...about } = binary;
    const { name } = about;
    // The name of a file is a text like any other.
    const named = typeof name === 'string' ? walk(name, secretClass, 0, '') : name;
    const kept = named === name ? about : { ...about, name: named };
    if (base64 === undefined && sha256 === undefined) return kept === about ? object : { $binary: kept };
    if (secretClass !== undefined) hide(secretClass, '');
    else if (typeof base64 !== 'string' || !holdsSecret(textOfBytes(Buffer.from(base64, 'base64')), 0))
      return named === name ? object : { $binary: { ...binary, name: named } };
    return { $binary: kept };
  }

  function walkCut(object: Members, cut: Members, secretClass: string | undefined): unknown {
    if (cut.head === undefined) return object;
    const isTorn = typeof cut.head === 'string' && secretClass === undefined;
    const kept = isTorn ? withoutTornWord(cut.head as string) : cut.head;
    const head = walk(kept, secretClass, 0, '');
    return head === cut.head ? object : { $cut: { ...cut, head } };
  }

  function classBelow(key: string, secretClass: string | undefined): string | undefined {
    const verdict = keys.verdictOf(key);
    return verdict.allowed ? undefined : (verdict.secretClass ?? secretClass);
  }

  function classOfNamed(object: Members): string | undefined {
    const name = object.key ?? object.name ?? object.header;
    return typeof name === 'string' ? keys.verdictOf(name).secretClass : undefined;
  }

  /** Redacts a key: a map can have secrets for keys. */
  function redactKey(key: string): string {
    let redacted = redactedKeys.get(key);
    if (redacted === undefined) {
      redacted = redactText(key);
      if (redactedKeys.size >= MAX_REMEMBERED_KEYS) redactedKeys.clear();
      redactedKeys.set(key, redacted);
    }
    return redacted;
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

const MAX_REMEMBERED_KEYS = 10_000;
const SMALLEST_CARD_NUMBER = 1e12;
const HIDDEN_WHOLE = new Set(['$text', '$bigint', '$date', '$number']);

/** Length of a name at most: no name of a secret is longer. */
const MAX_NAME = 64;
const FLAG = /^--?[A-Za-z][\w-]*$/;

/** Tells whether a text looks like JSON: an object, an array, or a string with one of them in it. */
function looksLikeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return text.length > 6 && (first <= 0x22 || first === 0x5b || first === 0x7b) && /^\s*(?:[{[]|"\s*[{[])/.test(text);
}

function isJsonSafe(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number'
      ? Number.isFinite(value)
      : value === null || ['string', 'boolean'].includes(typeof value);
  if (depth > MAX_DEPTH) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((member) => isJsonSafe(member, depth + 1));
}

/** Sets a member as an own one: a plain assignment to `__proto__` would set the prototype. */
function setMember(object: Members, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}
