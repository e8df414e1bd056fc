import { expect, test } from '@playwright/test';
import { type FakeCall, fakeSession } from '../replay/fake-session.test.support.ts';
import type { IpcCall } from '../session/format/schema.ts';
import { callLine } from './call-line.ts';

const lineOf = (call: FakeCall, options = {}) => callLine(12, fakeSession([call]).events[0]?.event as IpcCall, options);

test('has the number, the command, the arguments, the outcome and the time', () => {
  expect(lineOf({ command: 'save', args: { title: 'Milk' }, result: { Err: 'disk full' }, took: 3 })).toBe(
    '#12  save {"title":"Milk"} → Err "disk full" (3 ms)',
  );
  expect(lineOf({ command: 'load', result: { Ok: [1] }, took: 0.4 })).toBe('#12  load → [1] (<1 ms)');
  expect(lineOf({ command: 'load', took: null })).toBe('#12  load … pending');
  expect(lineOf({ command: 'load', took: null }, { pendingMs: 4_900 })).toBe('#12  load … pending for 4.9 s');
  expect(lineOf({ command: 'saved', kind: 'push', args: { id: 1 } })).toBe('#12  ← saved {"id":1}');
  expect(lineOf({ command: 'log', kind: 'send', args: ['x'] })).toBe('#12  → log ["x"]');
});

test('cuts arguments and outcome, never the time', () => {
  const long = 'x'.repeat(500);
  const line = lineOf({ command: 'save', args: { long }, result: { Err: long }, took: 61.7 }, { maxLength: 80 });
  expect(line).toMatch(/^#12 {2}save \{"long":"x+… → Err "x+… \(62 ms\)$/);
  expect(line.length).toBeLessThanOrEqual(80);
});

test('a filler is no answer of the backend', () => {
  expect(lineOf({ command: 'load', result: { Ok: 0 }, filler: true })).toBe('#12  load → filler 0 (5 ms)');
});
