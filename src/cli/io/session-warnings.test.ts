import { expect, test } from '@playwright/test';
import { fakeSession } from '../../replay/fake-session.test.support.ts';
import { sessionWarnings } from './session-warnings.ts';

test('has nothing to say about a session in order', () => {
  expect(sessionWarnings(fakeSession([{ command: 'load' }]))).toEqual([]);
});

test('warns of what was lost', () => {
  expect(sessionWarnings(fakeSession([], { dropped: { events: 3, settles: 1, lines: 0 } }))).toEqual([
    'lost while recording: 3 events, 1 settles',
  ]);
  const [event] = fakeSession([{ command: 'load' }]).events;
  expect(sessionWarnings({ ...fakeSession([]), events: event ? [{ ...event, index: 40 }] : [] })).toEqual([
    'starts at event 40: the 40 before it are gone',
  ]);
});

test('warns of what Victauri would not take', () => {
  expect(sessionWarnings(fakeSession([{ command: 'load', args: { name: '\ud83d' } }]))).toEqual([
    "has lone surrogates, which Victauri's import refuses",
  ]);
  expect(sessionWarnings(fakeSession([{ command: 'load', args: 'x'.repeat(3 * 1024 * 1024) }]))).toEqual([
    "is 3.0 MiB, over the 2 MiB that Victauri's import takes",
  ]);
});

test('warns of events of a kind that this version does not know', () => {
  const session = fakeSession([{ command: 'load' }]);
  Object.assign(session.events[0]?.event ?? {}, { type: 'Gesture' });
  expect(sessionWarnings(session)).toEqual(['has events of kinds this version does not know: Gesture']);
});
