import { encodeValue } from '../../src/session/codec/encode-value.ts';
import type { AppEvent } from '../../src/session/format/schema.ts';
import { bson, cbor, framed, messagePack } from './pack-bytes.ts';

/** Secrets that are planted, by what makes them one. */
export const CANARIES = {
  form: 'ghp_Ab3dE5gH7jKl9mNo1pQr3sTu5vWx7yZa9bCd',
  card: '4111 1111 1111 1111',
  declared: 'Zq"declared/Secret+41%',
  typed: 'typed-Secret-58-zY',
  'declared beyond ASCII': 'Grüße&Ключ#42xyz',
  'typed beyond ASCII': 'Tÿped-Pässwört-77',
  named: 'velvet Otter-41x',
} as const;
export type CanaryKind = keyof typeof CANARIES;

/** Names that make a secret of what stands under them. */
export const SECRET_KEYS = [
  'password',
  'authToken',
  'X-Api-Key',
  'db_pass',
  'clientSecret',
  'Kennwort',
  'contraseña',
  'пароль',
  '密码',
];

/** Ways to write a text in other letters. */
export const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64 after one byte': (text) => Buffer.from(`(${text}`).toString('base64'),
  'base64 after two bytes': (text) => Buffer.from(`((${text} z`).toString('base64'),
  'base64 of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  'base64 of UTF-16, the high byte first': (text) => Buffer.from(text, 'utf16le').swap16().toString('base64'),
  'base64 of other bytes': (text) => framed(text).toString('base64'),
  'base64 in lines': (text) => inLines(Buffer.from(`${'x'.repeat(50)}${text}`).toString('base64'), 76, '\r\n'),
  'base64 in short lines': (text) => inLines(Buffer.from(`xx${text} and more`).toString('base64'), 20, '\n'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'hexadecimal in capitals': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'hexadecimal of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('hex'),
  'a dump of UTF-16': (text) => Array.from(Buffer.from(text, 'utf16le'), hex).join(' '),
  'bytes with colons': (text) => Array.from(Buffer.from(text), hex).join(':'),
  'a dump': (text) => Array.from(Buffer.from(text), hex).join(' '),
  'bytes of a program': (text) =>
    Array.from(Buffer.from(text), (byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', '),
  percent: (text) => Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'percent where it must': encodeURIComponent,
  'escapes of JSON': (text) =>
    Array.from(text, (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).join(''),
  'escapes of a program': (text) =>
    Array.from(Buffer.from(text), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
  entities: (text) => Array.from(text, (c) => `&#${c.codePointAt(0)};`).join(''),
  numbers: (text) => Array.from(Buffer.from(text)).join(', '),
  'signed numbers': (text) => Array.from(new Int8Array(Buffer.from(text))).join(','),
  'numbers with blanks': (text) => Array.from(Buffer.from(text)).join(' '),
  'numbers of UTF-16': (text) => Array.from(Buffer.from(text, 'utf16le')).join(','),
  'numbers of characters': (text) => JSON.stringify(codesOf(text)),
  JSON: (text) => JSON.stringify({ a: [text] }),
};

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function inLines(text: string, length: number, end: string): string {
  return (text.match(new RegExp(`.{1,${length}}`, 'gs')) ?? []).join(end);
}

/** The content of a marker as recordings have it, which an app can write as well. */
const SOUND_FILE = { as: 'text', type: 'string', size: 9, bytes: 9, sha256: '0'.repeat(64) };

/** Places for a text that is a secret wherever it stands; each returns the value with the text in it. */
export const CONTAINERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a value': (text) => text,
  'a member': (text) => ({ note: text }),
  'a list': (text) => ['a', text, 'b'],
  'a key': (text) => ({ [text]: 1 }),
  'a map': (text) => new Map([[text, 1]]),
  'a set': (text) => new Set([1, text]),
  'an error': (text) => Object.assign(new TypeError(`failed: ${text}`), { cause: new Error(text) }),
  'a sentence': (text) => `it was (${text}), twice`,
  'an address': (text) => `https://host/path/${text}?q=${text}#${text}`,
  'JSON text': (text) => JSON.stringify({ note: text }),
  'JSON in JSON in JSON': (text) => JSON.stringify({ a: JSON.stringify([JSON.stringify({ note: text })]) }),
  'JSON with a key twice': (text) => `{"note":${JSON.stringify(text)},"note":""}`,
  'JSON that was cut': (text) => `{"a":1,"note":${JSON.stringify(text)}`,
  bytes: (text) => Buffer.from(text),
  'bytes after others': framed,
  'UTF-16': (text) => Buffer.from(text, 'utf16le'),
  MessagePack: (text) => messagePack('note', text),
  CBOR: (text) => cbor('note', text),
  BSON: (text) => bson('note', text),
  'a list of bytes': (text) => [...framed(text)],
  'a list of signed bytes': (text) => Array.from(new Int8Array(framed(text))),
  'MessagePack as a list': (text) => [...messagePack('note', text)],
  'bytes as members': (text) => ({ ...framed(text) }),
  'a list of UTF-16': (text) => [...Buffer.from(text, 'utf16le')],
  'codes of characters': codesOf,
  'codes as members': (text) => ({ ...codesOf(text) }),
  'UTF-16 in numbers': (text) => Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)),
  'wide numbers': (text) => new Uint32Array(Buffer.from(text)),
  'wide codes of characters': (text) => new Uint32Array(codesOf(text)),
  'a cut that is none': (text) => ({ $cut: { note: text } }),
  'bytes that are none': (text) => ({ $binary: { type: text, size: 1, note: text } }),
  'a file that is none': (text) => ({ $file: { note: text } }),
  'a file in JSON text': (text) => JSON.stringify({ $file: { ...SOUND_FILE, note: text } }),
  'a literal that is none': (text) => ({ $literal: { $cut: { note: text } } }),
  'a date that is none': (text) => ({ $date: text }),
  'a function that is none': (text) => ({ $function: text }),
  'an error that is none': (text) => ({ $error: [text] }),
  'half a character': (text) => `\ud800 ${text}`,
};

