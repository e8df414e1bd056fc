import { expect, test } from '@playwright/test';
import { gapLines } from './describe-gap.ts';

test('says which calls may be missing, or are, and what to do', () => {
  expect(gapLines([{ reason: 'late-global', global: 'api' }])).toEqual([
    'window.api was made by a script of the page, whose own first calls may be missing: earlyGlobals: true, or IPC_RECORDER_EARLY_GLOBALS=1, records them.',
  ]);
  expect(gapLines([{ reason: 'lost-messages', page: 'page-1' }])).toEqual([
    'messages of a page were lost on their way, or it did not answer for a while: calls, or their answers, are missing, and are counted as dropped where their number is known.',
  ]);
  expect(gapLines([{ reason: 'fixed-global', global: 'api' }])).toEqual([
    'window.api cannot be changed, and its calls are missing: make it in an init script (page.addInitScript) to have them.',
  ]);
});

test('says a reason of a newer recorder as it is, and the same of two pages once', () => {
  const gap = { reason: 'the-disk-was-full' };
  expect(
    gapLines([
      { ...gap, page: 'page-1' },
      { ...gap, page: 'page-2' },
    ]),
  ).toEqual(['calls may be missing: the-disk-was-full.']);
  expect(gapLines(undefined)).toEqual([]);
});
