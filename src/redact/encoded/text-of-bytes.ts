/** Bytes below which there is no secret that could be told. */
const MIN_BYTES = 8;

/** The text in bytes: all of it, or what can be read between other bytes. */
export interface TextInBytes {
  text: string;
  /** Tells whether the bytes are nothing but text. */
  isText: boolean;
}

/** Returns the text that bytes hold, UTF-8 or UTF-16, wherever it begins; undefined when they are too few. */
export function textOfBytes(bytes: Buffer): TextInBytes | undefined {
  if (bytes.length < MIN_BYTES) return undefined;
  const text = bytes.toString();
  // In UTF-16 and in wider numbers there is nothing between the letters but zeros.
  const read = WIDE.test(text) ? text.replace(ZEROS_BESIDE_LETTERS, '') : text;
  return { text: read, isText: !NOT_TEXT.test(read) };
}

const WIDE = /(?:[\x20-\x7e]\0{1,3}){6}/;
const ZEROS_BESIDE_LETTERS = /\0{1,3}(?=[\x20-\x7e])|(?<=[\x20-\x7e])\0{1,3}/g;
/** Matches what no text has: control characters, and what is no UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NOT_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]/;

/** Returns the bytes that a list of numbers stands for, as backends send them; undefined when it is none. Signed ones count as well. */
export function bytesOfNumbers(list: readonly unknown[]): Buffer | undefined {
  if (list.length < MIN_BYTES || !isByte(list[0]) || !isByte(list[1])) return undefined;
  return list.every(isByte) ? Buffer.from(list as number[]) : undefined;
}

function isByte(item: unknown): boolean {
  return Number.isInteger(item) && (item as number) >= -128 && (item as number) <= 255;
}
