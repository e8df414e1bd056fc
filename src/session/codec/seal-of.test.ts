import { expect, test } from '@playwright/test';
import { SEAL_LENGTH, sealOf } from './seal-of.ts';

test('a seal is that of one key and one text, of any length', () => {
  const long = 'x'.repeat(100_000);
  const texts = ['', 'a', 'b', 'ä', 'aa', long, `${long}x`, `y${long}`];
  const seals = texts.flatMap((text) => ['one', 'other'].map((key) => sealOf(key, text)));
  expect(new Set(seals).size).toBe(texts.length * 2);
  for (const seal of seals) expect(seal).toMatch(new RegExp(`^[0-9a-f]{${SEAL_LENGTH}}$`));
  expect(sealOf('one', long)).toBe(seals[texts.indexOf(long) * 2]);
});
