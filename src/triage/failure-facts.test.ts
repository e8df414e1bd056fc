import { expect, test } from '@playwright/test';
import { fakeSession, fakeStep, timestampAt } from '../replay/fake-session.test.support.ts';
import type { SessionTest } from '../session/format/schema.ts';
import { failureFacts } from './failure-facts.ts';

test('names the innermost step that failed with the error of the test', () => {
  const session = fakeSession([{ command: 'save' }], {
    test: { ...FAILED, errors: ['Error: no Milk\n\nCall log: …'] },
    checkpoints: [
      fakeStep('end', ['write', 'try'], 1, { error: 'Error: caught' }),
      fakeStep('end', ['save', 'expect'], 1, { error: 'Error: no Milk' }),
      fakeStep('end', ['save'], 1, { error: 'Error: no Milk' }),
    ],
  });
  expect(failureFacts(session).step?.title_path).toEqual(['save', 'expect']);
});

test('names the innermost open step when time ran out', () => {
  const session = fakeSession([], {
    test: { ...FAILED, status: 'timedOut' },
    checkpoints: [
      fakeStep('begin', ['write'], 0),
      fakeStep('end', ['write'], 0),
      fakeStep('begin', ['save'], 0),
      fakeStep('begin', ['save', 'click'], 0),
    ],
  });
  expect(failureFacts(session).step?.title_path).toEqual(['save', 'click']);
});

test('has no failing step when the test passed', () => {
  const checkpoints = [fakeStep('end', ['probe'], 0, { error: 'Error: expected' })];
  expect(failureFacts(fakeSession([], { test: { ...FAILED, status: 'passed' }, checkpoints })).step).toBeUndefined();
});

test('lists the calls that started before the failure, not those of the clean-up, and counts what it hides', () => {
  const session = fakeSession(
    [{ command: 'load' }, { command: 'plugin:event|listen' }, { command: 'save' }, { command: 'tidy_up' }],
    { test: FAILED, checkpoints: [fakeStep('end', ['save'], 3, { error: 'Error' })] },
  );
  const facts = failureFacts(session);
  expect(facts.lastCalls.map(({ call }) => call.command)).toEqual(['load', 'save']);
  expect(facts.hiddenCalls).toBe(1);
  expect(failureFacts(session, { maxLastCalls: 1 }).lastCalls).toMatchObject([{ index: 2 }]);
});

test('says for how long a call has been pending at the end of the recording', () => {
  const session = fakeSession(
    [
      { command: 'load', at: 100, took: null },
      { command: 'log', kind: 'send', at: 150 },
    ],
    {
      checkpoints: [{ id: 'end', label: null, timestamp: timestampAt(5_000), state: null, event_index: 2 }],
    },
  );
  expect(failureFacts(session).pendingCalls).toMatchObject([{ index: 0, pendingMs: 4_900 }]);
});

test('a call that began before the test is none of its own, and one whose document went is not pending', () => {
  const facts = failureFacts(
    fakeSession([
      { command: 'load', carried_over: true, result: { Err: 'disk full' } },
      { command: 'poll', took: null, abandoned: 'closed' },
    ]),
  );
  expect(facts.counts).toMatchObject({ calls: 1, failed: 0, pending: 0, abandoned: 1 });
  expect(facts.pendingCalls).toEqual([]);
  expect(facts.carriedOver).toMatchObject([{ index: 0, call: { command: 'load' } }]);
});

test('counts calls, one-way traffic and what was lost', () => {
  const session = fakeSession(
    [
      { command: 'save', result: { Err: 'disk full' } },
      { command: 'load', mocked: true },
      { command: 'plugin:app|version', took: null },
      { command: 'log', kind: 'send' },
      { command: 'saved', kind: 'push' },
    ],
    { dropped: { events: 3 } },
  );
  const facts = failureFacts(session);
  expect(facts.counts).toEqual({
    calls: 3,
    failed: 1,
    pending: 1,
    abandoned: 0,
    mocked: 1,
    internal: 1,
    sends: 1,
    pushes: 1,
    checkpoints: 0,
  });
  expect(facts.dropped).toEqual({ events: 3 });
  expect(facts.failedCalls).toMatchObject([{ index: 0, call: { command: 'save' } }]);
});

test('reads an empty session', () => {
  expect(failureFacts(fakeSession([]))).toMatchObject({ lastCalls: [], pendingCalls: [], counts: { calls: 0 } });
});

const FAILED: SessionTest = {
  title_path: ['saves'],
  file: 'a.spec.ts',
  line: 3,
  project: '',
  attempt: 0,
  status: 'failed',
};
