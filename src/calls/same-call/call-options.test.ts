import { expect, test } from '@playwright/test';
import { canonicalOptions } from './call-options.ts';

test('headers are the same in each of their forms and in any case', () => {
  const expected = { headers: { path: '/home/a.txt', 'x-mode': '1' } };
  for (const headers of [
    { Path: '/home/a.txt', 'X-Mode': 1 },
    [
      ['x-mode', '1'],
      ['PATH', ' /home/a.txt '],
    ],
    {
      $map: [
        ['Path', '/home/a.txt'],
        ['x-mode', '1'],
      ],
    },
  ])
    expect(JSON.stringify(canonicalOptions({ headers }))).toBe(JSON.stringify(expected));
});

test('a header that is given twice has both values', () => {
  const headers = [
    ['Tag', 'a'],
    ['tag', 'b'],
  ];
  expect(canonicalOptions({ headers })).toEqual({ headers: { tag: 'a, b' } });
});

test('options that say nothing are none', () => {
  for (const options of [
    undefined,
    null,
    {},
    { headers: {} },
    { headers: [] },
    { headers: { $undefined: true } },
    { $undefined: true },
  ])
    expect(canonicalOptions(options), JSON.stringify(options)).toBeUndefined();
});

test('other options, and headers that were not recorded, stay as they are', () => {
  expect(canonicalOptions({ timeout: 5, headers: { $other: '[object Headers]' } })).toEqual({
    timeout: 5,
    headers: { $other: '[object Headers]' },
  });
});
