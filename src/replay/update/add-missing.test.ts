import { expect, test } from '@playwright/test';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { parseSession } from '../../session/format/parse-session.ts';
import type { RecordedSession, SessionAction } from '../../session/format/schema.ts';
import { type FakeCall, fakeSession, fakeStep, timestampAt } from '../fake-session.test.support.ts';
import { StubBackend } from '../stub-backend.ts';
import { addMissing } from './add-missing.ts';

const [LOAD, SAVE] = [
  { command: 'load', result: { Ok: 1 }, at: 0 },
  { command: 'save', result: { Ok: 2 }, at: 1_000 },
];

/** Runs a recorded session with these calls, in the order of their ids, and adds those that it has no answer for. */
function updated(
  recorded: RecordedSession,
  calls: FakeCall[],
  before: (stub: StubBackend, nth: number) => void = () => {},
) {
  const stub = new StubBackend(recorded);
  for (const [nth, { command, args = {}, kind }] of calls.entries()) {
    before(stub, nth);
    if (kind !== 'push') stub.answer({ id: `live-${nth}`, command, args });
  }
  const session = fakeSession(calls.map((call, nth) => ({ id: `live-${nth}`, ...call })));
  return addMissing(recorded, { session, missing: stub.missing, toRecorded: (value) => stub.toRecorded(value) });
}

const listed = ({ events }: RecordedSession) =>
  events.map(({ index, event }) => (event.type === 'Ipc' ? [index, event.command] : [index]));
/** What stands in the session beside numbers. */
const withoutNumbers = ({ events }: RecordedSession) => events.map(({ event }) => event);

test('a call is added where it was asked for, with the answer it got, and all else stays', () => {
  const recorded = fakeSession([LOAD, SAVE]);
  const { session, added } = updated(recorded, [LOAD, { command: 'tags', result: { Ok: ['a'] }, took: 3 }, SAVE]);
  expect(added).toEqual([{ index: 1, command: 'tags' }]);
  expect(listed(session)).toEqual([
    [0, 'load'],
    [1, 'tags'],
    [2, 'save'],
  ]);
  expect([withoutNumbers(session)[0], withoutNumbers(session)[2]]).toEqual(withoutNumbers(recorded));
  expect(session.events[1]?.event).toMatchObject({ result: { Ok: ['a'] }, args: {}, duration_us: 3_000 });
  const [load, tags, save] = session.events.map(({ timestamp }) => timestamp) as [string, string, string];
  expect([load < tags, tags < save]).toEqual([true, true]);
  expect(parseSession(JSON.stringify(session))).toEqual(session);
  expect(listed(recorded)).toEqual([
    [0, 'load'],
    [1, 'save'],
  ]);
});

test('several calls keep their order, before the first, between, and behind the last', () => {
  const more = (command: string): FakeCall => ({ command, result: { Ok: command } });
  const { session } = updated(fakeSession([LOAD, SAVE]), [
    more('a'),
    more('b'),
    LOAD,
    more('c'),
    SAVE,
    more('d'),
    more('e'),
  ]);
  expect(listed(session).map(([, command]) => command)).toEqual(['a', 'b', 'load', 'c', 'save', 'd', 'e']);
  expect(session.events.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  const times = session.events.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted());
});

test('the session answers the next run with what was added', () => {
  const calls: FakeCall[] = [LOAD, { command: 'tags', result: { Ok: ['a'] } }, SAVE];
  const { session } = updated(fakeSession([LOAD, SAVE]), calls);
  const stub = new StubBackend(session);
  const answers = calls.map(({ command }) => stub.answer({ command, args: {} }));
  expect(answers).toMatchObject([{ value: 1 }, { value: ['a'] }, { value: 2 }]);
});

test('a call stays in the step in which it was asked for, and steps and actions around it move with the numbers', () => {
  const action: SessionAction = {
    ...{ name: 'Click', category: 'pw:api', location: 'a.spec.ts:1:1' },
    ...{ timestamp: timestampAt(500), event_index: 1, end: { timestamp: timestampAt(900), event_index: 1 } },
  };
  const checkpoints = [
    { ...fakeStep('end', ['one'], 1), timestamp: timestampAt(100) },
    { ...fakeStep('begin', ['two'], 1), timestamp: timestampAt(200) },
    { ...fakeStep('end', ['two'], 2), timestamp: timestampAt(1_100) },
  ];
  const recorded = fakeSession([LOAD, SAVE], { checkpoints, actions: [action] });
  const { session } = updated(recorded, [LOAD, { command: 'tags', result: { Ok: [] } }], (stub, nth) => {
    if (nth === 1) for (const { step } of checkpoints.slice(0, 2)) if (step) stub.boundaryReached({ step });
  });
  expect(listed(session)).toEqual([
    [0, 'load'],
    [1, 'tags'],
    [2, 'save'],
  ]);
  expect(session.checkpoints.map(({ event_index }) => event_index)).toEqual([1, 1, 3]);
  expect(session.actions).toMatchObject([{ event_index: 2, end: { event_index: 2 } }]);
  const at = session.events[1]?.timestamp ?? '';
  expect([at > timestampAt(200), at < timestampAt(500)]).toEqual([true, true]);
});

