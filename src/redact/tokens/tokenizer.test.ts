import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { isToken, TOKEN_PATTERN } from '../../session/codec/tokens.ts';
import { createTokenizer } from './tokenizer.ts';

test('equal secrets have equal tokens, different secrets different ones', () => {
  const tokenOf = createTokenizer();
  fc.assert(
    fc.property(fc.string({ minLength: 16 }), fc.string({ minLength: 16 }), (one, other) => {
      expect(tokenOf('token', one) === tokenOf('token', other)).toBe(one === other);
    }),
  );
});

test('another key gives another token, the same key the same', () => {
  const [one, same, other] = ['k1', 'k1', 'k2'].map((key) => createTokenizer(key)('token', 'a long enough secret'));
  expect(same).toBe(one);
  expect(other).not.toBe(one);
});

test('a secret that could be guessed has a token of this process: whoever has the key cannot try', () => {
  const guessable = [
    ['password', 'hunter2'],
    ['token', '+49 170 1234567'],
    ['ssn', '123-45-6789-00'],
  ] as const;
  const [one, same] = [Buffer.from('o1'), Buffer.from('o1')].map((once) => createTokenizer('k', once));
  const other = createTokenizer('k', Buffer.from('o2'));
  for (const [secretClass, secret] of guessable) {
    expect(one?.(secretClass, secret)).toBe(same?.(secretClass, secret));
    expect(other(secretClass, secret)).not.toBe(one?.(secretClass, secret));
    expect(one?.secretOf(one(secretClass, secret))).toBe(secret);
  }
  expect(one?.('pin', '1234')).not.toBe(one?.('pin', '4321'));
  expect(one?.('custom', '')).toBe('‹redacted:custom›');
});

test('a token has its class and sixty bits', () => {
  const token = createTokenizer('k')('api-key', 'a long enough secret');
  expect(token).toMatch(/^‹api-key:h:[\w-]{10}›$/);
  expect(TOKEN_PATTERN.exec(`before ${token} after`)?.[1]).toBe('api-key');
  expect([token, '‹redacted:pin›', `${token}.`, '‹x›', ''].map(isToken)).toEqual([true, true, false, false, false]);
});