/** Places for a text that is a secret by its name. */
export const NAMED_CONTAINERS: Readonly<Record<string, (name: string, text: string) => unknown>> = {
  'a member': (name, text) => ({ [name]: text }),
  'below a member': (name, text) => ({ [name]: { deep: [text] } }),
  'a map': (name, text) =>
    new Map([
      [name, text],
      ['b', 'c'],
    ]),
  'a pair': (name, text) => [
    [name, text],
    ['accept', '*/*'],
  ],
  'a flat list': (name, text) => [
    'Host',
    'localhost:1',
    name.replace(/[^\x20-\x7e]/g, 'x').length === name.length && /^[\w-]+$/.test(name) ? name : 'X-Api-Key',
    text,
  ],
  'name and value': (name, text) => ({ name, value: text }),
  'Name and Value': (name, text) => ({ Name: name, Value: text }),
  'key and data': (name, text) => ({ key: name, data: text }),
  'a patch': (name, text) => ({ op: 'replace', path: `/user/${name}`, value: text }),
  'a change of a storage': (name, text) => ({ key: name, oldValue: text, newValue: null }),
  'a literal': (name, text) => ({ $literal: { [name]: text } }),
  'a cut that is none': (name, text) => ({ $cut: { [name]: text } }),
  'a file that is none': (name, text) => ({ $file: { [name]: text } }),
  'a file in JSON text': (name, text) => JSON.stringify({ $file: { ...SOUND_FILE, [name]: text } }),
  'bytes that are none': (name, text) => ({ $binary: { [name]: text } }),
  'JSON text': (name, text) => JSON.stringify({ [name]: text }),
  'JSON with a key twice': (name, text) => `{"${name}":${JSON.stringify(text)},"${name}":""}`,
  'JSON in bytes': (name, text) => Buffer.from(JSON.stringify({ [name]: text })),
  'JSON in base64': (name, text) => Buffer.from(JSON.stringify({ [name]: text })).toString('base64'),
  'JSON in an address': (name, text) => `https://host/?q=${encodeURIComponent(JSON.stringify({ [name]: text }))}`,
  MessagePack: (name, text) => messagePack(name, text),
  'MessagePack as a list': (name, text) => [...messagePack(name, text)],
  CBOR: (name, text) => cbor(name, text),
  BSON: (name, text) => bson(name, text),
  Rust: (name, text) => `Login { user: "bob", ${name}: Some("${text}") }`,
  Ruby: (name, text) => `{"${name}" => "${text}"}`,
  'a program': (name, text) => `{ user: 'bob', ${name}: '${text}' }`,
  YAML: (name, text) => `user: bob\n${name}: "${text}"\n`,
  INI: (name, text) => `user = bob\n${name} = "${text}"\n`,
  'an attribute': (name, text) => `<add key="${name}" value="${text}"/>`,
  'a sentence of JSON': (name, text) => `rejected {"${name}":"${text}"} at once`,
};

