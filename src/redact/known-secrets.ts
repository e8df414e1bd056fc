import { createMemory } from '../std/create-memory.ts';
import { escapePattern } from '../std/text/escape-pattern.ts';
import type { KeyRules } from './key-rules.ts';
import { looksSecret } from './looks-secret.ts';

/** A secret that is known beforehand, and how a person would name where it is known from. */
export interface KnownSecret {
  value: string;
  from: string;
}

/** Length below which a value is a part of too much else: it is replaced where a rule says so, and never searched for in what is written. */
const MIN_TELLING = 8;

/** Tells whether a value can be nothing but itself wherever it occurs: long enough, and no number, word, path or date. */
export function isTelling(value: string): boolean {
  if (value.length < MIN_TELLING || new Set(value).size < 5) return false;
  if (NUMBER_OR_DATE.test(value) || PATH.test(value) || ADDRESS.test(value)) return false;
  // One word, or some with dashes between them, is a setting as often as a secret; a phrase of twenty letters is none.
  return value.length >= 20 || !WORDS.test(value);
}

const NUMBER_OR_DATE = /^[-+\d.,:_\s/TZ]+$/;
/** Matches a path by its root: base64 can begin with a slash as well. */
const PATH =
  /^(?:~|\.{1,2}|[A-Za-z]:)?[\\/](?:$|(?:[Uu]sers|app|bin|builds?|data|dev|etc|github|home|lib|media|mnt|opt|private|proc|root|run|sbin|snap|srv|sys|tmp|usr|var|work\w*)(?:[\\/]|$))|^(?:~|\.{1,2}|[A-Za-z]:)[\\/]/;
/** Matches an address without a password: one with a password is found by its form. */
const ADDRESS = /^[a-z][a-z\d+.-]*:\/\/[^@]*$/i;
const WORDS = /^(?:[A-Za-z]?[a-z]+|[A-Z]+)(?:[-_. ](?:[A-Za-z]?[a-z]+|[A-Z]+))*$/;

/**
 * Returns the forms a secret takes on its way through JSON, JSON in JSON, expressions, addresses, forms, hexadecimal and base64, wherever it begins
 * in there; and what its bytes are, read as one letter each.
 */
export function formsOf(value: string): readonly string[] {
  return remembered(value, () => makeForms(value));
}

/** The forms of the secrets that this process knows: every recording asks for them. */
const remembered = createMemory<readonly string[]>(256);

function makeForms(value: string): string[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  const inUrl = encodeURIComponent(value.replace(LONE_SURROGATES, '\ufffd'));
  // Forms escape more: the marks `!'()~`, which addresses leave as they are.
  const inForm = new URLSearchParams({ '': value }).toString().slice(1);
  const forms = [
    value,
    inJson,
    ...deeperInJson(inJson, 3),
    ...[inUrl, inForm, inForm.replaceAll('+', '%20')].flatMap((form) => [form, withLowerCodes(form)]),
    inUrl.replaceAll('%20', '+'),
    value.replaceAll(' ', '+'),
  ];
  if (value.length >= MIN_TELLING) {
    forms.push(...sourcesOf(value), ...bytesFormsOf(Buffer.from(value)));
    if (!IS_READ.test(value))
      forms.push(...bytesOf(value).flatMap((bytes) => [bytes.toString('latin1'), ...bytesFormsOf(bytes)]));
  }
  return [...new Set(forms)];
}

/** Matches a value that is read wherever its bytes are: twelve letters of ASCII are told from other bytes, in UTF-16 too. */
const IS_READ = /^[\x20-\x7e]{12,}$/;

/** Returns the bytes of a value in UTF-8 and in UTF-16 of both orders, and its bytes and its characters in wider numbers. */
function bytesOf(value: string): Buffer[] {
  const bytes = Buffer.from(value);
  return [bytes, ...[value, bytes.toString('latin1')].flatMap(wideBytesOf)];
}

function wideBytesOf(text: string): Buffer[] {
  const utf16 = Buffer.from(text, 'utf16le');
  const codes = Array.from(text, (character) => character.codePointAt(0) as number);
  return [utf16, Buffer.from(utf16).swap16(), Buffer.from(Uint32Array.from(codes).buffer)];
}

/** Returns the sources of expressions that match a value, with its dashes escaped and without, as they are and in JSON. */
function sourcesOf(value: string): string[] {
  const source = escapePattern(value);
  return [source, source.replaceAll('\\-', '-')].flatMap((one) => [one, ...deeperInJson(one, 2)]);
}

function bytesFormsOf(bytes: Buffer): string[] {
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase(), ...base64FormsOf(bytes)];
}

/** Returns what a text becomes in JSON in JSON, up to so many levels further down. */
function deeperInJson(text: string, levels: number): string[] {
  const deeper = JSON.stringify(text).slice(1, -1);
  return levels === 0 || deeper === text ? [] : [deeper, ...deeperInJson(deeper, levels - 1)];
}

const withLowerCodes = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

/** Characters that `encodeURIComponent` refuses. */
const LONE_SURROGATES = /[\ud800-\udfff]/gu;

/** Returns the base64 of bytes by themselves, and as it looks after one or two others, without the characters that those share. */
function base64FormsOf(bytes: Buffer): string[] {
  const forms = [bytes.toString('base64').replace(/=+$/, '')];
  for (const before of [0, 1, 2]) {
    const all = Buffer.concat([Buffer.alloc(before), bytes]);
    const first = Math.ceil((before * 8) / 6);
    forms.push(all.toString('base64').slice(first, Math.floor((all.length * 8) / 6)));
  }
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** Makes one expression for many texts, the longest first, so that none hides a longer one; undefined when there are none. */
export function anyOf(texts: Iterable<string>): RegExp | undefined {
  const sorted = [...texts].filter(Boolean).sort((a, b) => b.length - a.length);
  return sorted.length === 0 ? undefined : new RegExp(sorted.map(escapePattern).join('|'), 'g');
}

/** Returns the values of variables whose names promise a secret, by the rules for keys: `GITHUB_TOKEN` and `DB_PASSWORD`, not `TOKEN_FILE`. */
export function secretsOfEnvironment(keys: KeyRules, env: NodeJS.ProcessEnv = process.env): KnownSecret[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value !== undefined &&
    name !== WORKING_DIRECTORY &&
    isSecretOf(keys.verdictOf(name).secretClass, value) &&
    isTelling(value)
      ? [{ value, from: `the variable ${name}` }]
      : [],
  );
}

const isSecretOf = (secretClass: string | undefined, value: string) =>
  secretClass !== undefined && looksSecret(secretClass, value);

/** The variable that every shell sets. In any other name the word is short for a password. */
const WORKING_DIRECTORY = 'PWD';
