import { expect, test } from '@playwright/test';
import { hearsEvent, readEventTarget } from './event-target.ts';

const KINDS = ['AnyLabel', 'Window', 'Webview', 'WebviewWindow'];
const heardBy = (event: { kind: string; label?: string } | undefined, label = 'main') =>
  KINDS.filter((kind) => hearsEvent({ kind, label }, event));

test('a listener without a target hears all, and an event without one is for all', () => {
  for (const kind of [...KINDS, 'App']) expect(hearsEvent({ kind: 'Any' }, { kind, label: 'main' })).toBe(true);
  expect(hearsEvent(undefined, { kind: 'Window', label: 'main' })).toBe(true);
  expect(heardBy(undefined)).toEqual(KINDS);
  expect(heardBy({ kind: 'Any' })).toEqual(KINDS);
});

test('an event for a label is for all of that label, and one for a kind for those of the kind and of any', () => {
  expect(heardBy({ kind: 'AnyLabel', label: 'main' })).toEqual(KINDS);
  expect(heardBy({ kind: 'Window', label: 'main' })).toEqual(['AnyLabel', 'Window']);
  expect(heardBy({ kind: 'WebviewWindow', label: 'main' })).toEqual(['AnyLabel', 'WebviewWindow']);
  expect(heardBy({ kind: 'AnyLabel', label: 'main' }, 'other')).toEqual([]);
  expect(heardBy({ kind: 'App' })).toEqual([]);
  expect(hearsEvent({ kind: 'App' }, { kind: 'App' })).toBe(true);
});

test('reads the target of a call, which may be a label alone', () => {
  expect(readEventTarget('main')).toEqual({ kind: 'AnyLabel', label: 'main' });
  expect(readEventTarget({ kind: 'Window', label: 'main' })).toEqual({ kind: 'Window', label: 'main' });
  expect(readEventTarget({ kind: 'Any' })).toEqual({ kind: 'Any' });
  for (const none of [undefined, null, {}, 7]) expect(readEventTarget(none)).toBeUndefined();
});
