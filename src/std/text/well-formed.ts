import { charCodeAt, free, search, slice } from '../natives.ts';

// Runs in pages: see encode-value.ts.
type Replace = (this: string, pattern: RegExp, by: string | ((match: string) => string)) => string;
const replace = free(String.prototype.replace as Replace);
const numberText = free(Number.prototype.toString);
const { fromCharCode } = String;
const { parseInt: readInteger } = Number;
const native = (String.prototype as { isWellFormed?: (this: string) => boolean }).isWellFormed;

/** Matches half surrogate pairs, and not the halves of whole ones. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Tells whether every surrogate in `text` has its other half. Strings without are not Unicode: Rust, and UTF-8, cannot hold them. */
export const isWellFormed: (text: string) => boolean = native
  ? free(native)
  : (text) => search(text, LONE_SURROGATE) === -1;

/** Puts U+FFFD in the place of each lone surrogate of a text. */
export function toWellFormed(text: string): string {
  return replace(text, LONE_SURROGATE, '\uFFFD');
}

/** Returns the text of a `$text` marker: each lone surrogate as `\uXXXX`, each backslash doubled. */
export function escapeLoneSurrogates(text: string): string {
  return replace(replace(text, /\\/g, '\\\\'), LONE_SURROGATE, (half) => `\\u${numberText(charCodeAt(half, 0), 16)}`);
}

/** Returns the string behind the text of a `$text` marker. */
export function unescapeLoneSurrogates(text: string): string {
  return replace(text, /\\(?:\\|u([\da-f]{4}))/g, (sequence) =>
    sequence === '\\\\' ? '\\' : fromCharCode(readInteger(slice(sequence, 2), 16)),
  );
}
