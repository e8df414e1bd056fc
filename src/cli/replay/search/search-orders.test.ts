import { expect, test } from '@playwright/test';
import { recordedCalls } from '../../../calls/recorded-call.ts';
import type { AnswerSwap } from '../../../replay/answer-conditions.ts';
import { fakeSession } from '../../../replay/fake-session.test.support.ts';
import type { StubReport } from '../../../replay/stub-report.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import type { StubReplay } from '../judge/judge-result.ts';
import { renderOrderSearch, searchOrders } from './search-orders.ts';

/** A replay that was not run; `stub` is what its session says, and nothing when the test did not run. */
const fakeReplay = (isPassing: boolean, stub?: Partial<StubReport>): StubReplay => ({
  verdict: isPassing ? 'same' : 'failed',
  same: isPassing,
  recorded: { status: 'passed', error: undefined },
  replayed: { status: isPassing ? 'passed' : 'failed', error: undefined },
  elsewhere: [],
  ...(stub && {
    stub: { answered: 0, repeated: 0, shifted: 0, pending: 0, missed: [], unused: [], ...stub },
  }),
});

/** Three calls that are all out at once. */
const RACE = fakeSession([
  { command: 'a', at: 0, took: 30 },
  { command: 'b', at: 1, took: 40 },
  { command: 'c', at: 2, took: 50 },
]);

test('says of each pair that did not change places why not', async () => {
  const swapped: (Partial<StubReport> | undefined)[] = [{}, { swapped: false }, undefined];
  const replay = async (swap?: AnswerSwap) => fakeReplay(true, swap ? swapped.shift() : {});
  const search = await searchOrders(RACE, replay, { maxPairs: 20 });
  expect(search).toEqual({ tried: 3, pairs: 3, unswapped: { notMade: 1, tooLate: 1, notRun: 1 }, runs: 4 });
  expect(renderOrderSearch(search)).toBe(
    [
      'No order of answers was found that changes how the test ends.',
      '3 of 3 pairs of overlapping answers tried the other way round, in 4 runs.',
      '  1 did not change places: a call was not made any more',
      '  1 did not change places: the answer that was to come first came too late',
      '  1 did not change places: the test did not run',
    ].join('\n'),
  );
});

test('takes a failure for a race only when the answers changed places, and it comes each time', async () => {
  const failsWhen = (isRace: (swap: AnswerSwap) => boolean, swapped: boolean) => async (given?: AnswerSwap) =>
    fakeReplay(given === undefined || !isRace(given), given ? { swapped } : {});
  const isOfFirstTwo = ({ call, before }: AnswerSwap) => call === 1 && before === 0;
  const kept = await searchOrders(RACE, failsWhen(isOfFirstTwo, false), { maxPairs: 20 });
  expect(kept.race).toBeUndefined();
  const found = await searchOrders(RACE, failsWhen(isOfFirstTwo, true), { maxPairs: 20 });
  expect(found.race?.sentence).toBe(
    'The test fails when b (#1) is answered before a (#0); in the recorded order it passes.',
  );
  let times = 0;
  const once = await searchOrders(
    RACE,
    failsWhen((given) => isOfFirstTwo(given) && ++times === 1, true),
    {
      maxPairs: 20,
    },
  );
  expect(once.race).toBeUndefined();
});

test('an interrupted search says nothing of the pair that was being tried', async () => {
  const stop = new AbortController();
  const replay = async (swap?: AnswerSwap) => {
    if (swap?.call === 1) stop.abort();
    return fakeReplay(!stop.signal.aborted, swap ? { swapped: true } : {});
  };
  const search = await searchOrders(RACE, replay, { maxPairs: 20, stop: stop.signal });
  expect(search).toMatchObject({ isInterrupted: true });
  expect(search.race).toBeUndefined();
  expect(search.tried).toBeLessThan(3);
  expect(renderOrderSearch(search)).toMatch(/^Interrupted: no order of answers was found so far/);
});

test('two of three answers that come too late are found, and by no swap of two', async () => {
  const searches = fakeSession([
    { command: 'search', args: { query: 'A' }, at: 0, took: 90 },
    { command: 'search', args: { query: 'Ad' }, at: 20, took: 80 },
    { command: 'search', args: { query: 'Ada' }, at: 40, took: 20 },
  ]);
  const isLate = (session: RecordedSession) => {
    const [last] = recordedCalls(session).sort((one, other) => other.endUs - one.endUs);
    return last?.index !== 2;
  };
  const replay = async (swap?: AnswerSwap, changed = searches) => ({
    ...fakeReplay(!isLate(changed), swap ? { swapped: true } : {}),
    same: isLate(changed),
    verdict: isLate(changed) ? ('reproduced' as const) : ('passed' as const),
  });
  const search = await searchOrders(searches, replay, { maxPairs: 20 });
  expect(search).toMatchObject({ late: { calls: [{ index: 0 }, { index: 1 }] } });
  expect(renderOrderSearch(search)).toMatch(
    /^The test fails only when search \(#0\) and search \(#1\) are answered after what was asked later\.\n/,
  );
});
