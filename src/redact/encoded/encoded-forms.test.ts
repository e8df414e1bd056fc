import { expect, test } from '@playwright/test';
import { encodeValue } from '../../session/codec/encode-value.ts';
import { Guard } from '../guard.ts';
import { createRedactor } from '../redactor.ts';

/** Secrets that are told by their form, are declared, or are typed; with letters beyond ASCII too. */
const FORM = 'ghp_AbCdEf0123456789GhIjKlMnOpQrStUv1234';
const DECLARED = [
  'dEcl2_secondValue77',
  'sho-rt9!',
  'äöü-Zürich-8472',
  'Grüße&Ключ#42xyz',
  'Пароль-Секрет-99',
  '密码安全测试一二三四',
  'se🔑cret🔐Key12',
];
const TYPED = 'Tÿped-Pässwört-77';
const SECRETS = [FORM, ...DECLARED, TYPED]; // biome-ignore format: a table

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const hex = (bytes: Iterable<number>) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
const codes = (text: string) => Array.from(text, (character) => character.codePointAt(0) ?? 0);
const units = (text: string) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const inLines = (text: string, length: number, end: string) =>
  text.replace(new RegExp(`.{${length}}`, 'g'), `$&${end}`);

/** Ways to write a text that no search for the text itself finds. */
const WAYS: Readonly<Record<string, (text: string) => unknown>> = {
  'hexadecimal of UTF-16': (text) => utf16(text).toString('hex'),
  'hexadecimal of UTF-16, the high byte first': (text) => utf16(text).swap16().toString('hex').toUpperCase(),
  'hexadecimal of UTF-16 with blanks': (text) => hex(utf16(text)).join(' '),
  'hexadecimal with blanks': (text) => hex(Buffer.from(text)).join(' '),
  'hexadecimal with colons': (text) => hex(Buffer.from(text)).join(':'),
  'hexadecimal with dashes': (text) => hex(Buffer.from(text)).join('-'),
  'hexadecimal of a program': (text) => hex(Buffer.from(text)).map((byte) => `0x${byte}`).join(', '),
  'a dump of many lines': (text) => hex(Buffer.from(`xxxxxxxx${text}`)).join(' ').replace(/.{30} /g, '$&\n'),
  'base64 of UTF-16': (text) => utf16(`1${text}`).toString('base64'),
  'base64 of UTF-16, the high byte first': (text) => utf16(text).swap16().toString('base64'),
  'base64 in lines of 76': (text) => inLines(Buffer.from(`${'x'.repeat(50)}${text}${'y'.repeat(30)}`).toString('base64'), 76, '\r\n'),
  'base64 in lines of 20': (text) => inLines(Buffer.from(`xx${text}${'y'.repeat(30)}`).toString('base64'), 20, '\n'),
  'base64 in lines of JSON': (text) => `sent ${JSON.stringify({ pem: inLines(Buffer.from(`xx${text} and`).toString('base64'), 20, '\n') })}`,
  'base64 of UTF-16 in lines': (text) => inLines(utf16(`xx${text} and more of it`).toString('base64'), 20, '\n'),
  'base64 in lines that are indented': (text) => inLines(Buffer.from(`xx${text} and more of it`).toString('base64'), 20, '\n    '),
  'numbers in a text': (text) => [...Buffer.from(text)].join(','),
  'numbers with blanks': (text) => `got ${[...Buffer.from(text)].join(' ')}.`,
  'numbers with a sign': (text) => [...new Int8Array(Buffer.from(text))].join(', '),
  'numbers of UTF-16 in a text': (text) => [...utf16(text)].join(','),
  'codes of characters in a text': (text) => codes(text).join(', '),
  'a list of bytes': (text) => [...Buffer.from(text)],
  'a list of UTF-16': (text) => [...utf16(text)],
  'a list of codes': codes,
  'a list of units': units,
  'a list of codes after others': (text) => [3000, 70000, ...codes(text), 0],
  'codes as members': (text) => ({ ...codes(text) }),
  'bytes of UTF-16': (text) => new Uint8Array(utf16(text)),
  'bytes of UTF-16 after one': (text) => Buffer.concat([Buffer.of(7), utf16(text), Buffer.of(0)]),
  'units as numbers': (text) => new Uint16Array(units(text)),
  'codes as numbers': (text) => new Uint32Array(codes(text)),
  'the source of an expression': (text) => new RegExp(text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')),
}; // biome-ignore format: a table

function redactorThatKnows() {
  const redactor = createRedactor({ key: 'k', values: DECLARED });
  redactor.typed('field', TYPED);
  return redactor;
}

for (const [way, write] of Object.entries(WAYS)) {
  test(`redaction finds a secret in other letters: ${way}`, () => {
    const redactor = redactorThatKnows();
    for (const secret of SECRETS) {
      const encoded = encodeValue({ note: write(secret) });
      const before = redactor.count;
      const written = JSON.stringify(redactor.value(encoded));
      expect.soft(redactor.count, secret).toBeGreaterThan(before);
      expect.soft(written, secret).toMatch(/›|"redacted":true|"\$cut"/);
      // The scan finds nothing in what redaction has left, and the quick look has not let the secret pass.
      expect.soft(redactor.findLeak(written), secret).toBeUndefined();
      expect.soft(redactor.isHarmless(encoded), secret).toBe(false);
    }
  });

  test(`the scan finds a secret in other letters: ${way}`, () => {
    const { findLeak } = redactorThatKnows();
    for (const secret of SECRETS) {
      const encoded = encodeValue({ note: write(secret) });
      expect.soft(findLeak(JSON.stringify(encoded)), secret).toBeDefined();
      expect.soft(findLeak(JSON.stringify({ text: JSON.stringify(encoded) })), secret).toBeDefined();
      expect.soft(new Guard(findLeak).keep({ a: 1, encoded })?.value.a, secret).toBe(1);
    }
  });
}

test('files are scanned for UTF-16 in any language', () => {
  for (const secret of SECRETS)
    for (const bytes of [utf16(secret), utf16(secret).swap16()])
      expect.soft(new Guard(redactorThatKnows().findLeak).mayWriteBytes(bytes), secret).toBe(false);
});

test('a letter beyond ASCII beside a number in UTF-16 or wider numbers is none of its digits', () => {
  const text = '‹4111 1111 1111 1111';
  const wider = Buffer.from(Uint32Array.from(codes(`4111 1111 1111 1111‹`)).buffer);
  for (const bytes of [utf16(text), utf16(text).swap16(), wider])
    for (const note of [bytes.toString('base64'), bytes.toString('hex'), [...bytes]]) {
      expect.soft(JSON.stringify(createRedactor().value({ note }))).toMatch(/›|"\$cut"/);
      expect.soft(createRedactor().findLeak(JSON.stringify({ note }))).toBe('card');
    }
});

test('digests, ids and lists of numbers stay as they are', () => {
  const redactor = redactorThatKnows();
  for (const value of [
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '6700680070005f0041006200',
    'c3:a4:c3:b6:c3:bc:2d:5a:c3:bc',
    '00-80-41-ae-fd-7e-00-11-22-33',
    [228, 246, 252, 45, 90, 252, 114, 105],
    [1055, 1072, 1088, 1086, 1083, 1100, 45, 1057],
    [1_764_540_000, 1_764_540_060, 1_764_540_120],
    { x: [10.5, 20.25, 1e9, -4, 0, 7, 8, 9, 10] },
  ]) {
    const written = JSON.stringify(value);
    expect.soft(JSON.stringify(redactor.value(value))).toBe(written);
    expect.soft(redactor.findLeak(written)).toBeUndefined();
  }
});
