import { expect, test } from '@playwright/test';
import { failedWith } from './failed-with.ts';

test('a call that has failed with null has not failed with the text "null"', () => {
  expect(failedWith(null, 'null')).toBeNull();
  expect(failedWith(undefined, 'null')).toBe('null');
});
