import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { diffValues } from '../../session/codec/diff-values.ts';
import { withPartOf } from './part-of-value.ts';

test('takes one part of another value, and leaves the rest', () => {
  const [value, other] = [
    { a: { b: 1, c: 2 }, d: [1, 2] },
    { a: { b: 7 }, d: [1, 8], e: 0 },
  ];
  expect(withPartOf(value, other, 'a.b')).toEqual({ a: { b: 7, c: 2 }, d: [1, 2] });
  expect(withPartOf(value, other, 'a.c')).toEqual({ a: { b: 1 }, d: [1, 2] });
  expect(withPartOf(value, other, 'd[1]')).toEqual({ a: { b: 1, c: 2 }, d: [1, 8] });
  expect(withPartOf(value, other, 'e')).toEqual({ ...value, e: 0 });
  expect(withPartOf(value, other, 'x.y')).toBe(value);
  expect(withPartOf([1, 2, 3], [1], '[2]')).toEqual([1, 2]);
});

test('with all parts that differ a value is the other one', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, fc.integer(), fc.string(), tie('object')),
    object: fc.dictionary(fc.stringMatching(/^[a-z .]{1,3}$/), tie('any'), { maxKeys: 4 }),
  })).object;
  fc.assert(
    fc.property(value, value, (one, other) => {
      const all = diffValues(one, other).reduce((now: unknown, { path }) => withPartOf(now, other, path), one);
      expect(all).toEqual(other);
    }),
  );
});
