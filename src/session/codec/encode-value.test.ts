import { isDeepStrictEqual } from 'node:util';
import vm from 'node:vm';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { findTooDeep } from '../format/find-too-deep.ts';
import { decodeValue } from './decode-value.ts';
import { encodeValue } from './encode-value.ts';

const TYPED = [fc.uint8Array, fc.int16Array, fc.float64Array, fc.bigInt64Array, fc.uint8ClampedArray] as const;
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.anything({ maxDepth: 0, withDate: true, withBigInt: true, withTypedArray: false }),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\ud800', '\udc00', '\\', 'u', 'd', '8', '0', '😀') }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('__proto__', '1', '$date', '$cut', 'toString', 'a\ud800', 'a\udc00', '\\')),
      tie('value'),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    ),
    fc
      .tuple(fc.constantFrom('$undefined', '$date', '$map', '$literal', '$binary', '$text', '$cut'), tie('value'))
      .map(([key, value]) => ({ [key]: value })),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => new Set(items)),
    fc
      .tuple(fc.constantFrom(Error, TypeError, RangeError, SyntaxError), fc.string())
      .map(([Kind, message]) => new Kind(message)),
    ...TYPED.map((typed) => typed({ maxLength: 9 })),
    fc.uint8Array({ maxLength: 9 }).map((bytes) => bytes.slice().buffer),
  ),
}));

/** Symbols have no way back. */
const recordable = anything.filter((value) => !hasSymbol(value));

function hasSymbol(value: unknown): boolean {
  if (typeof value === 'symbol' || typeof value === 'function') return true;
  if (value instanceof Map) return [...value].some(hasSymbol);
  if (value instanceof Set) return [...value].some(hasSymbol);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasSymbol);
}

