import { isDeepStrictEqual } from 'node:util';
import vm from 'node:vm';
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { findTooDeep } from '../format/find-too-deep.ts';
import { MAX_SESSION_DEPTH } from '../format/session-version.ts';
import { decodeValue } from './decode-value.ts';
import { encodeValue } from './encode-value.ts';
import { WHOLE_VALUES } from './values.ts';
import { WireMeter } from './wire-meter.ts';

const fail = () => {
  throw new Error('no');
};

type Make = () => unknown;
const made = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Make> => arbitrary.map((value) => () => value);

/** Objects that do what they can: getters, methods and traps that throw or that give more such objects. Made late: fast-check looks at what it generates. */
const hostile = fc.letrec<{ value: Make }>((tie) => {
  const inner = tie('value');
  const wrapped = (wrap: (inner: Make) => unknown) => inner.map((make) => () => wrap(make));
  const trap = fc.constantFrom('get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor');
  const getter = (get: Make): unknown => Object.defineProperty({}, 'a', { get, enumerable: true, configurable: true });
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      made(fc.anything({ maxDepth: 1, withBigInt: true, withDate: true, withMap: true, withSparseArray: true })),
      made(fc.string({ unit: 'binary' })),
      made(
        fc.constantFrom(fail, Symbol('s'), /x/, new WeakMap(), Promise.resolve(), new Response('x'), new Blob(['x'])),
      ),
      wrapped(getter),
      wrapped((make) => ({ toJSON: make })),
      wrapped((make) => ({ __TAURI_TO_IPC_KEY__: make })),
      fc.constant(() => getter(fail)),
      fc.constant(() => ({ toJSON: fail })),
      fc.tuple(trap, inner).map(
        ([name, make]) =>
          () =>
            new Proxy(Object(make()) as object, { [name]: fail }),
      ),
      fc.tuple(trap, inner).map(
        ([name, make]) =>
          () =>
            new Proxy([], { [name]: make }),
      ),
      wrapped((make) => new Proxy(Object(make()) as object, {})),
      wrapped((make) => new Proxy(fail, { getOwnPropertyDescriptor: make as never })),
      fc.constantFrom({}, [], fail).map((target) => () => {
        const { proxy, revoke } = Proxy.revocable(target, {});
        revoke();
        return proxy;
      }),
      wrapped((make) => {
        const loop: Record<string, unknown> = { value: make() };
        loop.loop = [loop, new Map([[loop, new Set([loop])]])];
        return loop;
      }),
      fc.array(inner, { maxLength: 3 }).map((makes) => () => makes.map((make) => make())),
      fc.array(inner, { maxLength: 3 }).map((makes) => () => new Set(makes.map((make) => make()))),
      fc.array(inner, { maxLength: 3 }).map((makes) => () => new Map(makes.map((make) => [make(), make()]))),
      fc
        .dictionary(
          fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', '$cut', '$object', 'toJSON')),
          inner,
        )
        .map((makes) => () => Object.fromEntries(Object.entries(makes).map(([key, make]) => [key, make()]))),
      wrapped((make) => Object.assign(new AggregateError([make()], 'many', { cause: make() }), { value: make() })),
      wrapped((make) => Object.defineProperty(new Error('x'), 'message', { get: make })),
      fc
        .constantFrom('Map', 'Date', 'Error', 'Blob', 'ArrayBuffer')
        .map((tag) => () => ({ [Symbol.toStringTag]: tag })),
      fc
        .constantFrom(Map, Date, Error, Blob, ArrayBuffer, Uint8Array)
        .map((Kind) => () => Object.create(Kind.prototype)),
    ),
  };
}).value;

for (const transport of ['json', 'clone'] as const) {
  test(`takes any hostile value by ${transport}: well-formed JSON that a session can hold, and that is read back the same`, {
    tag: '@slow',
  }, () => {
    fc.assert(
      fc.property(hostile, (make) => {
        const encoded = encodeValue(make(), { transport });
        const text = JSON.stringify(encoded);
        expect(isDeepStrictEqual(JSON.parse(text), encoded), text).toBe(true);
        expect(text).not.toMatch(/(?<!\\)(?:\\\\)*\\ud[89a-f]/);
        expect(findTooDeep(encoded, MAX_SESSION_DEPTH - 10)).toBeUndefined();
        // A recorded value can be recorded again, markers and all: these are values too, so it has more of them, and more levels.
        const again = encodeValue(encoded, { transport, ...WHOLE_VALUES, maxDepth: 2 * MAX_SESSION_DEPTH });
        expect(isDeepStrictEqual(decodeValue(again), encoded), text.slice(0, 1000)).toBe(true);
        decodeValue(encoded);
      }),
      { numRuns: 500 },
    );
  });
}

