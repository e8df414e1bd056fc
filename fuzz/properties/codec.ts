import fc from 'fast-check';
import { z } from 'zod';
import { decodeValue } from '../../src/session/codec/decode-value.ts';
import { diffValues } from '../../src/session/codec/diff-values.ts';
import { encodeValue } from '../../src/session/codec/encode-value.ts';
import { fullSession } from '../full-session.ts';
import { pathsOf, valueAt } from '../mutate-json.ts';
import { mustEqual, type Property } from '../property.ts';

/** The keys of all markers. */
export const MARKERS =
  '$undefined $number $bigint $date $error $map $set $object $binary $text $cut $file $function $symbol $other $circular $regexp $hole $literal'.split(
    ' ',
  );

/** JSON values in which markers stand, whole and damaged. */
export const markedValues: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => {
  const full = fullSession();
  const known = pathsOf(full).map((path) => valueAt(full, path));
  const key = fc.oneof(
    fc.constantFrom(...MARKERS, '__proto__', 'constructor', 'name', 'message', 'type', 'base64', 'size'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        null,
        true,
        0,
        -0,
        1e21,
        '',
        'x',
        '\ud800',
        '\\ud800',
        'NaN',
        '-0',
        '2026-11-23T09:30:00.000Z',
        'Uint8Array',
        'BigInt64Array',
        'AAECAwQFBgc=',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(...known),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3 }),
      fc.tuple(fc.constantFrom(...MARKERS), tie('value')).map(([marker, inner]) => ({ [marker]: inner })),
    ),
  };
}).value;

/** Whatever a session holds is decoded, and what was decoded comes back the same from the next recording. */
export const decodedValuesComeBack: Property = {
  name: 'decoded values come back',
  inputs: markedValues,
  runs: 500,
  check(input) {
    const once = encodeValue(decodeValue(input));
    mustEqual(encodeValue(decodeValue(once)), once, 'encoded again');
  },
};

/** What differs between two values is listed, and nothing when they are equal. */
export const valuesDifferWhereTheyDo: Property<[unknown, unknown]> = {
  name: 'values differ where they do',
  inputs: fc.tuple(markedValues, markedValues),
  runs: 100,
  takes: z.tuple([z.unknown(), z.unknown()]),
  check([one, other]) {
    mustEqual(diffValues(one, structuredClone(one)), [], 'a copy differs');
    const there = diffValues(one, other).map(({ path }) => path);
    const back = diffValues(other, one).map(({ path }) => path);
    mustEqual([...there].sort(), [...back].sort(), 'differs otherwise from the other side');
  },
};
