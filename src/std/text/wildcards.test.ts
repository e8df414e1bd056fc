import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { cpuMs } from '../cpu-time.test.support.ts';
import { escapePattern } from './escape-pattern.ts';
import { fitsWildcards } from './wildcards.ts';

const short = fc.string({ unit: fc.constantFrom('a', 'b', '.', '['), maxLength: 6 });

test('wildcards fit as a regular expression would', () => {
  fc.assert(
    fc.property(fc.array(short, { minLength: 1, maxLength: 4 }), short, fc.nat(2), (pieces, text, between) => {
      const pattern = (end: string) => new RegExp(`^${pieces.map(escapePattern).join(`.{${between},}`)}${end}`, 's');
      expect(fitsWildcards(text, { pieces, between })).toBe(pattern('$').test(text));
      const isEnd = (at: number) => at === text.length || text[at] === '.';
      expect(fitsWildcards(text, { pieces, between, isEnd })).toBe(pattern('(?:\\..*)?$').test(text));
    }),
    { numRuns: 5_000 },
  );
});

test('a text that fits a hundred wildcards nearly takes no time', () => {
  const pieces = [...Array.from({ length: 100 }, () => 'a'), 'b'];
  expect(cpuMs(() => fitsWildcards('a'.repeat(100_000), { pieces }))).toBeLessThan(1_000);
});
