/** Values that are read of one file, see `measureJson`: fifty thousand events of two hundred values. */
export const MAX_JSON_VALUES = 10_000_000;

/**
 * Counts values and levels before `JSON.parse` makes them: `[{},{},…` needs twenty bytes of memory for one of text,
 * and a heap that is full ends the process with no error that could be caught. A number or text counts as one value,
 * an empty object as six and an empty list as four, as they take memory. The text need not be JSON.
 */
export function measureJson(text: string, maxValues: number, maxLevels: number): JsonMeasure {
  let values = 1;
  let open = 0;
  let levels = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    switch (code) {
      case QUOTE:
        at = endOfString(text, at + 1);
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        values += code === OPEN_OBJECT ? OBJECT : ARRAY;
        open += 1;
        if (open > levels) levels = open;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        open -= 1;
        break;
      case COMMA:
        values += 1;
        break;
    }
    if (values > maxValues || levels > maxLevels) return { values, levels, excess: at };
  }
  return { values, levels };
}

/** The values and levels that `JSON.parse` would make of a text. */
export interface JsonMeasure {
  values: number;
  levels: number;
  /** The place where a limit was passed, in UTF-16 units; nothing was counted from there on. */
  excess?: number;
}

/** The weights of an object and a list without members, beside that of a number: they take 56 and 32 bytes of memory. */
const OBJECT = 5;
const ARRAY = 3;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Returns the place of the closing quote, or the end of the text. */
function endOfString(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code !== QUOTE && at < text.length; code = text.charCodeAt(at))
    at += code === BACKSLASH ? 2 : 1;
  return at;
}
