import { expect, test } from '@playwright/test';
import type { AppEvent } from '../session/format/schema.ts';
import { createRedactor } from './redactor.ts';
import { SecretsInForce } from './secrets-in-force.ts';

const call = (args: unknown): AppEvent => ({
  type: 'Ipc', id: 'c1', command: 'sign_in', args, timestamp: '2026-11-23T09:30:00.000Z', duration_ms: 1, result: { Ok: null }, arg_size_bytes: 1, webview_label: 'main',
}); // biome-ignore format: the fields do not matter

const TYPED = expect.stringMatching(/^‹typed:h:[\w-]{10}›$/);

test('a typed password is a secret in every form and place from then on', () => {
  const redactor = createRedactor({ key: 'k' });
  const typed = 'velvet-Otter-41';
  const before = call(['bob', typed]);
  expect(redactor.event(before)).toBe(before);
  redactor.typed('f1', typed);
  const after = redactor.event(
    call(['bob', typed, `as ${typed}!`, Buffer.from(`u:${typed}`).toString('base64'), { [typed]: 1 }]),
  );
  expect(JSON.stringify(after)).not.toMatch(/Otter|T3R0ZXI/);
  expect(redactor.findLeak(JSON.stringify(before))).toBe('typed');
});

test('of what is typed letter by letter only the whole is a secret, in each field by itself', () => {
  const secrets = new SecretsInForce([]);
  for (const value of ['vel', 'velv', 'velvet-4', 'velvet-41-Otter', 'velvet-41']) secrets.type('f1', value);
  for (const value of ['velvet-41', 'velvet-41-Otter!']) secrets.type('f2', value);
  expect(secrets.anywhere().map(({ value }) => value)).toEqual(['velvet-41-Otter', 'velvet-41-Otter!']);
});

test('a code of digits is replaced as a whole value and as a word, and not inside of other numbers', () => {
  const redactor = createRedactor({ key: 'k' });
  redactor.typed('f1', '482913');
  expect(redactor.value({ a: '482913', b: 482913, c: 'code 482913.', d: 'id 1482913', e: 14829135 })).toEqual({
    a: TYPED,
    b: TYPED,
    c: expect.stringMatching(/^code ‹typed:h:[\w-]{10}›\.$/),
    d: 'id 1482913',
    e: 14829135,
  });
});

test('a PIN, and a password that is a word, are replaced as whole values only', () => {
  const redactor = createRedactor({ key: 'k' });
  redactor.typed('f1', '1234');
  redactor.typed('f2', 'welcome');
  redactor.typed('f3', '123');
  expect(redactor.value(['1234', 1234, 'port 1234', 'welcome', 'welcome back', '123', 123])).toEqual([
    TYPED,
    TYPED,
    'port 1234',
    TYPED,
    'welcome back',
    TYPED,
    123,
  ]);
});

test('the number of a card that was typed with gaps is known without them', () => {
  const secrets = new SecretsInForce([]);
  secrets.type('f1', '4111 1111 1111 1112');
  expect(secrets.isWhole('4111111111111112')).toBe('typed');
});

test('a value that Playwright fills into a field is a secret where the selector says so', () => {
  const redactor = createRedactor({ key: 'k' });
  redactor.filled('internal:label="Title"i', 'a long title 41');
  expect(redactor.knowsTyped).toBe(false);
  redactor.filled('internal:label="Password"i', 'velvet-Otter-41');
  expect(redactor.text('fill("velvet-Otter-41")')).toMatch(/^fill\("‹typed:h:[\w-]{10}›"\)$/);
});

test('a page that types on and on makes no more than a hundred secrets', () => {
  const secrets = new SecretsInForce([]);
  for (let i = 0; i < 500; i++) secrets.type(`f${i}`, `some-Secret-${i}-x`);
  expect(secrets.anywhere()).toHaveLength(100);
});
