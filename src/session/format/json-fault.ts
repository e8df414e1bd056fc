/** The place where a text stops being JSON: `line` and `column` count from 1, `found` says what is there in words. */
export interface JsonFault {
  line: number;
  column: number;
  found: string;
}

/**
 * Finds the place where `text` stops being JSON, after `JSON.parse` has refused it.
 * Engines word and count this each in their own way, and some not at all.
 */
export function locateJsonFault(text: string): JsonFault {
  const offset = faultOffset(text);
  const character = text.codePointAt(offset);
  const found = character === undefined ? 'the end of the text' : describeCharacter(character);
  return { ...placeInText(text, offset), found };
}

/** Finds line and column of a UTF-16 unit, from 1. A text may have a hundred million lines: none is copied. */
export function placeInText(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', lineStart)) {
    line += 1;
    lineStart = end + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/** The kinds of token that may come next. */
type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd' | 'end';

/** Reads tokens, with the open brackets on a stack of its own, until one does not fit. */
function faultOffset(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    const start = skip(BLANKS, text, offset);
    const mark = text.charAt(start);
    const next = nextExpected(expected, mark, open);
    if (next === undefined) return start;
    const end = mark === '"' ? skipString(text, start) : skip(TOKEN, text, start);
    const isWhole = mark === '"' ? text.charAt(end) === '"' : end > start;
    if (!isWhole) return end;
    expected = next;
    offset = mark === '"' ? end + 1 : end;
  }
}

const BLANKS = /[ \t\r\n]*/y;
const TOKEN = /[[\]{},:]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)\b/y;
/** Matches characters of a string, a thousand at a time: the engine keeps a stack of them. */
const CHARACTERS = /(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})){1,1000}/uy;

/** Returns the end of what matches at `offset`; `offset` itself when nothing does. */
function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}

/** Returns the end of the string that starts at `start`: its closing quote, or what may not stand in a string. */
function skipString(text: string, start: number): number {
  let end = start + 1;
  for (let next = skip(CHARACTERS, text, end); next > end; next = skip(CHARACTERS, text, end)) end = next;
  return end;
}

/** Returns the kind of token that may follow the one that starts with `mark`, or undefined when that one may not stand here. Keeps `open` up to date. */
function nextExpected(expected: Expected, mark: string, open: string[]): Expected | undefined {
  if (mark === '' || expected === 'end') return undefined;
  if (mark === ']' || mark === '}') {
    const mayEnd = expected === 'commaOrEnd' || expected === (mark === ']' ? 'valueOrEnd' : 'keyOrEnd');
    if (!mayEnd || open.pop() !== (mark === ']' ? '[' : '{')) return undefined;
    return open.length === 0 ? 'end' : 'commaOrEnd';
  }
  if (expected === 'commaOrEnd') {
    if (mark !== ',') return undefined;
    return open.at(-1) === '{' ? 'key' : 'value';
  }
  if (expected === 'colon') return mark === ':' ? 'value' : undefined;
  if (expected === 'key' || expected === 'keyOrEnd') return mark === '"' ? 'colon' : undefined;
  if (mark === ',' || mark === ':') return undefined;
  if (mark === '[' || mark === '{') {
    open.push(mark);
    return mark === '[' ? 'valueOrEnd' : 'keyOrEnd';
  }
  return open.length === 0 ? 'end' : 'commaOrEnd';
}

function describeCharacter(code: number): string {
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return code < 0x20 || (code >= 0x7f && code < 0xa0) ? hex : JSON.stringify(String.fromCodePoint(code));
}
