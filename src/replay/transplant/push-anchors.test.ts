import { expect, test } from '@playwright/test';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { type FakeCall, fakeSession } from '../fake-session.test.support.ts';
import { inTime } from './in-time.ts';
import { anchorsOf } from './push-anchors.ts';

const told = (args: number, rest: Partial<FakeCall> = {}): FakeCall => ({
  command: 'told',
  kind: 'push',
  args,
  ...rest,
});

/** Behind which call of the other session a push belongs there; calls are paired by their ids. */
function anchorOf(own: FakeCall[], other: FakeCall[], push: string): string | undefined {
  const [failed, passed] = [fakeSession(own), fakeSession(other)];
  const ids = new Set(recordedCalls(passed).map(({ call }) => call.id));
  const calls = recordedCalls(failed).flatMap(({ call: { id } }) => (ids.has(id) ? [{ failed: id, passed: id }] : []));
  const way = { from: 'failed', into: 'passed' } as const;
  return anchorsOf({ failed, passed, calls, texts: [] }, way, passed).get(push)?.behind?.call.id;
}

test('a push belongs behind what it came behind, and a read that was made far behind that is not it', () => {
  const own = [
    { command: 'list', id: 'read' },
    { command: 'start', id: 'start' },
    told(1, { id: 'one' }),
    told(1, { id: 'again' }),
    told(2, { id: 'two' }),
  ];
  const early = [
    { command: 'list', id: 'read' },
    { command: 'start', id: 'start' },
    told(1, { id: 'one' }),
    told(2, { id: 'two' }),
  ];
  const late = [...early.slice(1), { command: 'list', id: 'read' }];
  for (const other of [early, late]) expect(anchorOf(own, other, 'again')).toBe('one');
});

test('pushes of one name keep their order, though another call was made later there', () => {
  const own = [
    { command: 'start', id: 'start' },
    { command: 'save', id: 'save' },
    told(1, { id: 'new' }),
    told(2, { id: 'two' }),
  ];
  const other = [{ command: 'start', id: 'start' }, told(2, { id: 'two' }), { command: 'save', id: 'save' }];
  expect(anchorOf(own, other, 'new')).toBe('start');
});

test('an answer that never came is given before the calls that follow from it, however near they stand', () => {
  const failed = fakeSession([
    { command: 'get', id: 'get', took: null },
    { command: 'next', id: 'next', at: 10 },
  ]);
  const passed = fakeSession([
    { command: 'get', id: 'get', took: 40 },
    { command: 'next', id: 'next', at: 50 },
  ]);
  const calls = ['get', 'next'].map((id) => ({ failed: id, passed: id }));
  const [hung] = recordedCalls(failed);
  if (hung === undefined) throw new Error('there is no call');
  const answered = { ...hung.call, result: { Ok: 1 }, duration_ms: 40, duration_us: 40_000 };
  const sides = { failed, passed, calls, texts: [] };
  expect(inTime(answered, sides, { from: 'passed', into: 'failed' }).duration_us).toBe(10_000);
});