test('reads a recorded value back that had as many values as are kept', () => {
  const endless = () => new Proxy([], { get: () => 1e300 });
  const encoded = encodeValue(Array.from({ length: 12 }, endless));
  expect(isDeepStrictEqual(decodeValue(encodeValue(encoded, WHOLE_VALUES)), encoded)).toBe(true);
});

test('keeps a field of an error that is called __proto__', () => {
  const error = Object.defineProperty(new Error('no'), '__proto__', { value: { a: 1 }, enumerable: true });
  const encoded = encodeValue(error);
  expect(isDeepStrictEqual(JSON.parse(JSON.stringify(encoded)), encoded)).toBe(true);
  expect(Object.getOwnPropertyDescriptor(decodeValue(encoded), '__proto__')?.value).toEqual({ a: 1 });
});

test('leads a circle through the value that a function gives for itself to the object that it is of', () => {
  const outer: Record<string, unknown> = { text: 'Milk' };
  outer.save = Object.assign(() => {}, { toJSON: () => ({ up: outer }) });
  const decoded = decodeValue(encodeValue(outer)) as { save: { up: unknown } };
  expect(decoded.save.up).toBe(decoded);
});

test('reads what structured clone would read: no method, no field of an error, undefined kept', () => {
  const asked: string[] = [];
  const value = {
    a: undefined,
    get b() {
      asked.push('b');
      return 1;
    },
    date: Object.assign(new Date(0), { toJSON: () => asked.push('date') }),
    id: { toJSON: () => asked.push('toJSON'), __TAURI_TO_IPC_KEY__: 5 },
    error: Object.defineProperty(new TypeError('no', { cause: 1 }), 'code', { get: fail, enumerable: true }),
  };
  expect(encodeValue(value, { transport: 'clone' })).toEqual({
    a: { $undefined: true },
    b: 1,
    date: { $date: '1970-01-01T00:00:00.000Z' },
    id: { toJSON: { $function: 'toJSON' }, __TAURI_TO_IPC_KEY__: 5 },
    error: { $error: { name: 'TypeError', message: 'no', stack: value.error.stack, cause: 1 } },
  });
  expect(asked).toEqual(['b']);
  expect(decodeValue(encodeValue({ a: undefined, b: [undefined] }, { transport: 'clone' }))).toStrictEqual({
    a: undefined,
    b: [undefined],
  });
});

test('runs each getter and toJSON once, in the order of JSON.stringify, and none it would not run', () => {
  const make = (log: string[]) => {
    const spy = (name: string, value: unknown) =>
      Object.defineProperty({}, name, {
        enumerable: true,
        get() {
          log.push(name);
          return value;
        },
      });
    const withToJson = { toJSON: (key: unknown) => spy(String(log.push(`toJSON ${typeof key}`)), 1) };
    const error = Object.assign(new Error('e', { cause: spy('cause', 1) }), { own: spy('own', 1) });
    expect(error.stack).toContain('Error: e'); // Node writes it late, from name and message
    Object.defineProperty(error, 'message', { get: () => log.push('message') });
    Object.defineProperty(error, 'name', { get: () => log.push('name') });
    return { error, list: [spy('a', spy('b', 2))], set: new Set([spy('in a set', 1), withToJson]), withToJson };
  };
  const seen: string[] = [];
  const wanted: string[] = [];
  const encoded = encodeValue(make(seen));
  JSON.stringify(make(wanted));
  expect(seen).toEqual(wanted);
  expect(seen).toEqual(['own', 'a', 'b', 'toJSON string', '4']);
  expect(encoded).toMatchObject({
    set: { $set: [{ 'in a set': { $other: '[getter]' } }, { toJSON: { $function: 'toJSON' } }] },
    error: { $error: { name: '', message: '', cause: { cause: { $other: '[getter]' } } } },
  });
});

test('keeps what is left when a getter or a toJSON throws, and runs nothing after it', () => {
  let ran = 0;
  const value = {
    before: 1,
    get broken() {
      return fail();
    },
    list: [1, new Date(0)],
    get after() {
      ran++;
      return 1;
    },
    url: { toJSON: () => ran++ },
  };
  expect(encodeValue(value)).toEqual({
    before: 1,
    broken: { $other: '[getter that threw]' },
    list: [1, { $date: '1970-01-01T00:00:00.000Z' }],
    after: { $other: '[getter]' },
    url: { toJSON: { $function: 'toJSON' } },
  });
  expect(encodeValue([{ toJSON: fail }, 1])).toEqual([{ $other: '[object Object]' }, 1]);
  expect(ran).toBe(0);
});

