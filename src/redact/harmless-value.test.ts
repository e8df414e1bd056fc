import { expect, test } from '@playwright/test';
import type { IpcCall } from '../session/format/schema.ts';
import { createRedactor } from './redactor.ts';

const call = (fields: Partial<IpcCall> = {}): IpcCall => ({
  type: 'Ipc',
  id: '550e8400-e29b-41d4-a716-446655440000',
  command: 'plugin:fs|read_text_file',
  timestamp: '2026-11-23T09:30:00.123456Z',
  duration_ms: null,
  result: 'Pending',
  arg_size_bytes: 30,
  webview_label: 'main',
  args: { title: 'Shopping list', tags: ['home'], size: [640, 480], at: 1764, note: 'a "quoted" line,\nand über' },
  source: 'tauri',
  page: 'page-1',
  ...fields,
});

test('a call in which there is nothing to hide is let through with its JSON, and nothing is counted', () => {
  const redactor = createRedactor({ keys: ['customerRef'], paths: { sign_in: ['args.code'] } });
  expect(redactor.harmless(call())).toBe(JSON.stringify(call()));
  expect(redactor.count).toBe(0);
});

test('what a name makes a secret is not let through, wherever the name stands', () => {
  const redactor = createRedactor({ keys: ['customerRef'] });
  for (const fields of [
    { args: { pin: '1' } },
    { args: { pw: 'x' } },
    { args: { customer_ref: 'x' } },
    { args: [{ path: '/user/pin', value: 'x' }] },
    { args: [['authorization', 'x']] },
    { args: { key: 'authToken' } },
    { command: 'get_password' },
    { args: 'login --pin 1234' },
    { result: { Ok: { note: 'password=x' } } },
  ])
    expect.soft(redactor.harmless(call(fields)), JSON.stringify(fields)).toBeUndefined();
});

test('what was let through is not let through once it has been typed into a field for a secret', () => {
  const redactor = createRedactor();
  const texts = call({ args: { a: 'velvet', b: 'otter' } });
  const numbers = call({ args: { a: 4711 } });
  expect(redactor.harmless(texts)).toBeDefined();
  expect(redactor.harmless(numbers)).toBeDefined();
  redactor.typed('password', 'velvet');
  redactor.typed('pin', '4711');
  expect(redactor.harmless(texts)).toBeUndefined();
  expect(redactor.harmless(numbers)).toBeUndefined();
});

test("a rule of the user's own sees every value that it is for", () => {
  const custom = createRedactor({ custom: () => undefined });
  const patterns = createRedactor({ patterns: [/^main$/] });
  const paths = createRedactor({ paths: { 'plugin:fs|*': ['args.title'] } });
  for (const redactor of [custom, patterns, paths]) expect(redactor.harmless(call())).toBeUndefined();
  expect(paths.harmless(call({ command: 'save_note' }))).toBeDefined();
  // The end of a call does not say which paths there are for it.
  expect(paths.harmless({ result: { Ok: null }, duration_ms: 1 })).toBeUndefined();
});

test('what is too large for a text of its own, too deep or no value of JSON is not let through', () => {
  const redactor = createRedactor();
  const deep = Array.from({ length: 80 }).reduce<unknown>((inner) => [inner], 1);
  for (const args of [
    'x'.repeat(5_000),
    deep,
    Array.from({ length: 6_000 }, () => 'a'),
    { $cut: { type: 'string', size: 9 } },
  ])
    expect.soft(redactor.harmless(call({ args })) === undefined).toBe(true);
});

test('a list with numbers in it is left to the scan, whatever stands first: it may hold the bytes of a secret', () => {
  const redactor = createRedactor({ values: ['correct-Horse-9battery'] });
  for (const first of ['text', null, true, 99])
    expect(redactor.harmless(call({ args: [first, ...Buffer.from('correct-Horse-9battery')] }))).toBeUndefined();
});

test('a known secret that is JSON itself is not let through in parts', () => {
  const redactor = createRedactor({ values: ['{"host":"db9","user":"anna","word":"vq7Lm2"}'] });
  expect(redactor.harmless(call({ result: { Ok: { host: 'db9', user: 'anna', word: 'vq7Lm2' } } }))).toBeUndefined();
  expect(redactor.harmless(call())).toBe(JSON.stringify(call()));
});

test('many texts that are too large together are not let through', () => {
  const notes = (count: number) =>
    Array.from({ length: count }, (_, nth) => `note ${nth} ${'Milk and bread. '.repeat(240)}`);
  const redactor = createRedactor();
  expect(redactor.harmless(call({ args: notes(900) }))).toBeDefined();
  expect(redactor.harmless(call({ args: notes(1_200) }))).toBeUndefined();
});
