import { markerOf } from '../session/values.ts';
import type { KeyRules } from './secret-keys.ts';
import { isCardNumber } from './secret-patterns.ts';
import { isToken } from './tokens.ts';

export interface ValueRules {
  keys: KeyRules;
  /** Replaces the secrets inside a text. */
  redactText(text: string): string;
  /** The token of a value that is secret as a whole. */
  hide(secretClass: string, secret: string): string;
  /** Whether a number is one of the declared secrets. */
  isDeclared(text: string): boolean;
  /** The user's own rule; what it returns goes through the others too. */
  custom: ((value: unknown, path: string) => unknown) | undefined;
}

/**
 * Walks one value. Positional, because it runs for every leaf of every event.
 *
 * @param secretClass Set below a secret key: every string and number is replaced.
 * @param path Such as `args.user.name`; followed only where a custom rule asks for it.
 */
export type WalkValue = (value: unknown, secretClass: string | undefined, depth: number, path: string) => unknown;

/** Deeper than a session may be nested. What is deeper is cut, not passed on unseen. */
const MAX_DEPTH = 400;
/** Every string of JSON that is gone into counts as so many levels. */
const JSON_DEPTH = 50;

/**
 * Copy-on-write: what holds no secret is returned as it came, the same reference; the input is never changed.
 * Values are JSON-safe (see `session/values.ts`): trees, no cycles.
 */
export function createValueRedactor(rules: ValueRules): WalkValue {
  const { keys, redactText, hide, custom } = rules;
  const redactedKeys = new Map<string, string>();

  function walk(given: unknown, secretClass: string | undefined, depth: number, path: string): unknown {
    const value = custom ? askCustom(given, path) : given;
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
      return replaced === undefined ? value : replaced;
    } catch {
      return hide('custom', ''); // A rule that breaks must not let the value out.
    }
  }

  function walkText(text: string, depth: number, path: string): string {
    if (!looksLikeJson(text) || depth + JSON_DEPTH >= MAX_DEPTH) return redactText(text);
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return redactText(text);
    }
    const redacted = walk(parsed, undefined, depth + JSON_DEPTH, path);
    return redacted === parsed ? text : JSON.stringify(redacted);
  }

  function hideText(text: string, secretClass: string): string {
    return text === '' || isToken(text) ? text : hide(secretClass, text);
  }

  function walkNumber(value: number, secretClass: string | undefined): unknown {
    if (secretClass !== undefined) return hide(secretClass, String(value));
    if (value >= SMALLEST_CARD_NUMBER && isCardNumber(String(value))) return hide('card', String(value));
    return rules.isDeclared(String(value)) ? hide('declared', String(value)) : value;
  }

  function walkArray(array: readonly unknown[], secretClass: string | undefined, depth: number, path: string): unknown {
    const areEntries = secretClass === undefined && array.length > 0 && array.every(isEntry);
    let copy: unknown[] | undefined;
    for (let i = 0; i < array.length; i++) {
      const item = array[i];
      const itemPath = join(path, i);
      const next = areEntries
        ? walkEntry(item as [string, unknown], depth + 1, itemPath)
        : walk(item, secretClass, depth + 1, itemPath);
      if (next === item) continue;
      copy ??= array.slice();
      copy[i] = next;
    }
    return copy ?? array;
  }

  /** `["Authorization", "…"]`: headers, form fields and maps as lists of pairs. */
  function walkEntry(entry: [string, unknown], depth: number, path: string): unknown {
    const name = redactText(entry[0]);
    const value = walk(entry[1], classBelow(entry[0], undefined), depth + 1, join(path, entry[0]));
    return name === entry[0] && value === entry[1] ? entry : [name, value];
  }

  function walkObject(object: Members, secretClass: string | undefined, depth: number, path: string): unknown {
    let copy: Members | undefined;
    for (const key of Object.keys(object)) {
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
    // What is no marker that `encodeValue` writes is looked into like anything else.
    const isObject = typeof content === 'object' && content !== null;
    if (marker === '$binary' && isObject) return walkBinary(object, content as Members, secretClass);
    if (marker === '$cut' && isObject) return walkCut(object, content as Members, secretClass);
    if (HIDDEN_WHOLE.has(marker) && secretClass !== undefined && !isObject)
      return hideText(String(content), secretClass);
    const isText = marker === '$text' && typeof content === 'string';
    const next = isText ? redactText(content) : walk(content, secretClass, depth + 1, path);
    return next === content ? object : { [marker]: next };
  }

  /** Of secret bytes only type and size may stay: a hash of what can be guessed gives it away. */
  function walkBinary(object: Members, binary: Members, secretClass: string | undefined): unknown {
    const { base64, sha256, ...about } = binary;
    const { name } = about;
    // The name of a file is a text like any other.
    const named = typeof name === 'string' ? walk(name, secretClass, 0, '') : name;
    const kept = named === name ? about : { ...about, name: named };
    if (base64 === undefined && sha256 === undefined) return kept === about ? object : { $binary: kept };
    if (secretClass !== undefined) hide(secretClass, '');
    else if (typeof base64 !== 'string' || !holdsSecret(base64))
      return named === name ? object : { $binary: { ...binary, name: named } };
    return { $binary: kept };
  }

  function holdsSecret(base64: string): boolean {
    const text = Buffer.from(base64, 'base64').toString();
    return walkText(text, 0, '') !== text;
  }

  function walkCut(object: Members, cut: Members, secretClass: string | undefined): unknown {
    if (cut.head === undefined) return object;
    const head = walk(cut.head, secretClass, 0, '');
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

  /** A map can have secrets for keys. */
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
    if (!custom) return '';
    return path === '' ? String(key) : `${path}.${key}`;
  }

  return walk;
}

type Members = Record<string, unknown>;

const MAX_REMEMBERED_KEYS = 10_000;
const SMALLEST_CARD_NUMBER = 1e12;
const HIDDEN_WHOLE = new Set(['$text', '$bigint', '$date', '$number']);

function looksLikeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first === 0x7b || first === 0x5b) && text.length > 6;
}

function isEntry(item: unknown): boolean {
  return Array.isArray(item) && item.length === 2 && typeof item[0] === 'string';
}

/** A plain assignment to `__proto__` would set the prototype. */
function setMember(object: Members, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}