/** Leaves out the keys whose value is undefined, as JSON does. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, withoutUndefined);
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [withoutUndefined(key), withoutUndefined(item)]));
  if (value instanceof Set) return new Set([...value].map(withoutUndefined));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, withoutUndefined(item)]),
  );
}

test('gives back what it was given', () => {
  fc.assert(
    fc.property(recordable, (value) => {
      expect(isDeepStrictEqual(withoutUndefined(decodeValue(encodeValue(value))), withoutUndefined(value))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('gives what JSON can hold: reading it back changes nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anything,
        fc.anything({
          withBoxedValues: true,
          withMap: true,
          withSet: true,
          withSparseArray: true,
          withTypedArray: true,
          withDate: true,
          withBigInt: true,
          withNullPrototype: true,
        }),
      ),
      (value) => {
        const encoded = encodeValue(value);
        const json = JSON.stringify(encoded);
        expect(isDeepStrictEqual(JSON.parse(json), encoded)).toBe(true);
        expect(json).not.toMatch(/(?<!\\)(?:\\\\)*\\ud[89a-f]/);
      },
    ),
    { numRuns: 500 },
  );
});

test('is nested two levels deeper than the limit at most', () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 0, max: 6 }), (value, maxDepth) => {
      expect(findTooDeep(encodeValue(value, { maxDepth, maxItems: 2 }), maxDepth + 2)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('keeps plain JSON as it is, in a copy with the same order', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }), (value) => {
      const plain = JSON.stringify(value);
      fc.pre(!plain.includes('"$') && !plain.includes(':-0') && !plain.includes('-0'));
      expect(JSON.stringify(encodeValue(JSON.parse(plain)))).toBe(plain);
    }),
  );
});

test('marks what JSON cannot say', () => {
  const loop: { self?: unknown } = {};
  loop.self = loop;
  function save() {}
  const cases: [unknown, unknown][] = [
    [undefined, { $undefined: true }],
    [
      [undefined, Number.NaN, -0, Number.NEGATIVE_INFINITY],
      [{ $undefined: true }, { $number: 'NaN' }, { $number: '-0' }, { $number: '-Infinity' }],
    ],
    [{ a: undefined, b: 1 }, { b: 1 }],
    [10n, { $bigint: '10' }],
    [new Date(0), { $date: '1970-01-01T00:00:00.000Z' }],
    [new Date(Number.NaN), { $date: 'Invalid Date' }],
    [new Map([['a', new Set([1])]]), { $map: [['a', { $set: [1] }]] }],
    ['a\ud800\\', { $text: 'a\\ud800\\\\' }],
    [save, { $function: 'save' }],
    [Symbol('s'), { $symbol: 's' }],
    [/x/gi, { $regexp: { source: 'x', flags: 'gi' } }],
    [Promise.resolve(), { $other: '[object Promise]' }],
    [new WeakMap(), { $other: '[object WeakMap]' }],
    [loop, { self: { $circular: 1 } }],
    [{ $date: 'x' }, { $literal: { $date: 'x' } }],
    [
      { $date: 'x', b: undefined },
      { $date: 'x', b: { $undefined: true } },
    ],
    [{ $date: undefined }, {}],
    [
      [new Number(1), new String('s'), new Boolean(false)],
      [1, 's', false],
    ],
    [new Blob(['four']), { $binary: { type: 'Blob', size: 4 } }],
    [new URL('tauri://localhost/'), 'tauri://localhost/'],
    [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ];
  for (const [value, encoded] of cases) expect(encodeValue(value)).toEqual(encoded);
});

test('keeps bytes with their digest: whole when few, as a size when many', () => {
  const bytes = new Uint8Array([104, 105, 33]).subarray(0, 2);
  const sha256 = '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4';
  expect(encodeValue(bytes)).toEqual({ $binary: { type: 'Uint8Array', size: 2, sha256, base64: 'aGk=' } });
  expect(encodeValue(Buffer.from('hi'))).toEqual({ $binary: { type: 'Uint8Array', size: 2, sha256, base64: 'aGk=' } });
  expect(encodeValue(bytes, { maxBinary: 1 })).toEqual({ $binary: { type: 'Uint8Array', size: 2, sha256 } });
  expect(encodeValue(new ArrayBuffer(1_048_577))).toEqual({ $binary: { type: 'ArrayBuffer', size: 1_048_577 } });
});

test('keeps the fields of an error, and finds its kind again', () => {
  const error = Object.assign(new TypeError('no note', { cause: new Error('disk') }), {
    code: 'ENOENT',
    at: new Date(0),
  });
  const decoded = decodeValue(JSON.parse(JSON.stringify(encodeValue(error)))) as typeof error;
  expect(decoded).toBeInstanceOf(TypeError);
  expect(isDeepStrictEqual(decoded, error)).toBe(true);
  expect(decoded.stack).toBe(error.stack);
  expect(Object.keys(decoded)).toEqual(['code', 'at']);
});

test('asks toJSON once, and the method by which Tauri serializes', () => {
  class Id {
    toJSON() {
      return { id: 7, toJSON: 'not a method' };
    }
  }
  const channel = { id: 3, __TAURI_TO_IPC_KEY__: () => '__CHANNEL__:3', toJSON: () => channel };
  expect(encodeValue([new Id(), channel])).toEqual([{ id: 7, toJSON: 'not a method' }, '__CHANNEL__:3']);
});

test('cuts what is over a limit, and says how much there was', () => {
  expect(encodeValue('abcdef', { maxString: 3 })).toEqual({ $cut: { type: 'string', size: 6, head: 'abc' } });
  expect(encodeValue('a😀b', { maxString: 2 })).toEqual({ $cut: { type: 'string', size: 4, head: 'a' } });
  expect(encodeValue([1, 2, 3], { maxItems: 2 })).toEqual({ $cut: { type: 'array', size: 3, head: [1, 2] } });
  expect(encodeValue({ a: 1, b: 2 }, { maxItems: 1 })).toEqual({ $cut: { type: 'object', size: 2, head: { a: 1 } } });
  expect(
    encodeValue(
      new Map([
        [1, 2],
        [3, 4],
      ]),
      { maxItems: 1 },
    ),
  ).toEqual({ $cut: { type: 'map', size: 2, head: [[1, 2]] } });
  expect(encodeValue([[[]]], { maxDepth: 2 })).toEqual([[{ $cut: { type: 'array', size: 0 } }]]);
  const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 1));
  expect(JSON.stringify(encodeValue(wide, { maxNodes: 500 })).length).toBeLessThan(6_000);
});

test('survives any depth', () => {
  let deep: unknown[] = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(findTooDeep(encodeValue(deep), 66)).toBeUndefined();
});

test('never throws, whatever a getter, a toJSON or a proxy does', () => {
  const fail = () => {
    throw new Error('no');
  };
  const hostile = [
    {
      get a() {
        return fail();
      },
    },
    { toJSON: fail },
    new Proxy({}, { ownKeys: fail }),
    new Proxy([], { get: fail }),
    new Proxy({}, { getPrototypeOf: fail, has: fail }),
    { [Symbol.toStringTag]: 'Map' },
    Object.create({ [Symbol.toStringTag]: 'Date' }),
    Object.create(Map.prototype),
    Proxy.revocable({}, {}).proxy,
  ];
  for (const value of hostile) expect(() => JSON.stringify(encodeValue([value]))).not.toThrow();
});

test('is not disturbed by what a page does to the natives after it was loaded', () => {
  const value = [
    { a: 1, $date: 2 },
    { $cut: 1 },
    new Map([[1, new Set(['x'])]]),
    new Date(0),
    new Error('e'),
    [1n],
    new Uint8Array(2),
    'a\ud800',
  ];
  const expected = encodeValue(value);
  const broken: [object, string][] = [
    [Array, 'isArray'],
    [Object, 'keys'],
    [Object, 'assign'],
    [Object, 'getPrototypeOf'],
    [Object, 'defineProperty'],
    [Object.prototype, 'toString'],
    [Number, 'isFinite'],
    [Map.prototype, 'forEach'],
    [Set.prototype, 'forEach'],
    [Set.prototype, 'has'],
    [Date.prototype, 'getTime'],
    [Date.prototype, 'toISOString'],
    [String.prototype, 'replace'],
    [String.prototype, 'slice'],
    [String.prototype, 'charCodeAt'],
    [Array.prototype, 'push'],
    [ArrayBuffer, 'isView'],
    [globalThis, 'btoa'],
  ];
  const saved = broken.map(([owner, key]) => Reflect.get(owner, key));
  let encoded: unknown;
  try {
    for (const [owner, key] of broken) Reflect.set(owner, key, undefined);
    encoded = encodeValue(value);
  } finally {
    for (let i = 0; i < broken.length; i++) Reflect.set(broken[i]?.[0] as object, broken[i]?.[1] as string, saved[i]);
  }
  expect(encoded).toEqual(expected);
});

test('asks what toJSON gave for no toJSON of its own', () => {
  const endless = (): unknown[] => Object.assign([1], { toJSON: endless });
  expect(encodeValue(endless())).toEqual([1]);
});

test('runs no getter that JSON.stringify would not run', () => {
  let runs = 0;
  class Note {
    title = 'Milk';
    get secret() {
      runs++;
      return 1;
    }
    get [Symbol.toStringTag]() {
      runs++;
      return 'Note';
    }
  }
  expect(encodeValue(new Note())).toEqual({ title: 'Milk' });
  expect(runs).toBe(0);
});

test('knows the values of another realm', () => {
  const foreign = vm.runInNewContext(
    '({ date: new Date(0), map: new Map([[1, 2]]), error: new TypeError("no"), list: [1], bytes: new Uint8Array(1) })',
  );
  expect(encodeValue(foreign)).toMatchObject({
    date: { $date: '1970-01-01T00:00:00.000Z' },
    map: { $map: [[1, 2]] },
    error: { $error: { name: 'TypeError', message: 'no' } },
    list: [1],
    bytes: { $binary: { type: 'Uint8Array', size: 1 } },
  });
});

test('leaves markers that it did not write as they are', () => {
  for (const odd of [
    { $date: 5 },
    { $map: [1] },
    { $bigint: 'x' },
    { $binary: { type: 'Int16Array', base64: 'AA==' } },
    { $error: 'e' },
  ]) {
    expect(decodeValue(odd)).toEqual(odd);
  }
});

test('keeps what structured clones keep: regular expressions, holes, undefined fields and circles', () => {
  const list: unknown[] = [1];
  list[2] = undefined;
  const loop: Record<string, unknown> = { list, nothing: undefined, words: /a\/b/giu };
  loop.self = loop;
  loop.inner = { up: loop, map: new Map([['loop', loop]]), error: new Error('no', { cause: loop }) };
  const encoded = encodeValue(loop, { transport: 'clone' }) as Record<string, unknown>;
  expect(encoded).toMatchObject({
    list: [1, { $hole: true }, { $undefined: true }],
    nothing: { $undefined: true },
    words: { $regexp: { source: 'a\\/b', flags: 'giu' } },
    self: { $circular: 1 },
    inner: { up: { $circular: 2 }, map: { $map: [['loop', { $circular: 3 }]] } },
  });
  const decoded = decodeValue(JSON.parse(JSON.stringify(encoded))) as typeof loop;
  expect(isDeepStrictEqual(decoded, structuredClone(loop))).toBe(true);
  expect(1 in (decoded.list as unknown[])).toBe(false);
  expect((decoded.inner as { up: unknown }).up).toBe(decoded);
});

test('leaves a circle within what was cut as it is: the count does not lead anywhere', () => {
  const loop: unknown[] = [];
  loop.push(loop, loop);
  const encoded = encodeValue(loop, { transport: 'clone', maxItems: 1 });
  expect(decodeValue(encoded)).toEqual({ $cut: { type: 'array', size: 2, head: [{ $circular: 1 }] } });
});
