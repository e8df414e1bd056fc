import { HAS_BASE64, HAS_ESCAPE, HAS_HEX, HAS_NUMBERS, HAS_PAIRS, type Traits } from '../texts/text-traits.ts';
import { bytesOfNumbers, LAST_CODE, textOfCodes } from './text-of-bytes.ts';

/** A way to write bytes or a text in other letters, as it may occur anywhere in a text. */
interface EncodedForm {
  /** Matches a run in this form, in time linear in the text. Of a longer word it matches a part, since engines remember each letter of a match. Global. */
  runs: RegExp;
  /** The trait of texts that may have one. */
  trait: Traits;
  /** Tells whether a run is a part of one word. */
  isOneWord?: true;
  /** Matches texts with the trait that may have one. @default all */
  mark?: RegExp;
  /** Returns what a run may stand for. */
  decode(run: string): Iterable<Decoded>;
}

/** Bytes that a run may stand for. */
interface Decoded {
  bytes: Buffer;
  /** Tells whether there may be a text in them; else they are looked through for the bytes of known secrets alone. */
  mayBeText: boolean;
}

/**
 * Returns what stands in a text in base64, hexadecimal, percent or character codes, wherever it begins in there.
 *
 * @param words the words of the text that are long enough to be base64 or hexadecimal.
 */
export function* decodedParts(text: string, traits: Traits, words: readonly string[]): Generator<Decoded> {
  for (const form of FORMS) {
    if (!(traits & form.trait)) continue;
    if (form.isOneWord) for (const word of words) yield* decodeRuns(word, form);
    else yield* decodeRuns(text, form);
  }
}

function* decodeRuns(text: string, { mark, runs, decode }: EncodedForm): Generator<Decoded> {
  if (mark?.test(text) === false) return;
  for (const run of text.match(runs) ?? []) yield* decode(run);
  for (const [start, end] of seamsOf(text, runs)) yield* decode(text.slice(start, end));
}

/** Finds where a run was chopped, with what stands on both sides: a secret may lie across. From the last to the first. */
function seamsOf(text: string, runs: RegExp): [start: number, end: number][] {
  if (text.length <= MAX_RUN) return [];
  return Array.from(text.matchAll(runs), ({ 0: run, index }) => [run.length, index + run.length] as const)
    .filter(([length, end]) => length >= MAX_RUN && end < text.length)
    .map(([, end]): [number, number] => [end - AROUND_SEAM, Math.min(text.length, end + AROUND_SEAM)])
    .reverse();
}

/** Letters of a run of base64 or hexadecimal at most, and numbers of others. */
const MAX_RUN = 1_000_000;
/** Letters on each side of a seam, more than a secret has. */
const AROUND_SEAM = 8_192;

/** Traits of the texts that may have a part in other letters. */
export const MAY_BE_ENCODED = HAS_BASE64 | HAS_HEX | HAS_PAIRS | HAS_NUMBERS | HAS_ESCAPE;

/** Replaces the runs of other letters whose content is a secret. */
export function replaceEncoded(
  text: string,
  traits: Traits,
  isSecret: (part: Decoded) => boolean,
  replacement: (run: string) => string,
): string {
  let result = text;
  for (const { trait, mark, runs, decode } of FORMS) {
    if (!(traits & trait) || mark?.test(result) === false) continue;
    const safe = (run: string): string => {
      for (const part of decode(run)) if (isSecret(part)) return replacement(run);
      return run;
    };
    for (const [start, end] of seamsOf(result, runs))
      result = result.slice(0, start) + safe(result.slice(start, end)) + result.slice(end);
    result = result.replace(runs, safe);
  }
  return result;
}

/** Bytes that must be of a text, in a row, in what a run stands for: no shorter secret has a form. */
const TEXT_IN_BYTES = /[\t\n\r\x20-\x7e]{12}|(?:[\x20-\x7e]\0{1,3}){12}|(?:\0{1,3}[\x20-\x7e]){12}/;

/** Tells whether bytes have letters of a text in a row. */
export const holdsText = (bytes: Buffer) => TEXT_IN_BYTES.test(bytes.toString('latin1'));

/** The same of hexadecimal, in which less happens by chance. */
const SHORT_TEXT_IN_BYTES = /[\t\n\r\x20-\x7e]{8}|(?:[\x20-\x7e]\0{1,3}){8}|(?:\0{1,3}[\x20-\x7e]){8}/;

function ofHex(digits: string): Decoded {
  const bytes = Buffer.from(digits, 'hex');
  return { bytes, mayBeText: SHORT_TEXT_IN_BYTES.test(bytes.toString('latin1')) };
}

/** Base64 of texts has capitals and small letters; other long words mostly have not both. It may begin after a slash or a dash that is one of its letters. */
const BASE64: EncodedForm = {
  runs: new RegExp(`[A-Za-z\\d+/_-]{18,${MAX_RUN}}={0,2}`, 'g'),
  trait: HAS_BASE64,
  isOneWord: true,
  *decode(run) {
    if (!/[A-Z]/.test(run) || !/[a-z]/.test(run)) return;
    const isWide = WIDE.test(run);
    for (const [from, holdsLetters] of ALIGNED.entries()) {
      if (!isWide && !holdsLetters.test(run)) continue;
      const bytes = Buffer.from(from === 0 ? run : run.slice(from), 'base64');
      if (holdsText(bytes)) yield { bytes, mayBeText: true };
    }
  },
};

