import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { cpuMs } from '../../std/cpu-time.test.support.ts';
import { type AnswerSwap, type ReplayTiming, SwappedOrder, timingConditions } from '../answer-conditions.ts';
import { type FakeCall, fakeSession } from '../fake-session.test.support.ts';
import type { AnswerItem, Condition } from './delivery-items.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { HandClock } from './hand-clock.test.support.ts';
import { RecordedTimeline } from './recorded-timeline.ts';

interface Replayed {
  clock: HandClock;
  /** The commands of the answers and pushes that came. */
  came: string[];
  order: SwappedOrder;
  /** Makes the call with this number. */
  ask(nth: number, more?: Condition[]): void;
  /** The answer to the call with this number at once. */
  now(nth: number): void;
}

/** A recording whose calls are made by their numbers, in whichever order. */
function replayed(calls: FakeCall[], timing: ReplayTiming = 'in-order', swap?: AnswerSwap): Replayed {
  const timeline = new RecordedTimeline(fakeSession(calls));
  const clock = new HandClock();
  const came: string[] = [];
  const order = new SwappedOrder(timeline.calls, swap);
  const queue = new DeliveryQueue<string>(timeline, {
    clock,
    placeOf: (call) => order.placeOf(call),
    deliver: ({ before, answer, after }) => {
      const named = (recorded: RecordedCall | undefined) => (recorded === undefined ? [] : [recorded.call.command]);
      came.push(...before.flatMap(({ placed }) => named(placed.push)));
      came.push(...named(answer?.call), ...after.flatMap(({ placed }) => named(placed.push)));
      if (answer?.call !== undefined) order.answered(answer.call);
      return undefined;
    },
  });
  queue.begin();
  const itemOf = (call: RecordedCall, after: Condition[]): AnswerItem<string> => ({
    ...{ call, window: undefined, after, giveUpAt: 0 },
    isSilent: call.endUs === Number.POSITIVE_INFINITY,
  });
  const byIndex = new Map(timeline.calls.map((call) => [call.index, call]));
  const callOf = (nth: number) => byIndex.get(nth) as RecordedCall;
  return {
    ...{ clock, came, order },
    ask: (nth, more = []) => {
      const call = callOf(nth);
      const isAnswered = call.endUs !== Number.POSITIVE_INFINITY;
      queue.ask(itemOf(call, isAnswered ? [...timingConditions(call, timing, order.placeOf(call)), ...more] : []));
      clock.settle();
    },
    now: (nth) => {
      const { before, answer, after } = queue.answerNow(itemOf(callOf(nth), []));
      came.push(...before.map(({ placed }) => placed.push.call.command), answer?.call?.call.command ?? '');
      came.push(...after.map(({ placed }) => placed.push.call.command));
    },
  };
}

/** Makes calls at once, in record order or in another one, and tells in which order the answers come. */
function answersTo(calls: FakeCall[], timing: ReplayTiming, asked = calls.map((_call, nth) => nth)): string[] {
  const { ask, clock, came } = replayed(calls, timing);
  for (const nth of asked) ask(nth);
  clock.pass(5_000);
  return came;
}

const RACE = [
  { command: 'slow', at: 0, took: 100 },
  { command: 'quick', at: 10, took: 20 },
  { command: 'middle', at: 20, took: 50 },
];

test('gives answers in the order in which they came, as far as the calls overlap', () => {
  expect(answersTo(RACE, 'in-order')).toEqual(['quick', 'middle', 'slow']);
  expect(answersTo(RACE, 'in-order', [1, 2, 0])).toEqual(['quick', 'middle', 'slow']);
});

test('gives answers at once when that is asked for', () => {
  const { ask, came } = replayed(RACE, 'at-once');
  for (const nth of [0, 1, 2]) ask(nth);
  expect(came).toEqual(['slow', 'quick', 'middle']);
});

