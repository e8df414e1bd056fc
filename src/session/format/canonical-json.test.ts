import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import stringify from 'fast-json-stable-stringify';
import { canonicalItems, canonicalJson } from './canonical-json.ts';

/** Objects of few keys, so that their shapes come again in another order and with others beside them. */
const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, -0, 1e21, Number.NaN, undefined, 'a "b"\n', 'ü', '\ud800', new Date(0), () => 1),
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'Z', '10', '9', '_', '__proto__', 'constructor', 'é'), tie('value')),
    fc.record({ id: tie('value'), type: tie('value'), args: tie('value') }, { requiredKeys: [] }),
  ),
})).value;

test('writes any values as fast-json-stable-stringify does, one by one and some together', () => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 6 }), (items) => {
      // More than are written together.
      const many = Array.from({ length: 40 }, () => items).flat();
      expect(`[${canonicalItems(many, 100)}]`).toBe(stringify(many));
      for (const item of items) expect(canonicalJson(item, 100)).toBe(stringify(item));
    }),
    { numRuns: 100 },
  );
});

test('what is nested deeper than is allowed is refused, whatever stands in it', () => {
  for (const value of [[[[1]]], { a: { 10: { a: 1 } } }]) {
    expect(canonicalItems([value], 3)).toBe(stringify(value));
    expect(() => canonicalItems([value], 2)).toThrow(RangeError);
    expect(() => canonicalJson(value, 2)).toThrow(RangeError);
  }
});