test('keeps the fields of what only calls itself a date, a map or a class of its own', () => {
  class Note {
    text = 'Milk';
    get [Symbol.toStringTag]() {
      return fail();
    }
  }
  class Named extends Map {
    override readonly [Symbol.toStringTag] = 'Named' as never;
  }
  const { prototype } = Named;
  expect(encodeValue({ [Symbol.toStringTag]: 'Date', a: 1 })).toEqual({ a: 1 });
  expect(encodeValue(Object.assign(Object.create({ [Symbol.toStringTag]: 'Map' }), { a: 1 }))).toEqual({ a: 1 });
  expect(encodeValue(new Note())).toEqual({ text: 'Milk' });
  expect(encodeValue(Object.create(prototype))).toEqual({ $other: '[object Object]' });
  expect(encodeValue(Object.defineProperty({ a: 1 }, Symbol.toStringTag, { value: 'Module' }))).toEqual({ a: 1 });
});

test('tells keys with lone surrogates apart, and gives them back', () => {
  const value = { '\ud800': 1, '\udc00': 2, 'a\\': { '$date\ud800': undefined, b: 3 } };
  const encoded = encodeValue(value);
  expect(encoded).toEqual({
    $object: [
      ['\\ud800', 1],
      ['\\udc00', 2],
      ['a\\\\', { $object: [['b', 3]] }],
    ],
  });
  expect(decodeValue(encoded)).toStrictEqual({ '\ud800': 1, '\udc00': 2, 'a\\': { b: 3 } });
});

test('marks binary data that was transferred, and keeps what grows, shrinks or is shared', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const { buffer } = bytes;
  const data = new DataView(buffer);
  structuredClone(null, { transfer: [buffer] });
  expect(encodeValue([bytes, data, buffer])).toEqual(
    ['Uint8Array', 'DataView', 'ArrayBuffer'].map((type) => ({ $binary: { type, size: 0, detached: true } })),
  );
  const Resizable = ArrayBuffer as unknown as new (
    size: number,
    options: object,
  ) => ArrayBuffer & { resize(to: number): void };
  const growing = new Resizable(2, { maxByteLength: 8 });
  const tail = new Uint8Array(growing, 1, 1);
  expect(encodeValue([growing, tail])).toMatchObject([
    { $binary: { size: 2, base64: 'AAA=' } },
    { $binary: { size: 1 } },
  ]);
  growing.resize(0);
  expect(encodeValue([growing, tail, new DataView(growing)])).toMatchObject([
    { $binary: { size: 0 } },
    { $binary: { size: 0 } },
    { $binary: { size: 0 } },
  ]);
  expect(encodeValue(new SharedArrayBuffer(2))).toMatchObject({
    $binary: { type: 'SharedArrayBuffer', size: 2, base64: 'AAA=' },
  });
});

test('keeps what a file is called and what kind it is', () => {
  expect(encodeValue(new File(['four'], 'note.txt', { type: 'text/plain' }))).toEqual({
    $binary: { type: 'File', size: 4, name: 'note.txt', mime: 'text/plain' },
  });
});

test('reads errors of the platform and errors in errors', () => {
  expect(encodeValue(new DOMException('stopped', 'AbortError'))).toMatchObject({
    $error: { name: 'AbortError', message: 'stopped' },
  });
  const many = decodeValue(
    encodeValue(new AggregateError([new TypeError('a')], 'b', { cause: new Error('c') })),
  ) as AggregateError;
  expect(many).toMatchObject({
    name: 'AggregateError',
    message: 'b',
    errors: [new TypeError('a')],
    cause: new Error('c'),
  });
  expect(many.errors[0]).toBeInstanceOf(TypeError);
});

test('keeps little of what is huge, with its true size', () => {
  const long = 'x'.repeat(50_000_000);
  expect(encodeValue(long)).toEqual({ $cut: { type: 'string', size: 50_000_000, head: 'x'.repeat(65_536) } });
  expect(encodeValue(10n ** 100_000n)).toMatchObject({ $cut: { type: 'bigint', size: 100_001 } });
  expect(JSON.stringify(encodeValue({ [long]: 1 }))).toMatch(/^\{"x{65536}… \(50000000 characters\)":1\}$/);
  const sparse: unknown[] = [];
  sparse[4_294_967_294] = 1;
  expect(encodeValue(sparse)).toMatchObject({ $cut: { type: 'array', size: 4_294_967_295 } });
  const texts = Array.from({ length: 1000 }, (_, at) => String(at).padEnd(60_000, '.'));
  const encoded = JSON.stringify(encodeValue(texts));
  expect(encoded.length).toBeLessThan(4_400_000);
  expect(encoded).toContain('{"$cut":{"type":"string","size":60000,"head":""}}');
});

