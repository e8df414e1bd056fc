import { expect, test } from '@playwright/test';
import { fakeSession } from '../../replay/fake-session.test.support.ts';
import { StubBackend } from '../../replay/stub-backend.ts';
import { isUnanswered } from './is-unanswered.ts';

test('a recorded call that is left to the app was asked for, and one that was never recorded says nothing', async () => {
  const session = fakeSession([{ command: 'load' }, { command: 'dialog' }]);
  const stub = new StubBackend(session);
  expect(isUnanswered(session, stub.report())).toBe(true);
  await stub.leaveToApp({ command: 'other', args: {} });
  expect(stub.report()).toMatchObject({ answered: 0, leftToApp: 1 });
  expect(isUnanswered(session, stub.report())).toBe(true);
  await stub.leaveToApp({ command: 'dialog', args: {} });
  expect(isUnanswered(session, stub.report())).toBe(false);
});

test('a session without calls of a backend is not asked for any', () => {
  const mocked = fakeSession([{ command: 'load', mocked: true }]);
  expect(isUnanswered(mocked, new StubBackend(mocked).report())).toBe(false);
});

test('traffic that no replay gives again does not count as asked for', () => {
  const session = fakeSession([
    { command: 'load' },
    { command: 'fs', source: 'comlink' },
    { command: 'log', kind: 'send' },
  ]);
  expect(isUnanswered(session, new StubBackend(session).report())).toBe(true);
});