/** Base64 in lines, as mails and keys have it. The end of a line is a character, or its escape. */
const BASE64_IN_LINES: EncodedForm = {
  runs: /(?<![\w+/-])(?:[\w+/-]{16,128}(?:\\{1,8}r)?(?:\r?\n|\\{1,8}n)[ \t]{0,16}){1,12000}[\w+/-]{2,128}={0,2}/g,
  trait: HAS_BASE64,
  mark: /\n|\\n/,
  *decode(run) {
    const joined = run.replace(/\\+[rn]|\s+/g, '');
    // Known secrets in it are found by their forms in base64.
    yield { bytes: Buffer.from(joined), mayBeText: false };
    yield* BASE64.decode(joined);
  },
};

/** Matches base64 of letters with zeros between them, as numbers of 16 and 32 bits have. */
const WIDE = /(?:A[\w+/-]{0,5}A[\w+/-]{0,5}){4}/;

/** Match base64 that may hold text, by where its first letter stands: in it a letter of ASCII begins with one of half the characters there are. */
const ALIGNED = [0, 1, 2, 3].map(
  (from) =>
    new RegExp(
      `^[\\w+/-]{${from}}(?:[\\w+/-]{4})*?(?:(?:[I-Za-f][\\w+/-]{3}){3}|(?:[I-Za-f][\\w+/-]{3}A[\\w+/-]{3}){3}|(?:[I-Za-f][\\w+/-]{7}){4})`,
    ),
);

/** Hexadecimal; other digits may stand right before it. */
const HEX: EncodedForm = {
  runs: new RegExp(`[\\da-fA-F]{16,${MAX_RUN}}`, 'g'),
  trait: HAS_HEX,
  isOneWord: true,
  *decode(run) {
    yield ofHex(run);
    yield ofHex(run.slice(1));
  },
};

/** The same with what stands between bytes in dumps, addresses and programs, be it the end of a line. */
const HEX_IN_PAIRS: EncodedForm = {
  runs: /(?:(?:%|\\{1,8}x|\\{1,8}u00|&#x|0x|(?:[ :,;\r\n-]|\\{1,8}[rn]){1,3}(?:0x|&#x)?)?[\da-fA-F]{2}){8,1000000}/g,
  trait: HAS_PAIRS,
  *decode(run) {
    yield ofHex(run.replace(/&#x|\\+x|\\+u00|0x|[^\da-fA-F]/g, ''));
  },
};

/** Codes of characters in decimal, as lists of numbers and entities of HTML have them; bytes, with a sign too. */
const DECIMAL: EncodedForm = {
  runs: /(?:(?:\\{0,8}"\d{1,6}\\{0,8}":)?(?:&#)?-?\d{1,7}(?:\.0)?[,;\s]{1,3}){7,1000000}(?:\\{0,8}"\d{1,6}\\{0,8}":)?(?:&#)?-?\d{1,7}/g,
  trait: HAS_NUMBERS,
  *decode(run) {
    const numbers = numbersIn(run);
    const bytes = bytesOfNumbers(numbers);
    if (bytes === undefined) return;
    yield { bytes, mayBeText: holdsText(bytes) };
    const codes = textOfCodes(numbers);
    if (codes !== undefined) yield { bytes: Buffer.from(codes), mayBeText: false };
  },
};

/** Returns the numbers of a run, without the names of members and without zeros behind a dot; 0 for what is no code of a character. */
function numbersIn(run: string): number[] {
  const numbers: number[] = [];
  let number = -1;
  let sign = 1;
  let isFraction = false;
  for (let i = 0; i <= run.length; i++) {
    const code = i < run.length ? run.charCodeAt(i) : SPACE;
    if (code >= ZERO && code <= NINE) {
      if (!isFraction) number = Math.max(number, 0) * 10 + code - ZERO;
      continue;
    }
    if (number >= 0) numbers.push(number > LAST_CODE || sign * number < -128 ? 0 : sign * number);
    if (code === COLON) numbers.pop();
    number = -1;
    sign = code === DASH ? -1 : 1;
    isFraction = code === DOT;
  }
  return numbers;
}

const SPACE = 0x20;
const DASH = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;

/** Texts with some of their characters in percent codes or escapes; decoded as often as they were written. */
const ESCAPES: EncodedForm = {
  runs: /[^\s"'<>]+/g,
  trait: HAS_ESCAPE,
  mark: /%[\da-fA-F]{2}|\\[ux][\da-fA-F]{2}|&#[x\d]/,
  *decode(run) {
    // As bytes, one character for each: what is not ASCII stands there as it is, beside codes of its bytes.
    const bytes = Buffer.from(run).toString('latin1');
    const decoded = bytes.replace(
      /%([\da-fA-F]{2})|\\+u([\da-fA-F]{4})|\\+x([\da-fA-F]{2})|&#x([\da-fA-F]{2,4});?|&#(\d{2,5});?/g,
      (_, percent, unicode, byte, entity, decimal) => {
        if (percent ?? byte) return String.fromCharCode(Number.parseInt(percent ?? byte, 16));
        const code = decimal === undefined ? Number.parseInt(unicode ?? entity, 16) : Number(decimal);
        return Buffer.from(String.fromCharCode(code)).toString('latin1');
      },
    );
    if (decoded !== bytes) yield { bytes: Buffer.from(decoded, 'latin1'), mayBeText: true };
  },
};

const FORMS: readonly EncodedForm[] = [BASE64_IN_LINES, BASE64, HEX, HEX_IN_PAIRS, DECIMAL, ESCAPES];
