/** Bytes below which there is no secret that could be told. */
const MIN_BYTES = 8;
/** Bytes that must be letters before the rest is looked at: of random ones hardly any sixteen are. */
const LOOKED_AT = 16;

/** Returns the text that bytes hold, UTF-8 or UTF-16; undefined when they begin as no text does. */
export function textOfBytes(bytes: Buffer): string | undefined {
  if (bytes.length < MIN_BYTES) return undefined;
  const isWide = bytes[1] === 0 && bytes[3] === 0;
  const text = isWide ? bytes.toString('utf16le') : bytes.toString();
  return PRINTABLE.test(text.slice(0, LOOKED_AT)) ? text : undefined;
}

const PRINTABLE = /^[\t\n\r\x20-\x7e\u00a0-\uffef]*$/;

/** Returns the text behind a list of numbers, as backends send bytes; undefined when it is none. */
export function textOfNumbers(list: readonly unknown[]): string | undefined {
  if (list.length < MIN_BYTES || !isByte(list[0]) || !isByte(list[1])) return undefined;
  return list.every(isByte) ? textOfBytes(Buffer.from(list as number[])) : undefined;
}

/** Returns the text behind base64 that is a whole string, or a `data:` address; undefined when it is none. */
export function textOfBase64(text: string): string | undefined {
  if (text.length < MIN_BASE64) return undefined;
  const begin = text.startsWith('data:') ? text.indexOf(';base64,') + DATA_MARK : 0;
  if (begin === DATA_MARK - 1 || !BASE64.test(begin === 0 ? text : text.slice(begin))) return undefined;
  return textOfBytes(Buffer.from(text.slice(begin), 'base64'));
}

const MIN_BASE64 = 24;
const DATA_MARK = ';base64,'.length;
/** Matches base64 that may hold text. In it a letter of ASCII begins with one of half the characters there are: most ids and hashes do not look like text for long. */
const BASE64 = /^(?:[I-Za-f][\w+/-]{3}){5}[\w+/-]+={0,2}$/;

function isByte(item: unknown): boolean {
  return Number.isInteger(item) && (item as number) >= 0 && (item as number) <= 255;
}
