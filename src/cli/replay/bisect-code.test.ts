import { expect, test } from '@playwright/test';
import { bisectCode } from './bisect-code.ts';

test('a commit is good where the test passes with the recording, bad where it fails as recorded, else skipped', () => {
  expect((['passed', 'same'] as const).map(bisectCode)).toEqual([0, 0]);
  expect(bisectCode('reproduced')).toBe(1);
  expect((['unanswered', 'not-run', 'failed', 'different-failure'] as const).map(bisectCode)).toEqual([
    125, 125, 125, 125,
  ]);
});
