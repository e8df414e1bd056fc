import { expect, test } from '@playwright/test';
import { recordedCalls } from '../../calls/recorded-call.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { type FakeCall, fakeSession, fakeStep } from '../fake-session.test.support.ts';
import { moveListeners } from './move-listeners.ts';
import { firstListeners, withoutUnheard } from './unheard-pushes.ts';

const listen = (event: string): FakeCall => ({ command: 'plugin:event|listen', args: { event, handler: 1 } });
const told = (args: number, rest: Partial<FakeCall> = {}): FakeCall => ({
  command: 'told',
  kind: 'push',
  args,
  ...rest,
});

const shown = (session: RecordedSession) =>
  recordedCalls(session).map(({ index, call }) => `${index} ${call.kind === 'push' ? call.args : call.command}`);

const EARLY = [{ command: 'start' }, told(1), told(2), listen('told'), told(3)];

test('what came before the first listener reached nobody, and is left out', () => {
  const session = fakeSession(EARLY);
  const [listener] = [...firstListeners(session).values()];
  expect(listener?.unheard.map(({ args }) => args)).toEqual([1, 2]);
  expect(shown(withoutUnheard(session))).toEqual(['0 start', '3 plugin:event|listen', '4 3']);
});

test('what nobody ever listens for by a call, and what comes through a channel, is heard as far as is known', () => {
  for (const calls of [
    [{ command: 'start' }, told(1), listen('other')],
    [{ command: 'start' }, told(1, { channel: 'c0' }), listen('told')],
    [listen('told'), { command: 'start' }, told(1)],
  ]) {
    const session = fakeSession(calls);
    expect(withoutUnheard(session)).toBe(session);
  }
});

test('a listener moves before pushes and behind them, and steps stay around the same events', () => {
  const session = fakeSession(EARLY, { checkpoints: [fakeStep('begin', ['a'], 1), fakeStep('end', ['a'], 4)] });
  const call = [...firstListeners(session).values()][0]?.listen;
  if (call === undefined) throw new Error('nobody listens');
  const with_ = (count: number) => moveListeners(session, { listen: call, count });
  expect(shown(with_(0))).toEqual(['0 start', '1 plugin:event|listen', '2 1', '3 2', '4 3']);
  expect(shown(with_(1))).toEqual(['0 start', '1 1', '2 plugin:event|listen', '3 2', '4 3']);
  expect(shown(with_(2))).toEqual(shown(session));
  expect(shown(with_(3))).toEqual(['0 start', '1 1', '2 2', '3 3', '4 plugin:event|listen']);
  expect(with_(3).checkpoints.map(({ event_index }) => event_index)).toEqual([1, 3]);
  expect(withoutUnheard(with_(0)).events).toHaveLength(5);
});
