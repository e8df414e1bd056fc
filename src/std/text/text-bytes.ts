import { charCodeAt, search } from '../natives.ts';

// Runs in pages: see encode-value.ts.
const Codes = Uint8Array;

const BEYOND_ASCII = /[\u0080-\uffff]/;
/** Characters that JSON writes as more than one byte. */
const BEYOND_PLAIN = /[^ !#-[\]-\x7f]/;

/** Counts the bytes of a text as UTF-8. A lone surrogate counts three, as the U+FFFD that takes its place. */
export function utf8Length(text: string): number {
  return search(text, BEYOND_ASCII) === -1 ? text.length : count(text, UTF8);
}

/** Counts the bytes of a text as JSON writes it, quotes included, without writing it: the price of fifty megabytes must not be paid twice. */
export function jsonTextBytes(text: string): number {
  return 2 + (search(text, BEYOND_PLAIN) === -1 ? text.length : count(text, JSON_TEXT));
}

/** Bytes by character code, up to 0x7f. The last one is what a lone surrogate takes. */
const UTF8 = new Codes(129).fill(1).fill(3, 128);
const JSON_TEXT = (() => {
  const bytes = new Codes(129).fill(1).fill(6, 0, 0x20).fill(6, 128); // \u001f, \ud800
  for (const short of '\b\t\n\f\r"\\') bytes[short.charCodeAt(0)] = 2;
  return bytes;
})();

function count(text: string, bytes: Uint8Array): number {
  const { length } = text;
  let sum = 0;
  for (let at = 0; at < length; at++) {
    const code = charCodeAt(text, at);
    if (code < 0x80) sum += bytes[code] as number;
    else if (code < 0x800) sum += 2;
    else if (code < 0xd800 || code > 0xdfff) sum += 3;
    else if (code < 0xdc00 && isLowHalf(charCodeAt(text, at + 1))) {
      sum += 4;
      at++;
    } else sum += bytes[128] as number;
  }
  return sum;
}

const isLowHalf = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
