import { expect, test } from '@playwright/test';
import { type FakeCall, fakeSession, fakeStep } from './fake-session.test.support.ts';
import { sessionForPage } from './session-for-page.ts';

const CALLS: FakeCall[] = [{ command: 'get', page: 'page-1', source: 'tauri', result: { Ok: 'here' } }];
const forPage = (calls: FakeCall[]) => sessionForPage(fakeSession(calls), {});

test('a page is given the calls and the steps of a session, and nothing of the states between', () => {
  const checkpoint = { ...fakeStep('begin', ['one'], 0), state: { pages: ['much'] } };
  const text = sessionForPage(fakeSession(CALLS, { checkpoints: [checkpoint as never] }), {});
  const session = JSON.parse(text ?? 'null');
  expect(session.events).toHaveLength(1);
  expect(session.checkpoints).toMatchObject([{ state: null, step: { title_path: ['one'] } }]);
});

test('what only Node can answer is not for a page', () => {
  expect(forPage(CALLS)).toBeDefined();
  expect(forPage([...CALLS, { command: 'get', page: 'page-2', source: 'tauri' }])).toBeUndefined();
  expect(forPage([...CALLS, { command: 'get', page: 'page-1', frame: 'http://a.test/' }])).toBeUndefined();
  expect(forPage([{ command: 'get', source: 'electron' }])).toBeUndefined();
  expect(forPage([{ command: 'get', args: { token: '‹session-token:h:abcdefghij›' } }])).toBeUndefined();
  for (const part of [
    { type: 'Uint8Array', size: 9 },
    { type: 'Uint8Array', size: 9, redacted: true },
  ])
    expect(forPage([{ command: 'get', result: { Ok: { bytes: { $binary: part } } } }])).toBeUndefined();
  expect(forPage([{ command: 'get', result: { Ok: { $cut: { type: 'string', size: 9 } } } }])).toBeUndefined();
  expect(forPage([{ command: 'get', result: { Ok: 'x'.repeat(4_000_001) } }])).toBeUndefined();
  expect(sessionForPage(fakeSession(CALLS), { faults: [{ kind: 'error' }] })).toBeUndefined();
});