test('gives answers after the recorded time, or a part of it', () => {
  const { ask, came, clock } = replayed(RACE, 0.5);
  for (const nth of [0, 1, 2]) ask(nth);
  clock.pass(9);
  expect(came).toEqual([]);
  clock.pass(20);
  expect(came).toEqual(['quick', 'middle']);
  clock.pass(25);
  expect(came).toEqual(['quick', 'middle', 'slow']);
});

test('does not wait for ever for a call that is not made', () => {
  const { ask, came, clock } = replayed(RACE);
  ask(0);
  clock.pass(499);
  expect(came).toEqual([]);
  clock.pass(2);
  expect(came).toEqual(['slow']);
  expect(clock.pending).toBe(0);
});

test('waits for the answer to a call that was made before, and comes to be made later now', () => {
  const { ask, came, clock } = replayed([
    { command: 'before', at: 0, took: 20 },
    { command: 'asked', at: 10, took: 20 },
  ]);
  ask(1);
  clock.pass(50);
  expect(came).toEqual([]);
  ask(0);
  expect(came).toEqual(['before', 'asked']);
});

test('is as patient for a call that is not made as the answer took, half a second at least', () => {
  for (const [took, patience] of [
    [100, 500],
    [1_200, 1_200],
  ] as const) {
    const { ask, came, clock } = replayed([
      { command: 'held', at: 0, took },
      { command: 'unmade', at: 10, took: 20 },
    ]);
    ask(0);
    clock.pass(patience - 1);
    expect(came).toEqual([]);
    clock.pass(1);
    expect(came).toEqual(['held']);
  }
});

test('is patient as long as what it waits for keeps coming, and not for what came after it', () => {
  const quick = (at: number) => ({ command: `quick ${at}`, at, took: 5 });
  const calls = [{ command: 'held', at: 0, took: 100 }, quick(10), quick(30), quick(50), quick(200), quick(220)];
  const { ask, came, clock } = replayed(calls);
  ask(0);
  for (const nth of [1, 2]) {
    clock.pass(300);
    ask(nth);
  }
  // The third is never made, and those that came after the held one say nothing of it.
  for (const nth of [4, 5]) {
    clock.pass(240);
    ask(nth);
  }
  expect(came).toEqual(['quick 10', 'quick 30']);
  clock.pass(30);
  expect(came).toEqual(['quick 10', 'quick 30', 'held', 'quick 200', 'quick 220']);
});

test('is as patient from the last answer or push that was given, since that may lead to the call', () => {
  const { ask, came, clock } = replayed([
    { command: 'held', at: 0, took: 100 },
    { command: 'late', at: 10, took: 20 },
    { command: 'caused by it', at: 40, took: 10 },
  ]);
  ask(0);
  ask(1, [{ kind: 'delay', ms: 450 }]);
  clock.pass(449);
  expect(came).toEqual([]);
  clock.pass(400);
  expect(came).toEqual(['late']);
  ask(2);
  expect(came).toEqual(['late', 'caused by it', 'held']);
});

test('is patient while something is on its way to a window, however long that takes', async () => {
  const timeline = new RecordedTimeline(
    fakeSession([
      { command: 'slow', at: 0, took: 10 },
      { command: 'held', at: 5, took: 100 },
      { command: 'unmade', at: 20, took: 20 },
    ]),
  );
  const clock = new HandClock();
  const came: (string | undefined)[] = [];
  let arrive = () => {};
  const queue = new DeliveryQueue<string>(timeline, {
    clock,
    deliver: ({ answer }) => {
      came.push(answer?.call?.call.command);
      return new Promise((resolve) => (arrive = () => resolve([])));
    },
  });
  queue.begin();
  for (const call of timeline.calls.slice(0, 2)) {
    const after = timingConditions(call, 'in-order', call.endUs);
    queue.ask({ call, window: undefined, after, giveUpAt: 0, isSilent: false });
  }
  clock.pass(3_000);
  arrive();
  await new Promise<void>((resolve) => setImmediate(resolve));
  clock.pass(400);
  expect(came).toEqual(['slow']);
  clock.pass(600);
  expect(came).toEqual(['slow', 'held']);
});

