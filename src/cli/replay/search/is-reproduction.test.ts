import { expect, test } from '@playwright/test';
import { fakeSession } from '../../../replay/fake-session.test.support.ts';
import type { StubReplay } from '../judge/judge-result.ts';
import { isReproduction } from './is-reproduction.ts';

const SESSION = fakeSession([{ command: 'user' }, { command: 'total' }]);
const ASKED = ['user {}', 'total {}'];

/** A replay that has failed as recorded, by one cause, but for what is given. */
function replayWith({
  missed = [] as string[],
  ...rest
}: Partial<StubReplay> & { missed?: string[] } = {}): StubReplay {
  const counts = { answered: 1, repeated: 0, shifted: 0, pending: 0, unused: [] };
  return {
    ...{ verdict: 'reproduced', same: true, elsewhere: [] },
    recorded: { status: 'failed', error: 'x' },
    replayed: { status: 'failed', error: 'x' },
    stub: { ...counts, missed: missed.map((command) => ({ command, args: {}, message: '' })) },
    trace: { cause: 'never-answered total', asked: ASKED },
    ...rest,
  };
}

test('a try that fails with the same error, by the same cause and without a miss is a reproduction', () => {
  expect(isReproduction(SESSION, replayWith(), replayWith())).toBe(true);
  expect(isReproduction(SESSION, replayWith({ verdict: 'different-failure' }), replayWith())).toBe(false);
});

test('a try with a miss is none, but for what the whole session misses, too', () => {
  expect(isReproduction(SESSION, replayWith({ missed: ['log'] }), replayWith())).toBe(false);
  expect(isReproduction(SESSION, replayWith({ missed: ['log'] }), replayWith({ missed: ['log'] }))).toBe(true);
});

test('a try with another first cause is none, and neither is one without any', () => {
  const other = { trace: { cause: 'failed-call total', asked: ASKED } };
  expect(isReproduction(SESSION, replayWith(other), replayWith())).toBe(false);
  expect(isReproduction(SESSION, replayWith({ trace: { asked: ASKED } }), replayWith())).toBe(false);
});

test('a try in which the app no longer asks for what is kept is none', () => {
  const fewer = { trace: { cause: 'never-answered total', asked: ['total {}'] } };
  expect(isReproduction(SESSION, replayWith(fewer), replayWith())).toBe(false);
  // That is no news where the replay of the whole session did not ask for it either.
  expect(isReproduction(SESSION, replayWith(fewer), replayWith(fewer))).toBe(true);
  const [user, total] = SESSION.events;
  if (user?.event.type !== 'Ipc' || total === undefined) throw new Error('no call');
  const part = { ...SESSION, events: [{ ...user, event: { ...user.event, filler: true } }, total] };
  expect(isReproduction(part, replayWith(fewer), replayWith())).toBe(true);
});

test('the replay of the whole session has only to fail as recorded', () => {
  expect(isReproduction(SESSION, replayWith({ missed: ['log'] }))).toBe(true);
  expect(isReproduction(SESSION, replayWith({ verdict: 'passed' }))).toBe(false);
});
