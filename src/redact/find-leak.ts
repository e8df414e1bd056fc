import { createFindAny } from './find-any.ts';
import { formsOf, isTelling, type KnownSecret } from './known-secrets.ts';
import { EMAIL, patternsFor, replaceSecrets, SECRET_MARKS, type SecretPattern } from './secret-patterns.ts';

/** Names the rule by which a text holds a secret, never the secret; undefined when it holds none. */
export type FindLeak = (text: string) => string | undefined;

/**
 * Makes the net below redaction: looks at what is about to be written, JSON or plain text, for the known forms and the known secrets.
 * It finds nothing that redaction lets pass on purpose, since a false alarm would cost a recording: so it asks no names of keys
 * and no patterns of the user's, and skips known secrets that could as well be something else.
 */
export function createLeakFinder(known: readonly KnownSecret[], { emails = false } = {}): FindLeak {
  const sources = new Map(
    known
      .filter(({ value }) => isTelling(value))
      .flatMap(({ value, from }) => formsOf(value).map((form) => [form, from] as const)),
  );
  const findKnown = createFindAny(sources.keys());
  const looks = [...SECRET_MARKS, ...(emails ? [/@/] : [])].map((look) => new RegExp(look.source, 'g'));

  function findPattern(text: string): string | undefined {
    const patterns: readonly SecretPattern[] = emails ? [...patternsFor(text), EMAIL] : patternsFor(text);
    return patterns.find((pattern) => {
      let isFound = false;
      replaceSecrets(text, pattern, () => {
        isFound = true;
        return '';
      });
      return isFound;
    })?.secretClass;
  }

  return (text) => {
    const found = findKnown(text);
    if (found !== undefined) return sources.get(found);
    for (const look of looks) {
      look.lastIndex = 0;
      for (let hit = look.exec(text); hit !== null; hit = look.exec(text)) {
        // The string of JSON it stands in: no form has a quote in it.
        const start = text.lastIndexOf('"', hit.index) + 1;
        const quote = text.indexOf('"', hit.index + hit[0].length);
        const end = quote === -1 ? text.length : quote;
        const part = text.slice(start, end);
        const rule = isBase64(part) ? undefined : findPattern(part);
        if (rule !== undefined) return rule;
        look.lastIndex = Math.max(end, look.lastIndex);
      }
    }
    return undefined;
  };
}

/** Tells whether a part is base64: bytes can spell anything, and their content was looked at when they were redacted. */
function isBase64(part: string): boolean {
  return part.length > 100 && part.length % 4 === 0 && /^[A-Za-z\d+/]+={0,2}$/.test(part);
}
