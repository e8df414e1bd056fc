import { expect, test } from '@playwright/test';
import { visibleText } from './visible-text.ts';

test('writes out what cannot be seen', () => {
  expect(visibleText('a\u202eb\u0000c\u200b\ud800')).toBe('a\\u{202e}b\\u{0}c\\u{200b}\\u{d800}');
});

test('keeps line breaks, unless it is for one line', () => {
  expect(visibleText('a\n\tb')).toBe('a\n\tb');
  expect(visibleText('a\n\tb', true)).toBe('a\\n\\tb');
});

test('keeps joined emoji', () => {
  expect(visibleText('👩‍💻')).toBe('👩‍💻');
});
