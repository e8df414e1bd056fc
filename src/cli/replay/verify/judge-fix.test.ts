import { expect, test } from '@playwright/test';
import type { StubReplay } from '../judge/judge-result.ts';
import { type FixEvidence, judgeFix } from './judge-fix.ts';

const PASSED: StubReplay = {
  ...{ verdict: 'passed', same: false, elsewhere: [] },
  ...{ recorded: { status: 'failed', error: 'no' }, replayed: { status: 'passed', error: undefined } },
};
const CLEAN = { replay: PASSED, explained: [], unexplained: [] };
const MISS = {
  command: 'audit',
  message: 'audit is not in the session',
} as unknown as FixEvidence['failure']['unexplained'][number];

/** The evidence of a fix that is verified, but for some of it. */
function verdictOn(but: Partial<FixEvidence>): [verdict: string, caveats: string[]] {
  const { verdict, caveats } = judgeFix({
    ...{ failure: { ...CLEAN, outcome: 'gone' }, passes: [{ ...CLEAN, passes: true }] },
    ...{ reproduced: 'noted', isTestChanged: false, isInterrupted: false, ...but },
  });
  return [verdict, caveats.map(({ kind }) => kind)];
}

const FEWER = { ...CLEAN, replay: { ...PASSED, fewerAssertions: ['toHaveText'] } };

for (const [what, but, verdict, ...caveats] of [
  ['was reproduced without the fix, and the passes pass', {}, 'verified'],
  ['was never reproduced', { reproduced: 'not-known' }, 'cannot-tell', 'not-reproduced'],
  ['is said to have been reproduced', { reproduced: 'said' }, 'verified', 'said-reproduced'],
  ['has no passes beside it', { passes: [] }, 'cannot-tell', 'no-passes'],
  ['has lost its assertion', { failure: { ...FEWER, outcome: 'gone' } }, 'cannot-tell', 'fewer-assertions'],
  [
    'has an assertion that was changed',
    { failure: { ...FEWER, outcome: 'gone' }, isTestChanged: true },
    'verified',
    'test-changed',
  ],
  ['has a pass that lost an assertion', { passes: [{ ...FEWER, passes: true }] }, 'cannot-tell', 'fewer-assertions'],
  ['did not run', { failure: { ...CLEAN, outcome: 'cannot-tell' } }, 'cannot-tell', 'no-evidence'],
  ['was not replayed to the end', { isInterrupted: true }, 'cannot-tell', 'interrupted'],
  [
    'was interrupted before anything had ended',
    { failure: { ...CLEAN, outcome: 'cannot-tell' }, passes: [], isInterrupted: true },
    'cannot-tell',
    'interrupted',
  ],
  [
    'was interrupted after a pass broke',
    { passes: [{ ...CLEAN, passes: false }], isInterrupted: true },
    'not-verified',
    'interrupted',
  ],
  ['is still there', { failure: { ...CLEAN, outcome: 'still-there' } }, 'not-verified'],
  [
    'is another one',
    { failure: { ...CLEAN, outcome: 'fails-otherwise' }, reproduced: 'not-known' },
    'not-verified',
    'not-reproduced',
  ],
  ['asks for more than is explained', { failure: { ...CLEAN, outcome: 'gone', unexplained: [MISS] } }, 'not-verified'],
  ['is gone, and a pass is broken', { passes: [{ ...CLEAN, passes: false }] }, 'not-verified'],
] as [string, Partial<FixEvidence>, string, ...string[]][]) {
  test(`of a failure that ${what} the fix is ${verdict}`, () => {
    expect(verdictOn(but)).toEqual([verdict, caveats]);
  });
}
