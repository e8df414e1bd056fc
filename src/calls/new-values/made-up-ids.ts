import { areRandom, areRandomInAlphabet, looksRandom, looksRandomInAlphabet, partThatDiffers } from './looks-random.ts';

/** Two texts that are one id, or one time, in two runs. */
export interface MadeUpPair {
  recorded: string;
  live: string;
  /** Whether it may as well be the digest of something: then two of them say that two different things are meant. */
  isDigest: boolean;
}

/** The moments at which two calls were made, in milliseconds since 1970: a time among their ids is near them. */
export interface Moments {
  /** @default any */
  recorded?: number;
  /** @default now */
  live?: number;
}

/**
 * Finds the ids and times that a frontend makes up anew in each run, such as `draft-k3j9x2p0q1`, `draft-1790000000123` or `<uuid>-thumb`, by
 * comparing two texts. Undefined when more differs than that: then nobody can tell whether both mean the same.
 */
export function madeUpIds(recorded: string, live: string, moments: Moments = {}): MadeUpPair[] | undefined {
  return recorded === live ? [] : (pairsByWord(recorded, live, moments) ?? pairInAlphabet(recorded, live));
}

/** Whether two numbers are `performance.now()` of two runs: the noise in the fractions of one tells it. */
export function areClockReadings(one: number, other: number): boolean {
  return (isNoisy(one) || isNoisy(other)) && isReading(one) && isReading(other);
}

/** Replaces made-up ids in a text. @param by what stands for an id; undefined for one that is none. */
export function replaceIds(text: string, by: (id: string) => string | undefined): string {
  return text.replace(WORDS, (word) => by(word) ?? word);
}

/** Replaces ids with `-` or `_` in them, such as nanoid's, which are no words. @param by see `replaceIds` */
export function replaceDelimitedIds(text: string, by: (id: string) => string | undefined): string {
  return text.replace(/[\w-]{10,1000}/g, (run) => replaceWithin(run, by));
}

/** Calls back for each text in a text that may be an id: words with a digit in them, and ids as nanoid makes them. */
export function forEachId(text: string, take: (id: string) => void): void {
  for (const [word] of text.matchAll(WORDS)) if (word.length >= 7 && word.length <= 64 && /\d/.test(word)) take(word);
}

/** A text with each id in it, and each time, replaced by `<id>`. @param isKept whether an id is to stay. */
export function maskIds(text: string, isKept: (id: string) => boolean = () => false): string {
  if (text.length < 7 || text.length > MAX_MASKED) return text;
  const masked = text.replace(/[\w-]{16,1000}/g, (run) => (looksRandomInAlphabet(run) && !isKept(run) ? '<id>' : run));
  return masked.replace(WORDS, (word) => (looksMadeUp(word) && !isKept(word) ? '<id>' : word));
}

/** Characters of a text in which ids are looked for: one that is longer has come from no frontend, and each look makes another copy of it. */
const MAX_MASKED = 4_000_000;

const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
/**
 * UUIDs, numbers with a fraction, and runs of letters and digits. A run has an end: no id is longer, and an expression that may go on for ever
 * notes each character of a text of many megabytes, until its own memory is full.
 */
const WORDS = new RegExp(`(?<![0-9a-z])(?:${UUID}|\\d{1,9}\\.\\d{1,16})(?![0-9a-z])|[0-9a-z]{1,1000}`, 'gi');
const SPLIT = new RegExp(`(${WORDS.source})`, 'gi');
const WHOLE_UUID = new RegExp(`^${UUID}$`, 'i');
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;
const OBJECT_ID = /^[0-9a-f]{24}$/i;
/** The lengths of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512. */
const DIGEST = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;
const DAY_MS = 86_400_000;

function pairsByWord(recorded: string, live: string, moments: Moments): MadeUpPair[] | undefined {
  const [before, after] = [recorded.split(SPLIT), live.split(SPLIT)];
  if (before.length !== after.length) return undefined;
  const pairs: MadeUpPair[] = [];
  for (const [at, one] of before.entries()) {
    const other = after[at] as string;
    if (one === other) continue;
    if (at % 2 === 0 || !isMadeUp(one, other, moments)) return undefined;
    pairs.push({ recorded: one, live: other, isDigest: DIGEST.test(one) });
  }
  return pairs;
}

