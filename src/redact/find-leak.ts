import { decodedParts } from './encoded/encoded-forms.ts';
import { textsOfBytes } from './encoded/text-of-bytes.ts';
import { wordsOf } from './key-rules.ts';
import type { KnownSecret } from './known-secrets.ts';
import { namesIds } from './names/honest-words.ts';
import {
  CARD,
  classFoundBy,
  classInBytes,
  EMAIL,
  ISSUED,
  patternsFor,
  SECRET_MARKS,
  type SecretPattern,
} from './secret-patterns.ts';
import { SecretsInForce } from './secrets-in-force.ts';
import { HAS_BASE64, HAS_HEX, HAS_LONG_WORD, traitsOf } from './texts/text-traits.ts';

/** Names the rule by which a text holds a secret, never the secret; undefined when it holds none. */
export type FindLeak = (text: string) => string | undefined;

/**
 * Makes the net below redaction: looks at what is about to be written, JSON or plain text, for the known forms and the known secrets, also where
 * they are written in base64, hexadecimal, percent codes or numbers. It reads the text as it is, and knows nothing of the walk through the value.
 * It finds nothing that redaction lets pass on purpose, since a false alarm would cost a recording: so it asks no names of keys
 * and no patterns of the user's, and skips known secrets that could as well be something else.
 */
export function createLeakFinder(given: SecretsInForce | readonly KnownSecret[], { emails = false } = {}): FindLeak {
  const secrets = given instanceof SecretsInForce ? given : new SecretsInForce(given);
  const looks = [...SECRET_MARKS, ...(emails ? [/@/] : [])].map((look) => new RegExp(look.source, 'g'));

  function findPattern(text: string, isId: boolean): string | undefined {
    const patterns: readonly SecretPattern[] = emails ? [...patternsFor(text), EMAIL] : patternsFor(text);
    for (const pattern of patterns) {
      const found = isId && pattern === CARD ? undefined : classFoundBy(pattern, text);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function findForm(text: string): string | undefined {
    for (const look of looks) {
      look.lastIndex = 0;
      for (let hit = look.exec(text); hit !== null; hit = look.exec(text)) {
        // The string of JSON it stands in: no form has a quote in it.
        const start = text.lastIndexOf('"', hit.index) + 1;
        const quote = text.indexOf('"', hit.index + hit[0].length);
        const end = quote === -1 ? text.length : quote;
        const part = text.slice(start, end);
        const rule = isBase64(part) ? undefined : findPattern(part, isNamedId(text, hit.index));
        if (rule !== undefined) return rule;
        look.lastIndex = Math.max(end, look.lastIndex);
      }
    }
    return undefined;
  }

  function find(text: string, depth: number): string | undefined {
    const known = secrets.findTelling(text);
    if (known !== undefined) return known;
    const bounds: number[] = [];
    const traits = traitsOf(text, bounds);
    const words: string[] = [];
    const rule = findForm(text) ?? (traits & IN_LONG_WORDS ? findIssued(text, bounds, words) : undefined);
    if (rule !== undefined || depth === MAX_DEPTH) return rule;
    for (const { bytes, mayBeText } of decodedParts(text, traits, words)) {
      const inside = findInBytes(bytes, mayBeText, depth + 1);
      if (inside !== undefined) return inside;
    }
    const unescaped = ESCAPED.test(text) ? text.replace(BACKSLASHES, '$1') : text;
    return unescaped === text ? undefined : find(unescaped, MAX_DEPTH);
  }

  function findInBytes(bytes: Buffer, mayBeText: boolean, depth: number): string | undefined {
    const known = secrets.findTelling(bytes.toString('latin1'));
    if (known !== undefined || !mayBeText) return known;
    for (const { text, isText } of textsOfBytes(bytes)) {
      const rule = find(text, depth) ?? (isText ? undefined : classInBytes(text));
      if (rule !== undefined) return rule;
    }
    return undefined;
  }

  return (text) => find(text, 0);
}

/** Times that a secret may have been written in other letters, one upon the other. */
const MAX_DEPTH = 3;

/**
 * Finds a token of an issuer in a text.
 *
 * @param bounds where each long word begins and ends.
 * @param words gets the long words of the text, if there is none.
 */
function findIssued(text: string, bounds: readonly number[], words: string[]): string | undefined {
  for (let i = 0; i < bounds.length; i += 2) {
    const [start, end] = [bounds[i] as number, bounds[i + 1] as number];
    const word = text.slice(start, end);
    if (isUuid(word)) continue;
    words.push(word);
    if (HEX.test(word)) continue;
    if (isBase64(word)) {
      // A long token looks like base64 as well, and begins where its word does; bytes of ours can spell anything.
      const issued = text.endsWith('"base64":"', start) ? undefined : ISSUED_WORD.exec(word)?.[0];
      if (issued !== undefined) return ISSUED.classOf?.(issued);
      continue;
    }
    // With the escape before it, after which a word begins.
    const found = classFoundBy(ISSUED, text.slice(Math.max(0, start - 6), end));
    if (found !== undefined) return found;
  }
  return undefined;
}

const ISSUED_WORD = new RegExp(`^(?:${ISSUED.pattern.source})`);
const IN_LONG_WORDS = HAS_LONG_WORD | HAS_BASE64 | HAS_HEX;
const HEX = /^[\da-f]+$/i;

function isUuid(run: string): boolean {
  return run.length === 36 && run[8] === '-' && run[13] === '-' && run[18] === '-' && run[23] === '-';
}

/** Matches escapes of JSON in JSON in JSON: known secrets are looked for as the first two write them. */
const ESCAPED = /\\{3}/;
const BACKSLASHES = /\\+(["\\/])/g;

/** Tells whether a part is base64: bytes can spell anything, and are looked at when they are decoded. */
function isBase64(part: string): boolean {
  return part.length > 100 && part.length % 4 === 0 && /^[A-Za-z\d+/]+={0,2}$/.test(part);
}

/** Tells whether a number of JSON stands under a name that says which it is. */
function isNamedId(text: string, at: number): boolean {
  if (!/^\d{13,19}(?![ -]?\d)/.test(text.slice(at, at + 24))) return false;
  const name = /"([^"\\]{1,64})"\s?:\s?"?$/.exec(text.slice(Math.max(0, at - 80), at))?.[1];
  return name !== undefined && namesIds(wordsOf(name));
}
