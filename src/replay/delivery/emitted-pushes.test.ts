import { expect, test } from '@playwright/test';
import { recordedCalls } from '../../calls/recorded-call.ts';
import { encodeValue } from '../../session/codec/encode-value.ts';
import { type FakeCall, fakeSession } from '../fake-session.test.support.ts';
import { withoutEmitted } from './emitted-pushes.ts';

const kept = (...calls: FakeCall[]): string[] =>
  withoutEmitted(recordedCalls(fakeSession(calls))).flatMap(({ call }) =>
    call.kind === 'push' ? [`${call.page} ${call.command}`] : [],
  );

const emit = (payload: unknown, rest: Partial<FakeCall> = {}): FakeCall => ({
  command: 'plugin:event|emit',
  args: encodeValue({ event: 'renamed', payload }) as object,
  ...rest,
});

const heard = (payload: unknown, rest: Partial<FakeCall> = {}): FakeCall => ({
  command: 'renamed',
  kind: 'push',
  page: 'page-1',
  args: encodeValue(payload) as object,
  ...rest,
});

test('each window hears once of each event that one sends', () => {
  expect(kept(emit('a'), heard('a'), heard('a', { page: 'page-2' }), heard('a'))).toEqual(['page-1 renamed']);
  expect(kept(emit('a'), emit('a'), heard('a'), heard('a'))).toEqual([]);
  expect(kept(heard('a'), emit('a'))).toEqual(['page-1 renamed']);
  expect(kept(emit('a'), heard('b'), heard('a', { command: 'other' }))).toEqual(['page-1 renamed', 'page-1 other']);
});

test('an event for a target is heard by listeners of any window, one for a window in no other', () => {
  const target = { kind: 'AnyLabel', label: 'settings' };
  const toSettings = { command: 'plugin:event|emit_to', args: { event: 'renamed', payload: 1, target } };
  const settings = { page: 'page-2', webview_label: 'settings' };
  expect(kept(toSettings, heard(1), heard(1, settings))).toEqual([]);
  const v1 = { cmd: 'emit', event: 'renamed', payload: 1, windowLabel: 'settings' };
  expect(kept({ command: 'tauri:Event.emit', args: { message: v1 } }, heard(1), heard(1, settings))).toEqual([
    'page-1 renamed',
  ]);
});

test('what fails is not sent, and what comes much later is not that event', () => {
  expect(kept(emit('a', { result: { Err: 'not allowed' } }), heard('a'))).toEqual(['page-1 renamed']);
  expect(kept(emit('a', { at: 0 }), heard('a', { at: 60_000 }))).toEqual(['page-1 renamed']);
});

test('a payload is known as Rust passes it on', () => {
  const payloads: [sent: unknown, heard: unknown][] = [
    [undefined, null],
    [
      { b: 1, a: 2, left: undefined },
      { a: 2, b: 1 },
    ],
    [{ at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    [
      [Number.NaN, -0],
      [null, 0],
    ],
    [new Map([['a', 1]]), { a: 1 }],
    [{ bytes: new Uint8Array([1, 2]) }, { bytes: [1, 2] }],
  ];
  for (const [sent, came] of payloads) expect(kept(emit(sent), heard(came)), JSON.stringify(came)).toEqual([]);
});

test('what a stranger has recorded does not throw', () => {
  const sent = [{ $bigint: '1' }, { $date: 'never' }, { $map: [[{}, 1]] }, '\ud800'];
  const calls = sent.map((payload) => ({ command: 'plugin:event|emit', args: { event: 'renamed', payload } }));
  expect(kept(...calls, { command: 'plugin:event|emit', args: 7 }, heard(1))).toEqual(['page-1 renamed']);
});

test('an event that is sent and heard all the time takes no longer for it', () => {
  const took = (times: number) => {
    const calls = recordedCalls(
      fakeSession(Array.from({ length: times }, (_, at) => [emit('tick', { at }), heard('tick', { at })]).flat()),
    );
    const began = performance.now();
    expect(withoutEmitted(calls)).toHaveLength(times);
    return performance.now() - began;
  };
  took(1_000);
  expect(took(20_000)).toBeLessThan(Math.max(1, took(2_000)) * 60);
});
