import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { orderByStart } from './order-by-start.ts';
import type { RecordedSession } from './schema.ts';

/** A session whose events started at these milliseconds, in the order they arrived; checkpoints by their `event_index`. */
function sessionOf(starts: number[], checkpoints: number[] = [], first = 0): RecordedSession {
  const time = (ms: number) => new Date(Date.UTC(2026, 10, 25) + ms).toISOString();
  return {
    id: 's',
    started_at: time(0),
    events: starts.map((ms, at) => ({
      index: first + at,
      timestamp: time(ms),
      event: { type: 'WindowEvent', label: 'main', event: `arrived ${at}`, timestamp: time(ms) },
    })),
    checkpoints: checkpoints.map((event_index, at) => ({
      id: `cp-${at}`,
      label: null,
      timestamp: time(0),
      state: null,
      event_index,
    })),
  };
}

const arrivals = ({ events }: RecordedSession) =>
  events.map(({ index, event }) => [index, event.type === 'WindowEvent' ? event.event : '']);

test('gives back a session that is in order', () => {
  const session = sessionOf([1, 2, 2, 3], [2]);
  expect(orderByStart(session)).toBe(session);
});

test('orders by start and numbers anew, from the same first number', () => {
  expect(arrivals(orderByStart(sessionOf([5, 9, 7], [], 40)))).toEqual([
    [40, 'arrived 0'],
    [41, 'arrived 2'],
    [42, 'arrived 1'],
  ]);
});

test('keeps a checkpoint after what had arrived before it', () => {
  const ordered = orderByStart(sessionOf([5, 9, 7, 10], [2, 4]));
  expect(ordered.checkpoints.map(({ event_index }) => event_index)).toEqual([3, 4]);
});

test('keeps every event, every number and what each checkpoint had seen, whatever the order of arrival', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 30 }), fc.array(fc.nat(30), { maxLength: 4 }), (starts, cuts) => {
      const checkpoints = cuts.map((cut) => Math.min(cut, starts.length)).sort((one, other) => one - other);
      const session = sessionOf(starts, checkpoints);
      const ordered = orderByStart(session);
      const times = ordered.events.map(({ timestamp }) => timestamp);
      expect(times).toEqual(times.toSorted());
      expect(ordered.events.map(({ index }) => index)).toEqual(session.events.map(({ index }) => index));
      expect(
        arrivals(ordered)
          .map(([, name]) => name)
          .sort(),
      ).toEqual(
        arrivals(session)
          .map(([, name]) => name)
          .sort(),
      );
      const before = (of: RecordedSession, at: number) =>
        arrivals(of)
          .filter(([index]) => (index as number) < (of.checkpoints[at]?.event_index ?? 0))
          .map(([, name]) => name);
      for (const at of checkpoints.keys())
        expect(before(ordered, at)).toEqual(expect.arrayContaining(before(session, at)));
    }),
  );
});

test('keeps an action between what had arrived before its begin and before its end', () => {
  const [mark, at] = [{ name: 'Click', category: 'pw:api', location: 'a.spec.ts:1:1' }, '2026-10-25T00:00:00.000Z'];
  const action = { ...mark, timestamp: at, event_index: 2, end: { timestamp: at, event_index: 4 } };
  const { actions } = orderByStart({
    ...sessionOf([5, 9, 7, 10]),
    actions: [action, { ...mark, timestamp: at, event_index: 1 }],
  });
  expect(actions?.map(({ event_index, end }) => [event_index, end?.event_index])).toEqual([
    [3, 4],
    [1, undefined],
  ]);
});