test('hashes only so many bytes of one value, and keeps the size of all', () => {
  const many = Array.from({ length: 10 }, () => new Uint8Array(1_000_000));
  const encoded = encodeValue(many) as { $binary: { size: number; sha256?: string } }[];
  expect(encoded.map(({ $binary: { size, sha256 } }) => [size, sha256 !== undefined])).toEqual([
    ...Array.from({ length: 4 }, () => [1_000_000, true]),
    ...Array.from({ length: 6 }, () => [1_000_000, false]),
  ]);
});

test('marks what is deeper than 64 levels, whatever holds it', () => {
  const wrap: ((inner: unknown) => unknown)[] = [
    (inner) => [inner],
    (inner) => ({ inner }),
    (inner) => ({ '\ud800': inner }),
    (inner) => ({ $date: inner }),
    (inner) => new Map([[1, inner]]),
    (inner) => new Map([[inner, 1]]),
    (inner) => new Set([inner]),
    (inner) => new Error('deep', { cause: inner }),
    (inner) => Object.create(null, { inner: { value: inner, enumerable: true } }),
  ];
  for (const one of wrap) {
    let deep: unknown = 'core';
    for (let level = 0; level < 150; level++) deep = one(deep);
    const encoded = encodeValue(deep);
    expect(findTooDeep(encoded, 66)).toBeUndefined();
    expect(JSON.stringify(encoded)).not.toContain('core');
    expect(JSON.stringify(encoded)).toContain('"$cut"');
  }
});

/** Runs `action` while every function and getter of these objects is replaced by one that throws. */
function withoutNatives<Result>(owners: object[], action: () => Result): Result {
  const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const replaced: { owner: object; key: PropertyKey; own: PropertyDescriptor }[] = [];
  for (const owner of owners) {
    for (const key of ownKeys(owner)) {
      const own = getOwnPropertyDescriptor(owner, key);
      const isCallable = own?.get !== undefined || typeof own?.value === 'function';
      if (own?.configurable && isCallable && key !== 'constructor') replaced.push({ owner, key, own });
    }
  }
  const put = (isOwn: boolean) => {
    for (let at = 0; at < replaced.length; at += 1) {
      const { owner, key, own } = replaced[at] as (typeof replaced)[number];
      const broken = own.get ? { get: fail, configurable: true } : { value: fail, configurable: true, writable: true };
      defineProperty(owner, key, isOwn ? own : broken);
    }
  };
  put(false);
  try {
    return action();
  } finally {
    put(true);
  }
}

// Not `RegExp.prototype`: the language asks it at each search.
test('calls nothing that a page may have replaced since it was loaded', () => {
  const value = {
    bytes: new Uint8Array(5_000).fill(7),
    view: new DataView(new ArrayBuffer(3)),
    half: '\ud800 \\',
    halves: { '\ud800': 1, 'a\\': [new Date(0)] },
    map: new Map([[{ a: 1 }, new Set([1n, -0, Symbol('s')])]]),
    error: new TypeError('no', { cause: new RangeError('out') }),
    like: { $date: undefined },
    long: 'x'.repeat(70_000),
    boxed: [Object('a'), Object(1), Object(true), fail],
  };
  const encode = (isTauri: boolean) => {
    const meter = new WireMeter(isTauri);
    const encoded = encodeValue(value, { meter });
    return { encoded, bytes: meter.total(encoded) };
  };
  const natives = [
    Array,
    Object,
    String,
    Number,
    Math,
    Date,
    BigInt,
    Map,
    Set,
    Symbol,
    Function,
    ArrayBuffer,
    Reflect,
    JSON,
  ];
  const prototypes = [Array, String, Number, Boolean, Date, BigInt, Map, Set, Symbol, Function, DataView, Uint8Array];
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
  const owners = [...natives, ...prototypes.map(({ prototype }) => prototype as object), typedArray, globalThis];
  for (const isTauri of [true, false]) {
    const wanted = encode(isTauri);
    expect(withoutNatives(owners, () => encode(isTauri))).toEqual(wanted);
  }
});

test('is not stopped by what a page has put on Object.prototype', () => {
  const seen = vm.runInNewContext(
    `Object.defineProperty(Object.prototype, 'args', { set() { throw new Error('no'); }, get() {}, configurable: true });
     Object.freeze(Object.prototype); ({ args: 1, toString: 2, a: arguments_(1, 2) });
     function arguments_() { return arguments; }`,
  );
  const own: PropertyDescriptor = { configurable: true, get() {}, set: fail };
  Object.defineProperty(Object.prototype, 'args', own);
  try {
    expect(encodeValue(seen)).toEqual({ args: 1, toString: 2, a: { 0: 1, 1: 2 } });
  } finally {
    Reflect.deleteProperty(Object.prototype, 'args');
  }
});