test('what is given without what it waited for comes in the recorded order all the same', () => {
  const calls = [
    { command: 'slow', at: 0, took: 100 },
    { command: 'unmade', at: 5, took: 25 },
    { command: 'quick', at: 10, took: 40 },
  ];
  expect(answersTo(calls, 'in-order', [0, 2])).toEqual(['quick', 'slow']);
  expect(answersTo(calls, 'in-order', [2, 0])).toEqual(['quick', 'slow']);
});

test('does not hold back what did not overlap', () => {
  const calls = [
    { command: 'first', at: 0, took: 5 },
    { command: 'second', at: 10, took: 5 },
  ];
  const { ask, came } = replayed(calls);
  ask(1);
  expect(came).toEqual(['second']);
  ask(0);
  expect(came).toEqual(['second', 'first']);
});

test('waits for no answer that a mock gave, or that was never given', () => {
  const calls = [
    { command: 'held', at: 0, took: 100 },
    { command: 'mocked', at: 5, took: 5, mocked: true },
    { command: 'pending', at: 10, took: null },
  ];
  const { ask, came } = replayed(calls);
  ask(0);
  expect(came).toEqual(['held']);
});

test('one answer can overtake another one, and what waits for that one is given after it', () => {
  const order = (call: number, before: number) => {
    const { ask, came, order } = replayed(RACE, 'in-order', { call, before });
    for (const nth of [0, 1, 2]) ask(nth);
    return { came, isSwapped: order.isSwapped };
  };
  expect(order(0, 1)).toEqual({ came: ['slow', 'quick', 'middle'], isSwapped: true });
  expect(order(0, 2)).toEqual({ came: ['quick', 'slow', 'middle'], isSwapped: true });
  expect(order(2, 1)).toEqual({ came: ['middle', 'quick', 'slow'], isSwapped: true });
});

test('says nothing of two answers that were to change places when one of them was not given', () => {
  const { ask, clock, order } = replayed(RACE, 'in-order', { call: 0, before: 1 });
  ask(1);
  clock.pass(5_000);
  expect(order.isSwapped).toBeUndefined();
});

test('no answer waits for one that a fault holds back', () => {
  const { ask, came, clock } = replayed(RACE);
  ask(1, [{ kind: 'delay', ms: 300 }]);
  ask(2);
  ask(0);
  expect(came).toEqual(['middle', 'slow']);
  clock.pass(300);
  expect(came).toEqual(['middle', 'slow', 'quick']);
});

test('an answer that is to come after the next one comes without it in the end', () => {
  const { ask, came, clock } = replayed(RACE);
  ask(1, [{ kind: 'another-answer' }]);
  clock.pass(499);
  expect(came).toEqual([]);
  clock.pass(1);
  expect(came).toEqual(['quick']);
});

test('a call that is never answered is no answer that comes before another one', () => {
  const { ask, came, clock } = replayed([...RACE, { command: 'subscribe', at: 30, took: null }]);
  ask(1, [{ kind: 'another-answer' }]);
  ask(3);
  expect(came).toEqual(['subscribe']);
  clock.pass(5_000);
  expect(came).toEqual(['subscribe', 'quick']);
});

test('a push behind a call that is never answered does not wait for that answer', () => {
  const { ask, came } = replayed([
    { command: 'subscribe', at: 0, took: null },
    { command: 'subscribed', kind: 'push', at: 5 },
  ]);
  ask(0);
  expect(came).toEqual(['subscribe', 'subscribed']);
});

test('an answer that is given at once brings the pushes that came before it, and leaves those of a call under way', () => {
  const { now, ask, came, clock } = replayed([
    { command: 'load', at: 0, took: 30 },
    { command: 'start', at: 10, took: 40 },
    { command: 'started', kind: 'push', at: 20 },
    { command: 'half way', kind: 'push', at: 40 },
  ]);
  ask(1);
  now(0);
  clock.settle();
  expect(came).toEqual(['started', 'load', 'half way', 'start']);
});