test('ids are unique, also that of a channel, whose messages come along', () => {
  const recorded = fakeSession([
    { ...LOAD, id: 'live-1' },
    { ...SAVE, id: 'live-2' },
  ]);
  const { session, added } = updated(recorded, [
    { ...LOAD, id: 'live-0' },
    { command: 'watch', result: { Ok: 7 } },
    { command: 'watch#on', kind: 'push', channel: 'live-1', args: 1 },
  ]);
  const ids = session.events.map(({ event }) => event.type === 'Ipc' && [event.id, event.channel]);
  expect(ids).toEqual([
    ['live-1', undefined],
    ['live-10', undefined],
    ['live-20', 'live-10'],
    ['live-2', undefined],
  ]);
  expect(added).toEqual([{ index: 1, command: 'watch' }]);
});

test('what stands for a recorded value is written as that', () => {
  const [ID, LIVE] = ['0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01', 'f1e2d3c4-b5a6-4978-8a9b-0c1d2e3f4a5b'];
  const create = (id: string): FakeCall => ({ command: 'create', args: { id }, result: { Ok: { id } } });
  const { session } = updated(fakeSession([create(ID)]), [
    create(LIVE),
    { command: 'open', args: { id: LIVE }, options: { headers: { id: LIVE } }, result: { Ok: { id: LIVE } } },
    { command: `close-${LIVE}`, result: { Err: `${LIVE} is open` } },
  ]);
  expect(session.events[1]?.event).toMatchObject({
    ...{ args: { id: ID }, options: { headers: { id: ID } }, result: { Ok: { id: ID } } },
  });
  expect(session.events[2]?.event).toMatchObject({ command: `close-${ID}`, result: { Err: `${ID} is open` } });
});

test('an answer that took long is fitted in before what came next', () => {
  const { session } = updated(fakeSession([LOAD, { ...SAVE, at: 10 }]), [LOAD, { command: 'tags', took: 5_000 }, SAVE]);
  const [, tags, save] = session.events.map(({ event }) => event);
  const startMs = Date.parse(tags?.timestamp ?? '');
  const ms = tags?.type === 'Ipc' ? (tags.duration_us ?? 0) / 1_000 : 0;
  expect(startMs + ms).toBeLessThanOrEqual(Date.parse(save?.timestamp ?? ''));
});

test('a call that is added is of the document that was there, and no navigation', () => {
  const ids = ({ events }: RecordedSession) => events.map(({ event }) => event.type === 'Ipc' && event.id);
  const recorded = fakeSession([
    { ...LOAD, id: 'one-1' },
    { ...SAVE, id: 'two-1' },
  ]);
  const { session } = updated(recorded, [
    { ...LOAD, id: 'other-1' },
    { command: 'tags', id: 'live-1' },
    { ...SAVE, id: 'other-2' },
    { command: 'more', id: 'live-3' },
  ]);
  expect(ids(session)).toEqual(['one-1', 'one-10', 'two-1', 'two-3']);
});

test('a push stays behind the call that it came behind, and not behind one that is added', () => {
  const push: FakeCall = { command: 'loaded', kind: 'push', at: 20 };
  const calls = [LOAD, { command: 'tags', result: { Ok: 1 } }, SAVE];
  const { session } = updated(fakeSession([LOAD, push, SAVE]), calls);
  expect(listed(session).map(([, command]) => command)).toEqual(['load', 'loaded', 'tags', 'save']);
  const times = session.events.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted());
  const inStep = fakeSession([LOAD, push, SAVE], { checkpoints: [fakeStep('begin', ['next'], 1)] });
  expect(listed(updated(inStep, calls).session).map(([, command]) => command)).toContain('tags');
});

test('answers to calls that are added come in the order in which they came', () => {
  const recorded = fakeSession([LOAD, { ...SAVE, at: 5_000 }]);
  const { session } = updated(recorded, [
    LOAD,
    { command: 'a', result: { Ok: 1 }, at: 10, took: 300 },
    { command: 'b', result: { Ok: 2 }, at: 280, took: 60 },
    { command: 'c', result: { Ok: 3 }, at: 281, took: 10 },
    { ...SAVE, at: 5_000 },
  ]);
  const ends = recordedCalls(session).map(({ call, endUs }) => ({ command: call.command, endUs }));
  const sorted = ends.toSorted((one, other) => one.endUs - other.endUs).map(({ command }) => command);
  expect(sorted).toEqual(['load', 'c', 'a', 'b', 'save']);
});
