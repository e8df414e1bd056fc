/**
 * Writes a value as JSON, each member on a line of its own and indented; on one line where the blanks would be more than the rest by far: in a value of a
 * hundred levels each leaf gets two hundred. Undefined for what JSON has not.
 */
export function indentedJson(value: unknown): string | undefined {
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined || blanksFor(json) > FEW_BLANKS + MAX_BLANKS_EACH * json.length) return json;
  return JSON.stringify(value, null, INDENTATION);
}

const INDENTATION = 2;
const FEW_BLANKS = 10_000;
/** Blanks for each character of the JSON: ten levels of short numbers have about as many. */
const MAX_BLANKS_EACH = 6;

/** Counts the blanks that an indentation would add. */
function blanksFor(json: string): number {
  let level = 0;
  let blanks = 0;
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(json, at);
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        level++;
        blanks += INDENTATION * level;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        level--;
        blanks += INDENTATION * level;
        break;
      case COMMA:
        blanks += INDENTATION * level;
        break;
    }
  }
  return blanks;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