/** Places in a recording. */
export const POSITIONS: Readonly<Record<string, (value: unknown, text: string) => AppEvent>> = {
  args: (args) => call({ args }),
  'an answer': (value) => call({ result: { Ok: value } }),
  'an error': (value) => call({ result: { Err: 'failed' }, error: value }),
  options: (options) => call({ options }),
  'the text of an error': (_, text) => call({ result: { Err: text } }),
  'a console': (_, message) => event({ type: 'Console', level: 'log', message }),
  'a typed text': (_, value) =>
    event({ type: 'DomInteraction', action: 'Fill', selector: '#title', value, webview_label: 'main' }),
  'a key of a state': (_, key) => event({ type: 'StateChange', key, caused_by: null }),
  'a field that nobody knows': (value) => event({ type: 'WindowEvent', label: 'main', event: 'focus', more: value }),
};

function call(fields: object): AppEvent {
  return event({
    type: 'Ipc', id: 'c1', command: 'save_note', duration_ms: 1, result: { Ok: null }, arg_size_bytes: 1, webview_label: 'main', ...fields,
  }); // biome-ignore format: the fields do not matter
}

function event(fields: object): AppEvent {
  return JSON.parse(JSON.stringify({ timestamp: '2026-11-23T09:30:00.000Z', ...fields })) as AppEvent;
}

/** Encodes a value as a page does: what the app has made to look like a marker comes in a `$literal`. */
export function asCaptured(value: unknown): unknown {
  return encodeValue(value);
}

/**
 * Tells whether a secret is left in what was written, by trying: every text and every list of numbers in it is decoded in all ways, again and again.
 * It shares nothing with redaction.
 */
export function isLeft(json: string, secret: string): boolean {
  return textsIn(JSON.parse(json)).some((text) => isIn(text, secret, 3));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [String(value)];
  const members = Object.values(value);
  const numbers = members.filter((member) => typeof member === 'number');
  const bytes =
    numbers.length === members.length && members.length > 0
      ? [Buffer.from(numbers).toString('latin1'), textOfCodes(numbers)]
      : [];
  return [...Object.keys(value), ...members.flatMap(textsIn), ...bytes];
}

function textOfCodes(codes: readonly number[]): string {
  return codes.map((code) => (code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '?')).join('');
}

function isIn(text: string, secret: string, depth: number): boolean {
  const plain = text.replaceAll('\0', '').replace(/\\+(["\\/])/g, '$1');
  if (plain.includes(secret) || plain.includes(Buffer.from(secret).toString('latin1'))) return true;
  if (['utf16le', 'utf16be', 'utf32le'].some((encoding) => text.includes(bytesIn(secret, encoding)))) return true;
  return depth > 0 && readings(plain).some((reading) => isIn(reading, secret, depth - 1));
}

/** Returns the bytes of a text as a text of one letter each. */
function bytesIn(text: string, encoding: string): string {
  const wide = Buffer.from(text, 'utf16le');
  if (encoding === 'utf32le') return Buffer.from(new Uint32Array(codesOf(text)).buffer).toString('latin1');
  return (encoding === 'utf16be' ? wide.swap16() : wide).toString('latin1');
}

function readings(text: string): string[] {
  const found: string[] = [];
  const joined = text.replace(/(?<=[\w+/-]{8})\r?\n(?=[\w+/-])/g, '');
  if (joined !== text) found.push(joined);
  const add = (bytes: Buffer) => bytes.length > 7 && found.push(bytes.toString('latin1'));
  for (const [run] of text.matchAll(/[\w+/-]{10,}/g))
    for (let from = 0; from < 4; from++) add(Buffer.from(run.slice(from), 'base64'));
  const digits = text.replace(/0x|\\u00|\\x|[^\da-fA-F]/g, '');
  for (const [run] of text.matchAll(/[\da-fA-F]{16,}/g))
    for (const from of [0, 1]) add(Buffer.from(run.slice(from), 'hex'));
  if (digits.length > 16) for (const from of [0, 1]) add(Buffer.from(digits.slice(from), 'hex'));
  const numbers = text.match(/-?\d+/g) ?? [];
  if (numbers.length > 7) {
    add(Buffer.from(numbers.map(Number)));
    found.push(textOfCodes(numbers.map(Number)));
  }
  const unescaped = text
    .replace(/%([\da-f]{2})|\\+u00([\da-f]{2})|\\+x([\da-f]{2})/gi, (_, a, b, c) =>
      String.fromCharCode(Number.parseInt(a ?? b ?? c, 16)),
    )
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  if (unescaped !== text) found.push(unescaped);
  return found;
}
