import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { cutPart } from './cut-part.ts';
import { encodeValue } from './encode-value.ts';
import { type LargePart, takeOutLarge } from './take-out-large.ts';
import { comparable, putBack, type ValueFile } from './value-files.ts';
import { RECORDED_VALUES } from './values.ts';

/** Takes a value apart, and keeps its parts in memory. */
function takenApart(value: unknown): { marked: unknown; parts: LargePart[]; whole: unknown } {
  const parts: LargePart[] = [];
  const marked = takeOutLarge(value, (part) => {
    const sha256 = String(parts.push(part)).padStart(64, '0');
    return { $file: { as: part.as, type: part.type, size: part.size, bytes: 1, sha256 } };
  });
  const read = ({ sha256 }: ValueFile) => parts[Number(sha256) - 1]?.encoded;
  return { marked, parts, whole: putBack(marked, { read }) };
}

const typesOf = (value: unknown) => takenApart(value).parts.map(({ as, type, size }) => [as, type, size]);
const recorded = (value: unknown, transport: 'json' | 'clone' = 'json') =>
  encodeValue(value, { limits: RECORDED_VALUES, transport });

const nested = (levels: number) => {
  let value: unknown = 'leaf';
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};

test('what is within the limits of a session stays as it is, the same reference', () => {
  for (const value of [
    'x'.repeat(65_536),
    new Uint8Array(8_192),
    Array.from({ length: 10_000 }, (_, at) => at),
    nested(63),
    Array.from({ length: 64 }, (_, at) => String(at).repeat(20_000)),
  ]) {
    const encoded = { value: recorded(value) };
    expect(takeOutLarge(encoded, () => 'taken')).toBe(encoded);
    // The recording's own limits change nothing of it.
    expect(encoded).toEqual({ value: encodeValue(value) });
  }
});

test('each kind of value that is too large is a part of its own, with its type and size', () => {
  const value = {
    text: 'x'.repeat(65_537),
    half: `\ud800${'x'.repeat(65_536)}`,
    bytes: new Int16Array(4_097),
    list: Array.from({ length: 10_001 }, () => 0),
    map: new Map(Array.from({ length: 10_001 }, (_, at) => [at, at])),
    set: new Set(Array.from({ length: 10_001 }, (_, at) => at)),
    object: Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`k${at}`, at])),
    small: [1, { a: 'b' }],
  };
  expect(typesOf(recorded(value, 'clone'))).toEqual([
    ['text', 'string', 65_537],
    ['json', 'string', 65_537],
    ['bytes', 'Int16Array', 8_194],
    ['json', 'array', 10_001],
    ['json', 'map', 10_001],
    ['json', 'set', 10_001],
    ['json', 'object', 10_001],
  ]);
});

test('of what is too much in all, the heavy members are taken out, and not what stands beside them', () => {
  const many = Array.from({ length: 100 }, (_, at) => `${at}${'x'.repeat(60_000)}`);
  const { marked } = takenApart([{ kind: 'notes', value: many, deep: nested(90) }]);
  expect(marked).toMatchObject([{ kind: 'notes', value: { $file: { type: 'array', size: 100 } } }]);
  expect(typesOf(recorded(nested(90)))).toEqual([['json', 'array', 1]]);
});

test('put back, a value is what it was', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('y'.repeat(70_000), new Uint8Array(9_000).fill(7), -0, undefined, new Date(0)),
    fc.constant(Array.from({ length: 10_500 }, (_, at) => ({ at }))),
  );
  fc.assert(
    fc.property(fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.string(), leaf)), (value) => {
      const encoded = recorded(value, 'clone');
      expect(takenApart(encoded).whole).toEqual(encoded);
    }),
    { numRuns: 30 },
  );
});

test('parts that were cut already are told of, and bytes that redaction took are not', () => {
  let count = 0;
  const value = {
    text: { $cut: { type: 'string', size: 20_000_000, head: 'x' } },
    bytes: { $binary: { type: 'Uint8Array', size: 20_000_000 } },
    secret: { $binary: { type: 'Uint8Array', size: 40_000, redacted: true } },
    blob: { $binary: { type: 'Blob', size: 20_000_000 } },
  };
  takeOutLarge(
    value,
    () => undefined,
    () => {
      count += 1;
    },
  );
  expect(count).toBe(2);
});

test('what is not kept has the type, the size and a head as values over the limits have', () => {
  const cut = (value: unknown) => takeOutLarge(recorded(value), cutPart);
  expect(cut('z'.repeat(70_000))).toEqual(encodeValue('z'.repeat(70_000)));
  const list = Array.from({ length: 10_002 }, (_, at) => at);
  expect(cut(list)).toEqual(encodeValue(list));
  expect(cut(new Uint8Array(9_000))).toEqual({ $binary: { type: 'Uint8Array', size: 9_000 } });
});

test('two files are the same question when their contents are, but for the key of their tokens and what is shown', () => {
  const file = { as: 'text', type: 'string', size: 3, bytes: 3, sha256: 'a'.repeat(64) };
  const other = { ...file, sha256: 'b'.repeat(64), alike: file.sha256, head: 'shown', bytes: 4 };
  expect(comparable([{ $file: other }])).toEqual(comparable([{ $file: file }]));
  expect(comparable({ $file: { ...file, sha256: 'c'.repeat(64) } })).not.toEqual(comparable({ $file: file }));
});
