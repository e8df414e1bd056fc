import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { compareTimestamps, formatTimestamp, isTimestamp, timestampNanoseconds } from './timestamp.ts';

const SECOND = Date.parse('2026-09-27T12:34:56Z');

test('formats with as few digits as say the time exactly', () => {
  expect([0, 0.5, 1, 123, 123.456, 999.9996].map((ms) => formatTimestamp(SECOND + ms))).toEqual([
    '2026-09-27T12:34:56Z',
    '2026-09-27T12:34:56.000500Z',
    '2026-09-27T12:34:56.001Z',
    '2026-09-27T12:34:56.123Z',
    '2026-09-27T12:34:56.123456Z',
    '2026-09-27T12:34:57Z',
  ]);
});

test('formats times before 1970', () => {
  expect(formatTimestamp(-0.25)).toBe('1969-12-31T23:59:59.999750Z');
});

test('refuses to format what is not a time', () => {
  expect(() => formatTimestamp(Number.NaN)).toThrow(RangeError);
});

test('formats the same instant that it was given, to the microsecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 999 }), (ms, micros) => {
      const nanoseconds = timestampNanoseconds(formatTimestamp(ms + micros / 1000));
      expect(nanoseconds).toBe(BigInt(ms) * 1_000_000n + BigInt(micros) * 1_000n);
    }),
  );
});

test('reads offsets, a space for T, small letters and more than nine digits', () => {
  const nanoseconds = BigInt(SECOND) * 1_000_000n;
  for (const text of [
    '2026-09-27T12:34:56Z',
    '2026-09-27 12:34:56z',
    '2026-09-27t14:34:56+02:00',
    '2026-09-27T04:04:56-08:30',
    '2026-09-27T12:34:56.0000000009Z',
  ]) {
    expect(timestampNanoseconds(text), text).toBe(nanoseconds);
  }
});

test('orders to the nanosecond, across offsets and lengths', () => {
  const sorted = [
    '2026-09-27T12:34:56Z',
    '2026-09-27T12:34:56.000000001Z',
    '2026-09-27T14:34:56.00000001+02:00',
    '2026-09-27T12:34:56.1Z',
    '2026-09-27T12:34:56.100000001Z',
  ];
  expect([...sorted].reverse().sort(compareTimestamps)).toEqual(sorted);
  expect(compareTimestamps('2026-09-27T12:34:56.5Z', '2026-09-27T14:34:56.500+02:00')).toBe(0);
});

test('puts a leap second before the next minute', () => {
  expect(compareTimestamps('2016-12-31T23:59:60.5Z', '2017-01-01T00:00:00Z')).toBeLessThan(0);
  expect(compareTimestamps('2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999999999Z')).toBeGreaterThan(0);
});

test('takes only days and hours that exist', () => {
  for (const text of ['2024-02-29T00:00:00Z', '2000-02-29T23:59:60Z', '2026-12-31T23:59:59.1+23:59']) {
    expect(isTimestamp(text), text).toBe(true);
  }
  for (const text of [
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-09-27T24:00:00Z',
    '2026-09-27T12:34:61Z',
    '2026-09-27T12:34:56',
    '2026-09-27T12:34:56.Z',
    '2026-09-27',
    '2026-09-27T12:34:56+24:00',
    '2026-09-27T12:34:56Z\n',
  ]) {
    expect(isTimestamp(text), text).toBe(false);
  }
});

test('says what a timestamp looks like when it is given none', () => {
  expect(() => compareTimestamps('yesterday', '2026-09-27T12:34:56Z')).toThrow(
    '"yesterday" is not an RFC 3339 timestamp, such as "2026-11-23T09:30:00.123456Z".',
  );
});
