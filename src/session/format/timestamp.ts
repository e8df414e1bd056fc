import { IpcError } from '../../errors.ts';

/**
 * Writes a time as Victauri does: RFC 3339, UTC, `Z`, and as few of 0, 3 or 6 digits of a second as say it exactly.
 *
 * @param epochMs Milliseconds since 1970, with a fraction for microseconds (which is as fine as a number can hold).
 * @throws {RangeError} When `epochMs` is not finite or beyond what `Date` can hold.
 * @example
 * formatTimestamp(1_795_426_200_000.25); // '2026-11-23T09:30:00.000250Z'
 */
export function formatTimestamp(epochMs: number): string {
  let second = Math.floor(epochMs / 1000);
  let micros = Math.round((epochMs - second * 1000) * 1000);
  if (micros === 1_000_000) {
    second += 1;
    micros = 0;
  }
  if (second !== lastSecond) {
    lastPrefix = new Date(second * 1000).toISOString().slice(0, -5); // without `.000Z`
    lastSecond = second;
  }
  if (micros === 0) return `${lastPrefix}Z`;
  if (micros % 1000 === 0) return `${lastPrefix}.${String(micros / 1000).padStart(3, '0')}Z`;
  return `${lastPrefix}.${String(micros).padStart(6, '0')}Z`;
}

/** Tells whether `text` is an RFC 3339 timestamp of a day that exists. A space for `T` and a leap second (`:60`) are allowed. */
export function isTimestamp(text: string): boolean {
  if (!RFC_3339.test(text)) return false;
  return !text.startsWith('-02-29', 4) || isLeapYear(Number(text.slice(0, 4)));
}

/**
 * Nanoseconds since 1970. Digits after the ninth are cut off.
 * A leap second counts as the first second of the next minute; `compareTimestamps` still tells the two apart.
 *
 * @throws {IpcError} `INVALID_CALL` when `text` is not an RFC 3339 timestamp.
 */
export function timestampNanoseconds(text: string): bigint {
  const { second, nanos } = parseTimestamp(text);
  return BigInt(second) * 1_000_000_000n + BigInt(nanos);
}

/**
 * Orders two timestamps to the nanosecond: negative when `a` is earlier, 0 when they are the same instant.
 *
 * @throws {IpcError} `INVALID_CALL` when one of them is not an RFC 3339 timestamp.
 */
export function compareTimestamps(a: string, b: string): number {
  if (a === b) return 0;
  return compareInstants(parseTimestamp(a), parseTimestamp(b));
}

/** An instant in two whole numbers, since no number holds nanoseconds since 1970. `nanos` is over 999,999,999 in a leap second. */
export interface Instant {
  second: number;
  nanos: number;
}

/**
 * Reads an RFC 3339 timestamp.
 *
 * @throws {IpcError} `INVALID_CALL` when `text` is none.
 */
export function parseTimestamp(text: string): Instant {
  if (!isTimestamp(text)) {
    throw new IpcError(
      'INVALID_CALL',
      `"${text}" is not an RFC 3339 timestamp, such as "2026-11-23T09:30:00.123456Z".`,
    );
  }
  const minute = text.slice(0, 16);
  if (minute !== lastMinute) {
    lastMinuteSecond = Date.parse(`${minute.slice(0, 10)}T${minute.slice(11)}:00Z`) / 1000;
    lastMinute = minute;
  }
  const isUtc = text.endsWith('Z') || text.endsWith('z');
  const offset = isUtc ? 0 : zoneOffset(text.slice(-6));
  const seconds = Number(text.slice(17, 19));
  const fraction =
    text.charAt(19) === '.'
      ? Number(
          text
            .slice(20, isUtc ? -1 : -6)
            .slice(0, 9)
            .padEnd(9, '0'),
        )
      : 0;
  // As chrono does: 12:34:60.5 is 12:34:59 and a second and a half.
  return seconds === 60
    ? { second: lastMinuteSecond + 59 - offset, nanos: 1_000_000_000 + fraction }
    : { second: lastMinuteSecond + seconds - offset, nanos: fraction };
}

/**
 * Returns the instant of a text or a `Date`.
 *
 * @throws {IpcError} `INVALID_CALL` when it is not a time.
 */
export function toInstant(time: string | Date): Instant {
  if (typeof time === 'string') return parseTimestamp(time);
  if (Number.isNaN(time.getTime())) throw new IpcError('INVALID_CALL', 'Expected a time, found an invalid Date.');
  return parseTimestamp(time.toISOString());
}

/** Orders two instants: negative when `a` is earlier. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.second - b.second || a.nanos - b.nanos;
}

const RFC_3339 =
  /^\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

// Neighbours in a session share their second: the text of the last one is kept, which makes formatting three times as fast.
let lastSecond = Number.NaN;
let lastPrefix = '';
let lastMinute = '';
let lastMinuteSecond = 0;

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** `+01:30` in seconds. */
function zoneOffset(zone: string): number {
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4)) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}

/** Tells whether two times are in order; false too when one is none. Text in UTC of one length is compared as it is. */
export function isNotLater(earlier: string, later: string): boolean {
  if (earlier.length === later.length && earlier.endsWith('Z') && later.endsWith('Z')) return earlier <= later;
  return isTimestamp(earlier) && isTimestamp(later) && compareTimestamps(earlier, later) <= 0;
}
