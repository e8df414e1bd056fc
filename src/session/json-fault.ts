/** Where a text stops being JSON: `line` and `column` count from 1, `found` says what is there in words. */
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
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const character = text.codePointAt(offset);
  return { line, column, found: character === undefined ? 'the end of the text' : describeCharacter(character) };
}

/** What may come next. */
type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd';

/** Reads tokens, with the open brackets on a stack of its own, until one does not fit. */
function faultOffset(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    TOKEN.lastIndex = offset;
    const token = TOKEN.exec(text);
    if (!token) return offset + badTokenLength(text, offset);
    const start = TOKEN.lastIndex - (token[1]?.length ?? 0);
    const mark = token[1] ?? '';
    if (mark === '') return start;
    if (expected === 'commaOrEnd' && open.length === 0) return start;
    const next = nextExpected(expected, mark, open);
    if (next === undefined) return start;
    expected = next;
    offset = TOKEN.lastIndex;
  }
}

/** Blanks, then one token, or nothing at the end. */
const TOKEN =
  /[ \t\r\n]*([[\]{},:]|"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true\b|false\b|null\b|$)/uy;

/** What a token that is none starts with: how far into it the fault is. */
const BAD_STRING = /[ \t\r\n]*"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/uy;
const BLANKS = /[ \t\r\n]*/y;

function badTokenLength(text: string, offset: number): number {
  for (const pattern of [BAD_STRING, BLANKS]) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match) return match[0].length;
  }
  return 0;
}

/** The state after `mark`, or undefined when it may not stand here. Keeps `open` up to date. */
function nextExpected(expected: Expected, mark: string, open: string[]): Expected | undefined {
  const isClosing = mark === ']' || mark === '}';
  if (isClosing) {
    const mayEnd = expected === 'commaOrEnd' || expected === (mark === ']' ? 'valueOrEnd' : 'keyOrEnd');
    if (!mayEnd || open.at(-1) !== (mark === ']' ? '[' : '{')) return undefined;
    open.pop();
    return 'commaOrEnd';
  }
  if (expected === 'commaOrEnd') {
    if (mark !== ',') return undefined;
    return open.at(-1) === '{' ? 'key' : 'value';
  }
  if (expected === 'colon') return mark === ':' ? 'value' : undefined;
  if (expected === 'key' || expected === 'keyOrEnd') return mark.startsWith('"') ? 'colon' : undefined;
  if (mark === ',' || mark === ':') return undefined;
  if (mark !== '[' && mark !== '{') return 'commaOrEnd';
  open.push(mark);
  return mark === '[' ? 'valueOrEnd' : 'keyOrEnd';
}

function describeCharacter(code: number): string {
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return code < 0x20 || (code >= 0x7f && code < 0xa0) ? hex : JSON.stringify(String.fromCodePoint(code));
}
