import { expect, test } from '@playwright/test';
import { parseSession } from '../../session/format/parse-session.ts';
import { type FakeCall, fakeSession, fakeStep } from '../fake-session.test.support.ts';
import { StubBackend } from '../stub-backend.ts';
import { addCallsOf } from './add-calls-of.ts';

const LIST = { command: 'list', result: { Ok: [7] } };
const read = (id: number) => ({
  command: 'read',
  args: { id },
  result: id === 7 ? { Ok: 'Milk' } : { Err: 'no such note' },
});

test('a session answers what another one of its test has asked for, and all else as it was recorded', () => {
  const failed = fakeSession([{ ...LIST, result: { Ok: [8] } }, read(1)]);
  const { session, added } = addCallsOf(failed, fakeSession([LIST, read(7)]));
  expect(added).toEqual([{ index: 1, command: 'read' }]);
  expect(parseSession(JSON.stringify(session))).toEqual(session);
  const stub = new StubBackend(session);
  expect(stub.answer({ command: 'list', args: {} })).toMatchObject({ kind: 'ok', value: [8] });
  expect(stub.answer({ command: 'read', args: { id: 7 } })).toMatchObject({ kind: 'ok', value: 'Milk' });
});

test('calls that both have in the same steps are not added, in whatever steps they are', () => {
  const steps = [
    fakeStep('begin', ['one'], 0),
    fakeStep('end', ['one'], 1),
    fakeStep('begin', ['two'], 1),
    fakeStep('end', ['two'], 2),
  ];
  const session = fakeSession([LIST, { ...LIST, at: 900 }], { checkpoints: steps });
  expect(addCallsOf(session, session)).toEqual({ session, added: [] });
});

test('the large values of both are in it', () => {
  const one = fakeSession([LIST], { values: { a: 'eA==' } });
  const other = fakeSession([LIST], { values: { b: 'eQ==' } });
  expect(addCallsOf(one, other).session.values).toEqual({ a: 'eA==', b: 'eQ==' });
});

test('a read that the other one makes once more is added, and a poll is not', () => {
  const get = (title: string): FakeCall => ({ command: 'get_note', result: { Ok: title } });
  const failed = fakeSession([get('old'), { command: 'save_note' }]);
  const { session, added } = addCallsOf(failed, fakeSession([get('old'), { command: 'save_note' }, get('new')]));
  expect(added).toEqual([{ index: 2, command: 'get_note' }]);
  const stub = new StubBackend(session);
  const answers = ['get_note', 'save_note', 'get_note'].map((command) => stub.answer({ command, args: {} }));
  expect(answers).toMatchObject([{ value: 'old' }, {}, { value: 'new' }]);
});