function isMadeUp(one: string, other: string, moments: Moments): boolean {
  if (WHOLE_UUID.test(one) && WHOLE_UUID.test(other)) return !isNameBased(one) && !isNameBased(other);
  if (one.includes('.') || other.includes('.')) return areClockReadings(Number(one), Number(other));
  if (ULID.test(one) && ULID.test(other)) return partThatDiffers(one, other) >= 0.4;
  if (OBJECT_ID.test(one) && OBJECT_ID.test(other)) return partThatDiffers(one, other) >= 0.45;
  if (DIGEST.test(one) || DIGEST.test(other))
    return DIGEST.test(one) && DIGEST.test(other) && one.length === other.length && partThatDiffers(one, other) >= 0.6;
  return areTimes(one, other, moments) || areRandom(one, other);
}

/** UUIDs of the versions 3 and 5 are made of a name: another one means another name. */
const isNameBased = (uuid: string) => uuid[14] === '3' || uuid[14] === '5';

/** Whether two words are times with the same letters around them. A session is replayed long after it was made: the live one is near its own moment. */
function areTimes(one: string, other: string, { recorded, live = Date.now() }: Moments): boolean {
  const [, before, digits, after] = TIME.exec(one) ?? [];
  const [, sameBefore, otherDigits = '', sameAfter] = TIME.exec(other) ?? [];
  if (digits !== undefined && before === sameBefore && after === sameAfter && digits.length === otherDigits.length) {
    const unit = digits.length === 13 ? 1 : 1_000;
    const isTime = isNear(Number(otherDigits) * unit, live);
    // Ten digits are an account number as often as a time, so both must be near.
    return unit === 1
      ? isTime && Number(digits) >= 1.5e12 && Number(digits) < 2.5e12
      : isTime && isNear(Number(digits) * unit, recorded);
  }
  // `Date.now().toString(36)`
  return (
    [one, other].every((word) => /^[0-9a-z]{8}$/.test(word)) &&
    isNear(Number.parseInt(other, 36), live) &&
    isNear(Number.parseInt(one, 36), recorded)
  );
}

/** Milliseconds, or seconds, since 1970, with letters around them. */
const TIME = /^([a-z]*)(\d{13}|\d{10})([a-z]*)$/i;

const isNear = (ms: number, moment: number | undefined) => moment !== undefined && Math.abs(ms - moment) < DAY_MS;

/** Finds one id in the alphabet of addresses, as nanoid makes them: what is between the words that both texts begin and end with. */
function pairInAlphabet(recorded: string, live: string): MadeUpPair[] | undefined {
  if (recorded.length !== live.length) return undefined;
  let from = 0;
  while (recorded[from] === live[from]) from += 1;
  while (from > 0 && /\w/.test(recorded[from - 1] as string) && recorded[from - 1] !== '_') from -= 1;
  let to = recorded.length;
  while (recorded[to - 1] === live[to - 1]) to -= 1;
  while (to < recorded.length && /\w/.test(recorded[to] as string) && recorded[to] !== '_') to += 1;
  const [one, other] = [recorded.slice(from, to), live.slice(from, to)];
  if (!areRandomInAlphabet(one, other)) return undefined;
  return [{ recorded: one, live: other, isDigest: false }];
}

function replaceWithin(run: string, by: (id: string) => string | undefined): string {
  const edges = [0, run.length];
  for (let at = 0; at < run.length; at += 1) if (run[at] === '-' || run[at] === '_') edges.push(at, at + 1);
  edges.sort((one, other) => one - other);
  if (edges.length > MAX_EDGES) return run;
  for (const from of edges)
    for (const to of edges.filter((edge) => edge - from >= 10).reverse()) {
      const id = by(run.slice(from, to));
      if (id !== undefined) return run.slice(0, from) + id + run.slice(to);
    }
  return run;
}

const MAX_EDGES = 40;

function looksMadeUp(word: string): boolean {
  if (WHOLE_UUID.test(word)) return !isNameBased(word);
  if (word.includes('.')) return isNoisy(Number(word));
  const [, , digits] = TIME.exec(word) ?? [];
  if (digits !== undefined) {
    const ms = Number(digits) * (digits.length === 13 ? 1 : 1_000);
    return ms >= 1.5e12 && ms < 2.5e12;
  }
  return ULID.test(word) || OBJECT_ID.test(word) || DIGEST.test(word) || looksRandom(word);
}

/** A number of milliseconds that a page may be old: browsers count in tenths of one, or in two hundredths. */
const isReading = (value: number) => value >= 0 && value < 1e9 && noiseOf(value) < 2e-3;

/** Whether a number has the noise that is left where such parts are counted from the origin of time. */
const isNoisy = (value: number) => value > 1 && isReading(value) && noiseOf(value) > 1e-7;

const noiseOf = (value: number) => Math.abs(value * 200 - Math.round(value * 200));
