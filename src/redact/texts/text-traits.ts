/** Traits of a text that secrets need: without one there is no use in looking for its kind. A union of bits. */
export type Traits = number;

/** A word of ten characters or an `@`: the least that a secret of a known form has. */
export const HAS_MARK = 1;
/** A capital B or a small one, as in `Bearer` and `Basic`. */
export const HAS_SCHEME = 2;
/** A word of twenty characters, not all of them hexadecimal: the least that tokens of issuers have. */
export const HAS_LONG_WORD = 4;
/** A long word with capitals and small letters, as base64 of texts has. */
export const HAS_BASE64 = 8;
/** Thirteen digits in all. */
export const HAS_DIGITS = 16;
/** What stands between a name and its value: a colon, an equals sign, a bracket, a flag; or letters beyond ASCII. */
export const HAS_MEMBER = 32;
/** Percent codes, backslashes or entities. */
export const HAS_ESCAPE = 64;
/** Sixteen hexadecimal digits in a row. */
export const HAS_HEX = 128;
/** Eight numbers with commas or spaces between them. */
export const HAS_NUMBERS = 256;
/** Eight pairs of hexadecimal digits with marks between them. */
export const HAS_PAIRS = 512;

/**
 * Returns the traits of a text, in one pass: it runs for each text of each event, and spares most of them every expression. A loop costs a tenth
 * of the eight expressions it stands for.
 *
 * @param words gets the begin and the end of each word of sixteen characters and more.
 */
export function traitsOf(text: string, words?: number[]): Traits {
  let traits = 0;
  let digits = 0;
  /** Hexadecimal digits in a row, and pairs of them with marks between. */
  let hex = 0;
  let pairs = 0;
  let numbers = 0;
  /** Characters of the run of letters and marks up to here; of the run of letters of base64; and the cases of the latter. */
  let word = 0;
  let isHex = true;
  let base64 = 0;
  let cases = 0;
  let before = SPACE;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = code < 128 ? (KINDS[code] as number) : BEYOND;
    if (kind & IN_WORD) {
      word++;
      if (!(kind & HEX) && code !== DASH) isHex = false;
      if (word === 10) traits |= HAS_MARK;
      else if (word >= 20 && !isHex) traits |= HAS_LONG_WORD;
    } else {
      if (word >= LONG_WORD && words !== undefined) words.push(i - word, i);
      word = 0;
      isHex = true;
    }
    if (kind & IN_BASE64) {
      base64++;
      cases |= kind & (UPPER | LOWER);
      if (base64 >= 18 && cases === (UPPER | LOWER)) traits |= HAS_BASE64;
    } else {
      base64 = 0;
      cases = 0;
    }
    if (kind & HEX) {
      hex++;
      if (kind & DIGIT) digits++;
      if (hex === 16) traits |= HAS_HEX;
    } else {
      if (hex === 2) {
        pairs++;
        if (pairs === 7) traits |= HAS_PAIRS;
      } else if (hex > 2 || !(kind & BETWEEN_BYTES)) pairs = 0;
      hex = 0;
      if (kind & (SPACE | COMMA) && before & DIGIT) numbers++;
    }
    if (kind & OTHER) {
      if (code === DASH) {
        if (before & SPACE) traits |= HAS_MEMBER;
      } else
        traits |=
          code === AT
            ? HAS_MARK
            : code === SMALL_B || code === CAPITAL_B
              ? HAS_SCHEME
              : kind & ESCAPE
                ? HAS_ESCAPE
                : HAS_MEMBER;
    }
    before = kind;
  }
  if (word >= LONG_WORD && words !== undefined) words.push(text.length - word, text.length);
  if (digits >= 13) traits |= HAS_DIGITS;
  if (numbers >= 7) traits |= HAS_NUMBERS;
  return traits;
}

/** Characters of a word that may be a token of an issuer, or stand for a secret in base64 or hexadecimal. */
const LONG_WORD = 16;

const IN_WORD = 1;
const IN_BASE64 = 2;
const UPPER = 4;
const LOWER = 8;
const DIGIT = 16;
const HEX = 32;
const SPACE = 64;
const COMMA = 128;
/** Characters that are a trait by themselves. */
const OTHER = 256;
const ESCAPE = 512;
/** Characters that stand between bytes where each is written by itself. */
const BETWEEN_BYTES = 1024;
const BEYOND = OTHER;

const DASH = 0x2d;
const AT = 0x40;
const SMALL_B = 0x62;
const CAPITAL_B = 0x42;

const KINDS = new Uint16Array(128);
function mark(characters: string, kind: number): void {
  for (const character of characters)
    KINDS[character.charCodeAt(0)] = (KINDS[character.charCodeAt(0)] as number) | kind;
}
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZ', IN_WORD | IN_BASE64 | UPPER);
mark('abcdefghijklmnopqrstuvwxyz', IN_WORD | IN_BASE64 | LOWER);
mark('0123456789', IN_WORD | IN_BASE64 | DIGIT | HEX);
mark('abcdefABCDEF', HEX);
mark('_-+/', IN_WORD | IN_BASE64);
mark('.~=', IN_WORD);
mark(' \t\n\r', SPACE);
mark(',;', COMMA);
mark('=:<@-bB', OTHER);
mark('%\\&', OTHER | ESCAPE);
mark(' \t\n\r,;:-%\\&#xu', BETWEEN_BYTES);
