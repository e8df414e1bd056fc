import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { encodeValue } from '../session/codec/encode-value.ts';
import { cpuMs } from '../std/cpu-time.test.support.ts';
import { createLeakFinder } from './find-leak.ts';
import { Guard } from './guard.ts';
import { createRedactor } from './redactor.ts';

const SECRET = `Zü"rich &/7 key+%!'()~`;
const TOKEN = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`;
const guard = () => new Guard(createLeakFinder([{ value: SECRET, from: 'redact.values[0]' }]));

test('what holds no secret is kept as it is', () => {
  const line = { event: { type: 'Console', message: 'all is well', n: 1 } };
  const kept = guard().keep(line);
  expect(kept?.value).toBe(line);
  expect(kept?.json).toBe(JSON.stringify(line));
});

test('a text with a secret is withheld whole, named by its rule and counted; what stands beside it stays', () => {
  const net = guard();
  const kept = net.keep({ timestamp: '2026-11-23T09:30:00.123456Z', a: `x ${TOKEN}`, b: { [SECRET]: [1, 'Milk'] } });
  expect(kept?.value).toEqual({
    timestamp: '2026-11-23T09:30:00.123456Z',
    a: '‹withheld:github-token›',
    b: { '‹withheld:declared›': [1, 'Milk'] },
  });
  expect(kept?.json).toBe(JSON.stringify(kept?.value));
  expect(net.withheld).toEqual({ 'github-token': 1, 'redact.values[0]': 1 });
});

test('what is lost as a whole is counted once, and not what was first taken out of it', () => {
  const halves = new Guard(createLeakFinder([{ value: 'first-Half-1","b":"second-Half-2', from: 'redact.values[0]' }]));
  expect(halves.keep({ a: 'first-Half-1', b: 'second-Half-2', c: TOKEN })).toBeUndefined();
  expect(halves.withheld).toEqual({ 'redact.values[0]': 1 });
});

test('finds a known secret as JSON, JSON in JSON, addresses, forms, hexadecimal and base64 write it, wherever it begins', () => {
  const find = createLeakFinder([{ value: SECRET, from: 'redact.values[0]' }]);
  const forms = [
    SECRET,
    JSON.stringify(SECRET),
    JSON.stringify(JSON.stringify({ a: SECRET })),
    encodeURIComponent(SECRET),
    String(new URLSearchParams({ q: SECRET })),
    ...['', 'a', 'ab', 'abc'].map((before) => Buffer.from(`${before}${SECRET} after`).toString('base64')),
    Buffer.from(`:${SECRET}`).toString('base64url'),
    Buffer.from(`before ${SECRET} after`).toString('hex'),
    Buffer.from(SECRET).toString('hex').toUpperCase(),
  ];
  for (const form of forms) expect.soft(find(`{"a":"${form}"}`), form).toBe('redact.values[0]');
});

test('what no JSON can hold is not written', () => {
  expect(guard().keep({ big: 5n })).toBeUndefined();
});

test('raises no alarm at our own tokens, ids, hashes, times and bytes', () => {
  const redactor = createRedactor({ values: [SECRET] });
  const net = new Guard(redactor.findLeak);
  const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
  const innocent = fc.oneof(
    fc.uuid(),
    hex,
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.integer({ min: 0, max: 1e13 }),
    fc.uint8Array({ minLength: 200, maxLength: 3_000 }),
    fc.json(),
    fc.string({ maxLength: 200 }),
    fc.constantFrom(TOKEN, `Bearer ${TOKEN}`, `x://u:${TOKEN}@h`, SECRET, `token=${TOKEN}`, '4111 1111 1111 1111'),
    fc.stringMatching(/^[A-Za-z0-9+/]{300}$/),
  );
  fc.assert(
    fc.property(fc.array(innocent), (values) => {
      const line = redactor.value(encodeValue({ values }));
      expect(net.keep(line)?.value).toBe(line);
    }),
    { numRuns: 500 },
  );
  expect(net.withheld).toEqual({});
});

test('takes time linear in the text', () => {
  const find = createLeakFinder([{ value: SECRET, from: 'x' }], { emails: true });
  for (const part of ['sk-', 'eyJ', '"eyJ', 'Bearer ', '://a@', '4111 ', 'ghp_', 'a@', ':AA', '\\"', 'key ']) {
    const text = part.repeat(500_000 / part.length);
    expect
      .soft(
        cpuMs(() => find(text)),
        `${JSON.stringify(part)} repeated, ms`,
      )
      .toBeLessThan(1_500);
  }
});

test('bytes with a secret are not written, in UTF-8 or in UTF-16 of either order', () => {
  const utf16 = Buffer.from(`\ufeffa note: ${SECRET}`, 'utf16le');
  const net = guard();
  for (const bytes of [Buffer.from(`a ${SECRET}`), utf16, Buffer.from(utf16).swap16(), utf16.subarray(2)])
    expect.soft(net.mayWriteBytes(bytes), bytes.subarray(0, 8).toString('hex')).toBe(false);
  expect(net.withheld).toEqual({ 'redact.values[0]': 4 });
  expect(net.mayWriteBytes(Buffer.from('a note', 'utf16le'))).toBe(true);
});

test('of bytes in base64 with a secret only type and size stay, and they say that they were redacted', () => {
  const base64 = Buffer.from(`a ${SECRET} after`).toString('base64');
  const kept = guard().keep({ $binary: { type: 'Uint8Array', size: 9, base64 } });
  expect(kept?.value).toEqual({ $binary: { type: 'Uint8Array', size: 9, redacted: true } });
});

test('a token of an issuer that is long enough to be base64 is found; bytes that begin like it are none', () => {
  const find = createLeakFinder([]);
  const token = `EAAC${'aB3dE5gH7j'.repeat(12)}`;
  expect(find(JSON.stringify({ a: token }))).toBe('facebook-token');
  expect(find(`the token ${token} was refused`)).toBe('facebook-token');
  expect(find(JSON.stringify({ $binary: { base64: token } }))).toBeUndefined();
});
