import { expect, test } from '@playwright/test';
import { cpuMs } from '../../../std/cpu-time.test.support.ts';
import { findTest, isSame } from './find-test.ts';

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

test('says of a test that is not there which are nearest to it, and what kept Playwright from listing all', () => {
  const spec = (title: string) => ({ title, file: 'a.spec.ts', line: 1, tests: [{ projectName: '', results: [] }] });
  const report = {
    config: { rootDir: '' },
    suites: [{ title: 'a.spec.ts', file: 'a.spec.ts', specs: [spec('saves'), spec('loads')] }],
    errors: [
      { message: 'SyntaxError: b.spec.ts: Unexpected token\n  at line 1' },
      { message: 'Error: No tests found' },
    ],
  };
  expect(() => findTest(report, { ...recorded(['saves']), file: 'b.spec.ts', config_file: 'e2e.config.ts' })).toThrow(
    [
      'Found no test b.spec.ts › saves.',
      'Nearest to it:',
      '  a.spec.ts › saves',
      'Playwright could not list all tests: SyntaxError: b.spec.ts: Unexpected token',
      'Run this in the project of the test, or name its config with --config (it was recorded with e2e.config.ts).',
    ].join('\n'),
  );
});

test('what a stranger has named is cut and in one line', () => {
  const report = { config: { rootDir: '' }, suites: [], errors: [] };
  const wanted = { ...recorded(['t\n# evil']), project: 'p\n'.repeat(3_000), config_file: 'c\n# evil' };
  const lines = () => {
    try {
      return findTest(report, wanted) && [];
    } catch (error) {
      return (error as Error).message.split('\n');
    }
  };
  expect(lines()).toEqual([
    expect.stringMatching(/^Found no test \[(p\\n)+p?\\?…\] a\.spec\.ts › t\\n# evil\.$/),
    expect.stringContaining('(it was recorded with c\\n# evil)'),
  ]);
  expect(lines()[0]?.length).toBeLessThan(400);
});

test('a title that is all tokens is looked for in little time', () => {
  const title = '‹github-token:h:9fQ2xK7cTz›'.repeat(1_000);
  const here = listed(['a'.repeat(5_000)]);
  expect(cpuMs(() => isSame(here, recorded([`${title}!`])))).toBeLessThan(1_000);
  expect(isSame(here, recorded([title]))).toBe(true);
});
