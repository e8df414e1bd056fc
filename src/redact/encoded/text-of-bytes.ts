/** Bytes below which there is no secret that could be told. */
const MIN_BYTES = 8;

/** The text in bytes: all of it, or what can be read between other bytes. */
export interface TextInBytes {
  text: string;
  /** Tells whether the bytes are nothing but text. */
  isText: boolean;
}

/**
 * Returns the texts that bytes may hold, UTF-8 or UTF-16, wherever they begin; none when they are too few. Of many bytes with others than text
 * among them that is what can be read, each run of eight letters and more on a line: chance writes anything in a megabyte of a picture.
 */
export function textsOfBytes(bytes: Buffer): TextInBytes[] {
  if (bytes.length < MIN_BYTES) return [];
  if (bytes.length <= MAX_MIXED_BYTES) return readings(bytes);
  // A letter may be torn where the begin ends.
  const begin = bytes.subarray(0, LOOKED_AT).toString().slice(0, -1);
  const texts = WIDE.test(begin) || !NOT_TEXT.test(begin) ? readings(bytes) : [];
  if (texts.some(({ isText }) => isText)) return texts;
  return [{ text: (bytes.toString('latin1').match(READABLE) ?? []).join('\n'), isText: true }];
}

function readings(bytes: Buffer): TextInBytes[] {
  const text = bytes.toString();
  const at = text.search(WIDE);
  if (at === -1) return [read(text)];
  // In UTF-16 and in wider numbers there is nothing between the letters but zeros; in UTF-16 a letter beyond ASCII has none.
  const first = bytes.indexOf(text.slice(at, at + 2));
  return [
    read(text.replace(ZEROS_BESIDE_LETTERS, '')),
    read(evenFrom(bytes, first % 2).toString('utf16le')),
    // With the high byte first each letter has its zero before it.
    read(
      evenFrom(bytes, (first + 1) % 2)
        .swap16()
        .toString('utf16le'),
    ),
    ...(WIDER.test(text) ? [read(textOf32Bits(bytes.subarray(first % 4)))] : []),
  ];
}

function textOf32Bits(bytes: Buffer): string {
  const codes = Array.from({ length: bytes.length >> 2 }, (_, at) => bytes.readUInt32LE(at * 4));
  return codes.map((code) => (code > LAST_CODE ? '\ufffd' : String.fromCodePoint(code))).join('');
}

/** Copies bytes from the first or the second on, with a zero after them where they would be of an odd number. */
function evenFrom(bytes: Buffer, start: number): Buffer {
  const rest = bytes.subarray(start);
  return rest.length % 2 === 0 ? Buffer.from(rest) : Buffer.concat([rest, Buffer.of(0)]);
}

function read(text: string): TextInBytes {
  return { text, isText: !NOT_TEXT.test(text) };
}

const WIDE = /(?:[\x20-\x7e]\0{1,3}){6}/;
const WIDER = /(?:[\x20-\x7e]\0{3}){6}/;
const ZEROS_BESIDE_LETTERS = /\0{1,3}(?=[\t\n\r\x20-\x7e])|(?<=[\t\n\r\x20-\x7e])\0{1,3}/g;
/** Matches what no text has: control characters, and what is no UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NOT_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]/;

/** Bytes that are looked into as a whole whatever is in them. */
const MAX_MIXED_BYTES = 65_536;
/** Bytes that tell whether the rest may be text. */
const LOOKED_AT = 4_096;
const READABLE = /[\x20-\x7e]{8,}/g;

/**
 * Returns the bytes that a list of numbers stands for, as backends send them; undefined when it is none. Signed ones count as well, and what is none
 * is a byte that no text has.
 */
export function bytesOfNumbers(list: readonly unknown[]): Buffer | undefined {
  if (list.length < MIN_BYTES || !isCode(list[0]) || !isCode(list[1]) || !list.every(isCode)) return undefined;
  return Buffer.from(list.map((item) => (isByte(item as number) ? (item as number) : NO_TEXT)));
}

/** Returns the text that numbers stand for as codes of characters or units of UTF-16; undefined when all are bytes. */
export function textOfCodes(list: readonly number[]): string | undefined {
  if (list.every(isByte)) return undefined;
  return list.map((code) => (code < 0 ? '\0' : String.fromCodePoint(code))).join('');
}

const isByte = (code: number) => code >= -128 && code <= 255;
const isCode = (item: unknown) => Number.isInteger(item) && (item as number) >= -128 && (item as number) <= LAST_CODE;
/** The code of the last character that there is. */
export const LAST_CODE = 0x10ffff;
const NO_TEXT = 0xff;
