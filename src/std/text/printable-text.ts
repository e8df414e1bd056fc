import { cutText } from './cut-text.ts';

/**
 * Makes text of a session fit for a terminal or a report: what could move the cursor, colour, reorder or hide text
 * (control characters, ANSI escapes, bidirectional overrides, line separators, lone surrogates) is shown as an escape such as `\x1b`. So is the beginning
 * of what a CI system would take for a command in a log: `::error::`, `##[group]`, `##vso[`, `##teamcity[`.
 *
 * @example
 * escapeText('disk\u001b[31m full\n'); // disk\x1b[31m full\n, in visible characters
 */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, escapeCharacter).replace(CI_LINE, '$1\\x3a').replace(CI_COMMAND, '\\x23');
}

/** Escapes text as `escapeText` does, in at most `maxLength` characters. Looks at no more of the text than it shows: an escape is longer than what it stands for. */
export function escapeToFit(text: string, maxLength: number): string {
  return cutText(escapeText(text.slice(0, maxLength + 1)), maxLength);
}

/**
 * Escapes text as `escapeText` does, for a page, which lays out line breaks and tabs: they stay, unless `oneLine` asks for `\n` and `\t`. So does the
 * joiner within emoji, whose width only a terminal gets wrong.
 */
export function visibleText(text: string, oneLine = false): string {
  return text.replace(UNSAFE, (character) => {
    const stays = character === '\u200d' || (!oneLine && (character === '\n' || character === '\t'));
    return stays ? character : escapeCharacter(character);
  });
}

/** Escapes text as `escapeText` does, but leaves line feeds: for text of several lines. */
export function escapeLines(text: string): string {
  return text.split(/\r?\n/).map(escapeText).join('\n');
}

/** Writes the same characters of JSON text as JSON's own escapes: they can stand nowhere in it but in strings. */
export function escapeJson(json: string): string {
  return json
    .replace(UNSAFE, (text) => (text === '\n' ? text : text.replace(/[\s\S]/g, escapeUnit)))
    .replace(CI_COMMAND, escapeUnit);
}

/** Removes ANSI colour and cursor sequences from text. */
export function stripAnsi(text: string): string {
  return text.replace(ANSI, '');
}

// Controls, separators, lone surrogates, and what Unicode calls ignorable since nothing is seen of it: soft hyphen, marks of direction and width, overrides
// and isolates, fillers, variation selectors, BOM, tags. The selector that makes an emoji of a pictograph stays behind one.
const UNSAFE =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is looked for by itself
  /[\p{Cc}\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFE00-\uFE0E\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]|(?<!\p{ExtPict})\uFE0F|\p{Cs}/gu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ANSI = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\^_])|\u009B[0-?]*[ -/]*[@-~]/g;

/** Matches the begin of what GitHub takes for a command where a line begins with it, after blanks too. */
const CI_LINE = /^(\s*):(?=:)/;
/** Matches the begin of what GitHub, Azure Pipelines and TeamCity take for a command wherever in a line it stands. */
const CI_COMMAND = /#(?=#[a-z]{0,20}\[)/gi;

const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return SHORT[character] ?? `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
