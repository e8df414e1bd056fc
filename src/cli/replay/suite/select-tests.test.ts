import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { selectTests } from './select-tests.ts';

const listed = (titlePath: string[], rest = {}) => ({
  ...{ project: 'chromium', file: 'a.spec.ts', titlePath, results: [] },
  ...rest,
});

test('writes the tests into a list, each file and title in its place', () => {
  const folder = test.info().outputPath();
  const args = selectTests(
    [
      listed(['notes', 'saves > loads']),
      listed(['in a helper'], { writtenIn: 'helpers/all.ts' }),
      listed(['top', 'a › b', 'c']),
      listed([' wide '], { project: '' }),
    ],
    { playwright: '1.56.0', folder },
  );
  expect(args).toEqual([`--test-list=${folder}/tests.txt`, '--project=chromium']);
  expect(readFileSync(`${folder}/tests.txt`, 'utf8').trimEnd().split('\n')).toEqual([
    '[chromium] › a.spec.ts › notes › saves > loads',
    '[chromium] › a.spec.ts › in a helper',
    '[chromium] › helpers/all.ts › in a helper',
    '[chromium] › a.spec.ts › top',
    '[] › a.spec.ts',
  ]);
});

test('names files and titles to a Playwright that reads no list, and no titles where they are too long', () => {
  const options = { playwright: '1.55.1', folder: test.info().outputPath() };
  expect(selectTests([listed(['a (1)']), listed(['b'])], options)).toEqual([
    '[\\\\/]a\\.spec\\.ts',
    '--grep=(?:^| )(?:a \\(1\\)|b)(?: @.*)?$',
    '--project=chromium',
  ]);
  expect(selectTests([listed(['a'.repeat(9_000)])], options)).toEqual(['[\\\\/]a\\.spec\\.ts', '--project=chromium']);
});
