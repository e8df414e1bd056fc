import { expect, test } from '@playwright/test';
import type { IpcCall } from '../session/format/schema.ts';
import { type MockAnswer, MockDifferences } from './mock-differences.ts';

const answered = (result: IpcCall['result'], error?: unknown) =>
  ({ command: 'get_settings', result, ...(error === undefined ? {} : { error }) }) as IpcCall;

function places(recorded: IpcCall, own: MockAnswer, { given = recorded, redacted = own } = {}): string[] {
  const differences = new MockDifferences();
  differences.note(recorded, given, own, redacted);
  return differences.list().map(({ command, path }) => `${command} ${path}`);
}

test('names the place where the answers part', () => {
  expect(places(answered({ Ok: { theme: 'dark', size: 1 } }), { ok: { theme: 'light', size: 1 } })).toEqual([
    'get_settings result.theme',
  ]);
});

test('an answer where the other failed is a difference as a whole', () => {
  expect(places(answered({ Ok: { theme: 'dark' } }), { err: 'mock' })).toEqual(['get_settings result']);
  expect(places(answered({ Err: 'disk full' }), { err: 'mock' })).toEqual(['get_settings error']);
});

test('ids and times that are new in every run are no difference', () => {
  const at = (id: string, time: number) => ({ id, time });
  const recorded = answered({ Ok: at('3f2504e0-4f89-41d3-9a0c-0305e82c3301', 1_700_000_000_000) });
  expect(places(recorded, { ok: at('9b2504e0-4f89-41d3-9a0c-0305e82c3399', 1_800_000_000_000) })).toEqual([]);
});

test('a value of this run that the mock repeats is no difference', () => {
  const given = answered({ Ok: { id: 'draft-now' } });
  expect(places(answered({ Ok: { id: 'draft-then' } }), { ok: { id: 'draft-now' } }, { given })).toEqual([]);
});

test('a secret is no difference where it is redacted to the recorded token', () => {
  const recorded = answered({ Ok: { token: '‹secret:token:1›' } });
  const own = { ok: { token: 'hunter2' } };
  const given = answered({ Ok: { token: 'session-token-x' } });
  expect(places(recorded, own, { given, redacted: { ok: { token: '‹secret:token:1›' } } })).toEqual([]);
});

test('nothing is nothing, whether it is null or undefined', () => {
  expect(places(answered({ Ok: null }), { ok: { $undefined: true } })).toEqual([]);
});

test('counts the answers that part at one place, and tells of fifty places', () => {
  const differences = new MockDifferences();
  for (let at = 0; at < 60; at += 1)
    for (const _ of [1, 2])
      differences.note(
        answered({ Ok: { [`k${at}`]: 1 } }),
        answered({ Ok: { [`k${at}`]: 1 } }),
        { ok: {} },
        { ok: {} },
      );
  expect(differences.list()).toHaveLength(50);
  expect(differences.list()[0]).toEqual({ command: 'get_settings', path: 'result.k0', count: 2 });
});
