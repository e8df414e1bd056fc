import { expect, test } from '@playwright/test';
import { faultOfReporterOptions } from './reporter-options.ts';
import { hasOwnOptions } from './start/own-options.ts';

test('accepts the options of the reporter beside those that Playwright adds', () => {
  const playwright = { configDir: '/app', _mode: 'test', _commandHash: 'a1' };
  expect(faultOfReporterOptions({ ...playwright, print: false, replay: { target: './backend.ts' } })).toBeUndefined();
});

test('suggests the option that was meant', () => {
  expect(faultOfReporterOptions({ prnt: true })).toBe(
    'The reporter has no option "prnt", did you mean "print"? It has: print, baseline, report, replay.',
  );
  expect(faultOfReporterOptions({ replay: { target: 'a', ignored: [] } })).toBe(
    'The option replay has no option "ignored", did you mean "ignore"? It has: target, ignore, compare, yes, timeout.',
  );
});

test('names the known values', () => {
  expect(faultOfReporterOptions({ print: 'all' })).toBe('The option print is "all". Use true or false.');
  expect(faultOfReporterOptions({ replay: {} })).toBe(
    "The option replay is {}. Use an object with a target, such as { target: './backend.ts' }.",
  );
  expect(faultOfReporterOptions({ replay: { target: 'a', compare: 'same' } })).toBe(
    'The option replay.compare is "same". Use one of: exact, shape, outcome.',
  );
});

test('an option that Playwright adds where it lists tests is none of the reporter, and no fault', () => {
  const added = { configDir: '/app', _mode: 'list', onlyFailures: false };
  expect(faultOfReporterOptions(added)).toBeUndefined();
  expect(hasOwnOptions(added)).toBe(false);
  expect(hasOwnOptions({ ...added, print: false })).toBe(true);
  expect(faultOfReporterOptions({ ...added, _mode: 'test' })).toMatch(/^The reporter has no option "onlyFailures"/);
});
