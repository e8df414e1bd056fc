import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { type FakeCall, fakeSession } from '../fake-session.test.support.ts';
import { AnswerTiming, type ReplayTiming } from './answer-timing.ts';

/** Asks for calls at once, in record order or in another one, and tells in which order the answers come. */
async function answersTo(
  calls: FakeCall[],
  timing: ReplayTiming,
  asked = calls.map((_call, at) => at),
): Promise<string[]> {
  const recorded = recordedCalls(fakeSession(calls));
  const turns = new AnswerTiming(recorded, timing);
  const came: string[] = [];
  await Promise.all(
    asked.map(async (at) => {
      const one = recorded[at];
      if (one === undefined) return;
      await turns.due(one);
      came.push(one.call.command);
    }),
  );
  return came;
}

const RACE = [
  { command: 'slow', at: 0, took: 100 },
  { command: 'quick', at: 10, took: 20 },
  { command: 'middle', at: 20, took: 50 },
];

test('gives answers in the order in which they came, as far as the calls overlap', async () => {
  expect(await answersTo(RACE, 'in-order')).toEqual(['quick', 'middle', 'slow']);
  expect(await answersTo(RACE, 'in-order', [1, 2, 0])).toEqual(['quick', 'middle', 'slow']);
});

test('gives answers at once when that is asked for', async () => {
  expect(await answersTo(RACE, 'at-once')).toEqual(['slow', 'quick', 'middle']);
});

test('gives answers after the recorded time, or a part of it', async () => {
  expect(await answersTo(RACE, 0.5)).toEqual(['quick', 'middle', 'slow']);
});

test('does not wait for ever for a call that is not made', async () => {
  const started = performance.now();
  expect(await answersTo(RACE, 'in-order', [0])).toEqual(['slow']);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('waits for the answer to a call that was made before, and comes to be made later now', async () => {
  const recorded = recordedCalls(
    fakeSession([
      { command: 'before', at: 0, took: 20 },
      { command: 'asked', at: 10, took: 20 },
    ]),
  );
  const turns = new AnswerTiming(recorded, 'in-order');
  const came: string[] = [];
  const ask = async (one: (typeof recorded)[number]) => {
    await turns.due(one);
    came.push(one.call.command);
  };
  const [before, asked] = recorded as [(typeof recorded)[number], (typeof recorded)[number]];
  const waiting = ask(asked);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await Promise.all([ask(before), waiting]);
  expect(came).toEqual(['before', 'asked']);
});

test('is as patient for a call that is not made as the answer took, half a second at least', async () => {
  for (const [took, least, most] of [
    [100, 450, 900],
    [1_200, 1_150, 2_000],
  ] as const) {
    const calls = [
      { command: 'held', at: 0, took },
      { command: 'unmade', at: 10, took: 20 },
    ];
    const began = performance.now();
    await answersTo(calls, 'in-order', [0]);
    const waited = performance.now() - began;
    expect(waited).toBeGreaterThan(least);
    expect(waited).toBeLessThan(most);
  }
});

test('is patient as long as what it waits for keeps coming, and not for what came after it', async () => {
  const quick = (at: number) => ({ command: `quick ${at}`, at, took: 5 });
  const recorded = recordedCalls(
    fakeSession([{ command: 'held', at: 0, took: 100 }, quick(10), quick(30), quick(50), quick(200), quick(220)]),
  );
  const turns = new AnswerTiming(recorded, 'in-order');
  const [held, ...others] = recorded as [(typeof recorded)[number], ...typeof recorded];
  const came: string[] = [];
  const began = performance.now();
  const waiting = turns.due(held).then(() => came.push('held'));
  for (const [at, other] of others.entries()) {
    if (at === 2) continue;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await turns.due(other);
    came.push(other.call.command);
  }
  await waiting;
  // The third is never made, and those that came after the held one say nothing of it.
  expect(came).toEqual(['quick 10', 'quick 30', 'held', 'quick 200', 'quick 220']);
  expect(performance.now() - began).toBeLessThan(1_600);
});

test('what is given without what it waited for comes in the recorded order all the same', async () => {
  const calls = [
    { command: 'slow', at: 0, took: 100 },
    { command: 'unmade', at: 5, took: 25 },
    { command: 'quick', at: 10, took: 40 },
  ];
  expect(await answersTo(calls, 'in-order', [0, 2])).toEqual(['quick', 'slow']);
  expect(await answersTo(calls, 'in-order', [2, 0])).toEqual(['quick', 'slow']);
});

test('does not hold back what did not overlap', async () => {
  const calls = [
    { command: 'first', at: 0, took: 5 },
    { command: 'second', at: 10, took: 5 },
  ];
  expect(await answersTo(calls, 'in-order', [1])).toEqual(['second']);
  expect(await answersTo(calls, 'in-order', [1, 0])).toEqual(['second', 'first']);
});

test('any calls that overlap are answered in the recorded order, whatever order they are asked in', async () => {
  const call = fc.record({ at: fc.nat(50), took: fc.integer({ min: 1, max: 60 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 8 }), async (spans) => {
      // All of them overlap the first, which lasts longest; ends that are equal have no order.
      const ends = new Set<number>();
      const calls = spans
        .map(({ at, took }, n) => ({ command: `c${n}`, at: at + 1, took }))
        .filter(({ at, took }) => !ends.has(at + took) && ends.add(at + took))
        .sort((a, b) => a.at - b.at);
      const all = [{ command: 'longest', at: 0, took: 1_000 }, ...calls];
      const came = await answersTo(all, 'in-order');
      expect(came).toHaveLength(all.length);
      expect(came.at(-1)).toBe('longest');
      const endOf = new Map(all.map(({ command, at, took }) => [command, [at, at + took] as const]));
      for (let n = 1; n < came.length; n++) {
        const [, end] = endOf.get(came[n - 1] ?? '') ?? [0, 0];
        const [start, nextEnd] = endOf.get(came[n] ?? '') ?? [0, 0];
        // Out of order only where the two did not overlap.
        if (nextEnd < end) expect(nextEnd <= (endOf.get(came[n - 1] ?? '')?.[0] ?? 0) || start >= end).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test('one answer can overtake another one, and what waits for that one is given after it', async () => {
  const recorded = recordedCalls(fakeSession(RACE));
  const order = async (call: number, before: number) => {
    const turns = new AnswerTiming(recorded, 'in-order', new Map(), { call, before });
    const came: string[] = [];
    await Promise.all(recorded.map((one) => turns.due(one).then(() => came.push(one.call.command))));
    return { came, isSwapped: turns.isSwapped };
  };
  expect(await order(0, 1)).toEqual({ came: ['slow', 'quick', 'middle'], isSwapped: true });
  expect(await order(0, 2)).toEqual({ came: ['quick', 'slow', 'middle'], isSwapped: true });
  expect(await order(2, 1)).toEqual({ came: ['middle', 'quick', 'slow'], isSwapped: true });
});

test('says nothing of two answers that were to change places when one of them was not given', async () => {
  const recorded = recordedCalls(fakeSession(RACE));
  const turns = new AnswerTiming(recorded, 'in-order', new Map(), { call: 0, before: 1 });
  await turns.due(recorded[1] as (typeof recorded)[number]);
  expect(turns.isSwapped).toBeUndefined();
});
