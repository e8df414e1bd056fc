import { expect, test } from '@playwright/test';
import { cutText, shorten, textHead } from './cut-text.ts';

test('cuts text to a length that counts the sign of the cut', () => {
  expect(cutText('disk full', 9)).toBe('disk full');
  expect(cutText('disk full', 8)).toBe('disk fu…');
});

test('says how long a shortened text was', () => {
  expect(shorten('disk full', 9)).toBe('disk full');
  expect(shorten('disk full', 4)).toBe('disk… (9 characters)');
});

test('splits no surrogate pair', () => {
  expect(textHead('a😀b', 2)).toBe('a');
  expect(textHead('a😀b', 3)).toBe('a😀');
  expect(cutText('a😀b', 3)).toBe('a…');
  expect(shorten('a😀b', 2)).toBe('a… (4 characters)');
});

test('leaves half a pair in a text that is not cut', () => {
  expect(textHead('a\ud83d', 2)).toBe('a\ud83d');
});
