import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { jsonTextBytes, utf8Length } from '../../std/text/text-bytes.ts';
import { encodeValue } from './encode-value.ts';
import { WireMeter } from './wire-meter.ts';

const TINY = { maxString: 5, maxItems: 3, maxDepth: 4, maxBinary: 2, maxNodes: 30 };

/** Replaces values as Tauri's `ipc-protocol.js` does. */
const asTauri = (_key: string, value: unknown): unknown => {
  if (value instanceof Map) {
    const fields = Object.fromEntries(value.entries());
    fc.pre(Object.keys(fields).length === value.size); // keys that become one are counted twice
    return fields;
  }
  if (value instanceof Uint8Array) return Array.from(value);
  return value instanceof ArrayBuffer ? Array.from(new Uint8Array(value)) : value;
};

function measured(value: unknown, isTauri = false, limits = {}): number {
  const meter = new WireMeter(isTauri);
  return meter.total(encodeValue(value, { ...limits, meter }));
}

/** Keys of maps that cannot be made a text: the app's own call fails. */
function reference(value: unknown, replacer: typeof asTauri | undefined): string {
  try {
    return JSON.stringify(value, replacer);
  } catch (error) {
    fc.pre(!(error instanceof TypeError));
    throw error;
  }
}

const values = fc.anything({
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withNullPrototype: true,
  values: [
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(undefined, null, 'a\ud800"\n', 'ß😀'),
  ],
  key: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('$date', '$cut', '"', '\udc00')),
});

for (const [name, replacer] of [
  ['JSON.stringify', undefined],
  ["Tauri's own serializer", asTauri],
] as const) {
  for (const [how, limits] of [
    ['whole', {}],
    ['cut at every limit', TINY],
  ] as const) {
    test(`counts the bytes that ${name} writes, of what is recorded ${how}`, () => {
      fc.assert(
        fc.property(values, (value) => {
          const text = reference([value], replacer);
          expect(measured([value], replacer !== undefined, limits)).toBe(Buffer.byteLength(text));
        }),
        { numRuns: 300 },
      );
    });
  }
}

test('counts texts byte for byte', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '\ud800', '\udc00x', '"\\\u0001\u007f\u0080\n'),
      (text, more) => {
        expect(jsonTextBytes(text + more)).toBe(Buffer.byteLength(JSON.stringify(text + more)));
        expect(utf8Length(text + more)).toBe(Buffer.byteLength(text + more));
      },
    ),
  );
});

test('counts what getters and toJSON give, and asks them once, where a value was cut', () => {
  const asked: string[] = [];
  const item = (name: string) => ({
    toJSON() {
      asked.push(name);
      return { name };
    },
  });
  const list = ['a', 'b', 'c'].map(item);
  expect(measured({ list }, false, { maxItems: 1 })).toBe(
    JSON.stringify({ list: ['a', 'b', 'c'].map((name) => ({ name })) }).length,
  );
  expect(asked).toEqual(['a', 'b', 'c']);
});

test('counts errors as JSON has them: their own fields', () => {
  const error = Object.assign(new Error('long message', { cause: new Error('x') }), { code: 'E', name: 'Own' });
  expect(measured([error])).toBe(JSON.stringify([error]).length);
  expect(measured([new Error('x')], false, { maxString: 1 })).toBe(4);
});

test('counts fifty megabytes in little more time than JSON.stringify takes', () => {
  for (const [name, text] of [
    ['plain', 'x'.repeat(50_000_000)],
    ['with quotes and umlauts', 'say "ü"\n'.repeat(6_000_000)],
  ] as const) {
    const args = { text };
    const start = performance.now();
    const { length } = JSON.stringify(args);
    const reference = performance.now() - start;
    const bytes = measured(args);
    const ours = performance.now() - start - reference;
    expect(bytes).toBeGreaterThanOrEqual(length);
    test.info().annotations.push({
      type: `50 MB, ${name}`,
      description: `${ours.toFixed()} ms to record, ${reference.toFixed()} ms to stringify: ${(ours / reference).toFixed(2)}`,
    });
  }
});
