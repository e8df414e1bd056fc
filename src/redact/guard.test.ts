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
