import { expect, test } from '@playwright/test';
import { newSealKey, sealAt } from './seal-at.ts';

const TEXT = Buffer.from('a record of many bytes, and one more behind it\n'.repeat(20));

test('what is sealed in pieces is opened from any place on', () => {
  const key = newSealKey();
  const seal = sealAt(key, 1, 0);
  const sealed = Buffer.concat([seal(TEXT.subarray(0, 5)), seal(TEXT.subarray(5, 300)), seal(TEXT.subarray(300))]);
  for (const place of [0, 1, 15, 16, 17, 31, 32, 100, 333])
    expect(sealAt(key, 1, place)(sealed.subarray(place))).toEqual(TEXT.subarray(place));
});

test('what is written behind a torn line is sealed for its place', () => {
  const key = newSealKey();
  const torn = sealAt(key, 1, 0)(TEXT).subarray(0, 37);
  const sealed = Buffer.concat([torn, sealAt(key, 1, 37)(TEXT)]);
  expect(sealAt(key, 1, 0)(sealed)).toEqual(Buffer.concat([TEXT.subarray(0, 37), TEXT]));
});

test('no launch and no segment seals as another', () => {
  const key = newSealKey();
  const sealed = [sealAt(key, 1, 0), sealAt(key, 2, 0), sealAt(newSealKey(), 1, 0)].map((seal) => seal(TEXT));
  expect(new Set(sealed.map((bytes) => bytes.toString('hex'))).size).toBe(3);
  expect(sealed[0]?.toString('latin1')).not.toContain('record');
});
