import { expect, test } from '@playwright/test';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { RecordedTimeline } from '../../replay/delivery/recorded-timeline.ts';
import { type FakeCall, fakeSession } from '../../replay/fake-session.test.support.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { addTrafficOf } from './add-traffic-of.ts';

const session = (run: string, theme: string, more: FakeCall[] = []) =>
  fakeSession(
    [
      { command: 'settings', result: { Ok: theme } },
      { command: 'save', args: { theme }, took: 8 },
      { command: 'saved', kind: 'push' as const, args: theme, at: 30 },
      ...more,
    ].map((call, nth) => ({ id: `${run}-${nth + 1}`, ...call })),
    // As a runner may note it: its number is that of the event which came while it went on.
    {
      actions: [
        {
          name: 'Navigate',
          category: 'pw:api',
          location: 'a.spec.ts:1:1',
          timestamp: '2026-11-23T09:30:00.000Z',
          event_index: 0,
          end: { event_index: 1, timestamp: '2026-11-23T09:30:00.025Z' },
        },
      ],
    },
  );

/** The pushes of a session, each with the call that it waits for. */
const pushesOf = (one: RecordedSession) =>
  new RecordedTimeline(one).pushes.map(({ push, behind }) => [push.call.args, behind?.call.args]);

test('each answers what the other one has asked for, and its pushes come behind the calls that brought them', () => {
  const failed = session('one', 'dark');
  const passed = session('two', 'light', [{ command: 'find', result: { Ok: 1 }, at: 50 }]);
  const both = { failed: addTrafficOf(failed, passed).session, passed: addTrafficOf(passed, failed).session };
  for (const [side, own] of [
    ['failed', failed],
    ['passed', passed],
  ] as const) {
    const commands = recordedCalls(both[side]).map(({ call }) => call.command);
    expect(commands.toSorted()).toEqual(['find', 'save', 'save', 'saved', 'saved', 'settings']);
    expect(pushesOf(both[side]).toSorted()).toEqual([
      ['dark', { theme: 'dark' }],
      ['light', { theme: 'light' }],
    ]);
    expect(
      recordedCalls(own).every(({ call }) => recordedCalls(both[side]).some((one) => one.call.id === call.id)),
    ).toBe(true);
  }
});

test('a push that came behind a read that is added comes along where reads may have brought it', () => {
  const failed = fakeSession([{ command: 'start', id: 'one-1' }]);
  const passed = fakeSession([
    { command: 'start', id: 'two-1' },
    { command: 'list_notes', id: 'two-2', result: { Ok: 1 } },
    { command: 'done', id: 'two-3', kind: 'push', args: 7 },
  ]);
  const commandsWith = (reads: 'bring-pushes' | 'bring-nothing') =>
    recordedCalls(addTrafficOf(failed, passed, { reads }).session).map(({ call }) => call.command);
  expect(commandsWith('bring-pushes')).toEqual(['start', 'list_notes', 'done']);
  expect(commandsWith('bring-nothing')).toEqual(['start', 'list_notes']);
});
