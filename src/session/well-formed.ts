// This file also runs in pages, whose scripts may replace what they like: what it needs is taken when it loads.
const call = Function.prototype.call;
const replace = call.bind(String.prototype.replace) as unknown as (
  text: string,
  pattern: RegExp,
  by: string | ((match: string) => string),
) => string;
const search = call.bind(String.prototype.search) as unknown as (text: string, pattern: RegExp) => number;
const charCodeAt = call.bind(String.prototype.charCodeAt) as unknown as (text: string, index: number) => number;
const native = (String.prototype as { isWellFormed?: (this: string) => boolean }).isWellFormed;

/** Half surrogate pairs, and not the halves of whole ones. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Whether every surrogate in `text` has its other half. Strings without are not Unicode: Rust, and UTF-8, cannot hold them. */
export const isWellFormed: (text: string) => boolean = native
  ? (call.bind(native) as unknown as (text: string) => boolean)
  : (text) => search(text, LONE_SURROGATE) === -1;

/** `text` with U+FFFD for each lone surrogate. */
export function toWellFormed(text: string): string {
  return replace(text, LONE_SURROGATE, '\uFFFD');
}

/** The text of a `$text` marker: each lone surrogate as `\uXXXX`, each backslash doubled. */
export function escapeLoneSurrogates(text: string): string {
  return replace(replace(text, /\\/g, '\\\\'), LONE_SURROGATE, (half) => `\\u${charCodeAt(half, 0).toString(16)}`);
}

/** The string behind the text of a `$text` marker. */
export function unescapeLoneSurrogates(text: string): string {
  return replace(text, /\\(?:\\|u([\da-f]{4}))/g, (sequence) =>
    sequence === '\\\\' ? '\\' : String.fromCharCode(Number.parseInt(sequence.slice(2), 16)),
  );
}
