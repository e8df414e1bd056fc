import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { createFindAny } from './find-any.ts';

test('finds one of many texts wherever it stands, and nothing that is not there', () => {
  const letters = fc.stringMatching(/^[abü‹]{1,6}$/);
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 5 }), fc.stringMatching(/^[abü‹]{0,40}$/), (texts, text) => {
      const found = createFindAny(texts)(text);
      if (found === undefined) expect(texts.filter((one) => text.includes(one))).toEqual([]);
      else expect([texts.includes(found), text.includes(found)]).toEqual([true, true]);
    }),
    { numRuns: 2_000 },
  );
});

test('finds a text at the very begin and at the very end', () => {
  const find = createFindAny(['correct horse', 'battery staple']);
  expect(find('correct horse and more')).toBe('correct horse');
  expect(find('some battery staple')).toBe('battery staple');
  expect(find('battery stapl')).toBeUndefined();
});
