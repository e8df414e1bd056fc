import { expect, test } from '@playwright/test';
import { isSame } from './find-test.ts';

const listed = (titlePath: string[]) => ({ file: 'a.spec.ts', titlePath, project: '', results: [] });
const recorded = (title_path: string[]) => ({ file: 'a.spec.ts', line: 1, title_path, project: '', attempt: 0 });

test('finds a test by its titles, also where a secret in them was redacted', () => {
  expect(isSame(listed(['notes', 'saves']), recorded(['notes', 'saves']))).toBe(true);
  expect(isSame(listed(['notes', 'saves']), recorded(['notes']))).toBe(false);
  const withToken = recorded(['signs in as ‹github-token:h:9fQ2xK7cTz› (a+b)']);
  expect(isSame(listed(['signs in as ghp_0123456789 (a+b)']), withToken)).toBe(true);
  expect(isSame(listed(['signs in as ghp_0123456789 (aab)']), withToken)).toBe(false);
  expect(isSame(listed(['signs in as  (a+b)']), withToken)).toBe(false);
});
