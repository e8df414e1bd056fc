import { expect, test } from '@playwright/test';
import { sealOf } from '../../../session/codec/seal-of.ts';
import { makePageKeys, openSealed } from './page-keys.ts';

const keys = makePageKeys();

test('a text that the page script has sealed is taken, whatever is in it', () => {
  for (const text of ['', '#a-0:[]', 'ä€\ud83d\ude00', '\ud800', 'x'.repeat(100_000)])
    expect(openSealed(keys, sealOf(keys.seal, text) + text, false)).toBe(text);
});

test('a seal fits no text that differs from its own, wherever that is', () => {
  const text = `#a-0:[{"t":"call","args":"${'x'.repeat(100_000)}"}]`;
  const seal = sealOf(keys.seal, text);
  for (const at of [0, 10, 16_384, 50_000, text.length - 1]) {
    const forged = `${text.slice(0, at)}${text.charAt(at) === 'y' ? 'z' : 'y'}${text.slice(at + 1)}`;
    expect([at, openSealed(keys, seal + forged, false)]).toEqual([at, undefined]);
  }
});
