import { expect, test } from '@playwright/test';
import type { SessionTest } from '../../session/schema.ts';
import { findTest } from './find-test.ts';
import type { JsonReport, JsonSuite } from './run-playwright.ts';

const suite = (file: string, titles: string[]): JsonSuite => ({
  title: file,
  file,
  specs: [],
  suites: [
    {
      title: 'notes',
      file,
      specs: titles.map((title, at) => ({
        title,
        file,
        line: at + 5,
        tests: ['chromium', 'webkit'].map((projectName) => ({ projectName, results: [] })),
      })),
    },
  ],
});

const REPORT: JsonReport = {
  config: { rootDir: '/app' },
  suites: [suite('notes.spec.ts', ['saves', 'loads']), suite('other.spec.ts', ['saves'])],
  errors: [],
};

const wanted = (fields: Partial<SessionTest>): SessionTest => ({
  file: 'notes.spec.ts',
  title_path: ['notes', 'loads'],
  project: 'webkit',
  line: 99,
  attempt: 0,
  ...fields,
});

test('finds a test by file, titles and project, wherever it now stands in its file', () => {
  expect(findTest(REPORT, wanted({}))).toMatchObject({ file: 'notes.spec.ts', line: 6, project: 'webkit' });
});

test('names the nearest tests when there is none of that name', () => {
  const find = () =>
    findTest(REPORT, wanted({ title_path: ['notes', 'saves'], project: 'firefox', config_file: 'e2e/pw.config.ts' }));
  expect(find).toThrow(
    [
      'Found no test [firefox] notes.spec.ts › notes › saves.',
      'Nearest to it:',
      '  [chromium] notes.spec.ts › notes › saves',
      '  [webkit] notes.spec.ts › notes › saves',
      '  [chromium] other.spec.ts › notes › saves',
      'Run this in the project of the test, or name its config with --config (it was recorded with e2e/pw.config.ts).',
    ].join('\n'),
  );
});

test('says so when Playwright could not list the tests', () => {
  const report = {
    ...REPORT,
    suites: [],
    errors: [{ message: 'SyntaxError: notes.spec.ts: Unexpected token\n  at …' }],
  };
  expect(() => findTest(report, wanted({}))).toThrow(
    'Playwright could not list all tests: SyntaxError: notes.spec.ts: Unexpected token',
  );
});
