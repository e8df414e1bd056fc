import { expect, test } from '@playwright/test';
import { aroundDifference } from './around-difference.ts';

const LONG = 'x'.repeat(200);

test('shows two long texts around the place where they differ', () => {
  expect(aroundDifference(`${LONG}north${LONG}`, `${LONG}south${LONG}`, 16)).toEqual([
    '…"xxxxxxxxnorthxx"…',
    '…"xxxxxxxxsouthxx"…',
  ]);
  expect(aroundDifference(`${LONG}a`, `${LONG}b`, 10)).toEqual(['…"xxxxxxxxxa"', '…"xxxxxxxxxb"']);
});

test('shows what one text has more than the other', () => {
  expect(aroundDifference(LONG, `${LONG} and more`, 20)).toEqual(['…"xxxxxxxxxxx"', '…"xxxxxxxxxxx and more"']);
});

test('shows short texts whole, and other values as they begin', () => {
  expect(aroundDifference('a "b"', 'c', 20)).toEqual(['"a \\"b\\""', '"c"']);
  expect(aroundDifference({ id: 1 }, 'text', 20)).toEqual(['{"id":1}', '"text"']);
});

test('splits no character in two', () => {
  const [one, other] = aroundDifference(`${'😀'.repeat(50)}a`, `${'😀'.repeat(50)}b`, 11);
  expect([one, other].join('')).not.toContain('\\ud');
});