test('a push that the app may wait for comes by itself, though polls that came before it are not made', () => {
  const poll = (at: number): FakeCall => ({ command: 'get_status', at, took: 5 });
  const calls: FakeCall[] = [
    ...[0, 20, 40].map(poll),
    { command: 'start', at: 50, took: 100 },
    { command: 'ready', kind: 'push', at: 60 },
    { command: 'connect', at: 70, took: 10 },
  ];
  const { ask, came, clock } = replayed(calls);
  ask(3);
  // An answer that is given soon would bring it along.
  clock.pass(99);
  expect(came).toEqual([]);
  clock.pass(1);
  expect(came).toEqual(['ready']);
  ask(5);
  expect(came).toEqual(['ready', 'connect', 'start']);
});

test('a push does not come before an answer that waits, though what it came behind is answered', () => {
  const { ask, now, came, clock } = replayed([
    { command: 'held', at: 0, took: 30 },
    { command: 'unmade', at: 5, took: 5 },
    { command: 'at once', at: 8, took: 27 },
    { command: 'told', kind: 'push', at: 40 },
  ]);
  ask(0);
  now(2);
  expect(came).toEqual(['at once']);
  clock.pass(5_000);
  expect(came).toEqual(['at once', 'held', 'told']);
});

test('of two pushes that fall on one time the first recorded comes first', () => {
  const { ask, came } = replayed([
    { command: 'load', at: 0, took: 5 },
    ...['one', 'two', 'three'].map((command) => ({ command, kind: 'push' as const, at: 10 })),
  ]);
  ask(0);
  expect(came).toEqual(['load', 'one', 'two', 'three']);
});

test('takes no longer for each answer in a long recording, though calls are skipped and others are out all the time', () => {
  const took = (times: number) => {
    const calls: FakeCall[] = [{ command: 'long', at: 0, took: times * 10 }];
    for (let nth = 0; nth < times; nth += 1) calls.push({ command: 'short', at: 1 + nth * 10, took: 25 });
    const { ask, clock, came } = replayed(calls);
    const ms = cpuMs(() => {
      ask(0);
      // One in three is never made.
      for (let nth = 1; nth <= times; nth += 1) if (nth % 3 > 0) ask(nth);
      clock.pass(times * 20);
    });
    expect(came).toHaveLength(times + 1 - Math.floor(times / 3));
    return ms;
  };
  took(500);
  const short = Math.max(...[1, 2, 3].map(() => took(2_000)));
  expect(took(20_000)).toBeLessThan(Math.max(4, short) * 60);
});

test('any calls that overlap are answered in the recorded order, whatever order they are asked in', () => {
  const call = fc.record({ at: fc.nat(50), took: fc.integer({ min: 1, max: 60 }) });
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()), (spans, order) => {
      // All of them overlap the first, which lasts longest; ends that are equal have no order.
      const ends = new Set<number>();
      const calls = spans
        .map(({ at, took }, n) => ({ command: `c${n}`, at: at + 1, took }))
        .filter(({ at, took }) => !ends.has(at + took) && ends.add(at + took))
        .sort((a, b) => a.at - b.at);
      const all = [{ command: 'longest', at: 0, took: 1_000 }, ...calls];
      const asked = all.map((_call, nth) => ({ nth, by: order.next().value as number }));
      const came = answersTo(
        all,
        'in-order',
        asked.sort((a, b) => a.by - b.by).map(({ nth }) => nth),
      );
      expect(came).toHaveLength(all.length);
      expect(came.at(-1)).toBe('longest');
      const endOf = new Map(all.map(({ command, at, took }) => [command, [at, at + took] as const]));
      for (let n = 1; n < came.length; n++) {
        const [start, end] = endOf.get(came[n - 1] ?? '') ?? [0, 0];
        const [nextStart, nextEnd] = endOf.get(came[n] ?? '') ?? [0, 0];
        // Out of order only where the two did not overlap.
        if (nextEnd < end) expect(nextEnd <= start || nextStart >= end).toBe(true);
      }
    }),
  );
});
