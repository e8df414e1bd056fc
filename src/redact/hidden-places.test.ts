import { expect, test } from '@playwright/test';
import { encodeValue } from '../session/codec/encode-value.ts';
import type { IpcCall } from '../session/format/schema.ts';
import { createRedactor, type RedactOptions } from './redactor.ts';

const SECRET = 'velvet-Otter-41';
const FORM = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`;

/** The value as it would be written, with hashes left out. */
function redact(value: unknown, options: RedactOptions = {}): unknown {
  const written = JSON.stringify(createRedactor(options).value(encodeValue(value)));
  return JSON.parse(written.replace(/:h:[\w-]{10}›/g, '›'));
}

test('what follows a name in a list is secret: on command lines, in headers, in maps and in calls', () => {
  expect(redact(['--verbose', '--token', SECRET, 'run'])).toEqual(['--verbose', '--token', '‹token›', 'run']);
  expect(redact(['--token', '--verbose'])).toEqual(['--token', '--verbose']);
  expect(redact(['authToken', SECRET])).toEqual(['authToken', '‹token›']);
  expect(redact(['the password', 'is not this'])).toEqual(['the password', 'is not this']);
  expect(redact(new Map<unknown, unknown>([[1, 2], ['password', SECRET]]))).toEqual({ $map: [[1, 2], ['password', '‹password›']] }); // biome-ignore format: one claim a line
});

test('finds secrets in bytes, whichever way they were sent', () => {
  const text = `token is ${FORM}`;
  expect(redact([...Buffer.from(text)])).toEqual({ $cut: { type: 'array', size: text.length } });
  expect(redact({ ...Buffer.from(text) })).toEqual({ $cut: { type: 'object', size: text.length } });
  expect(redact(Buffer.from(text, 'utf16le'))).toEqual({
    $binary: { type: 'Uint8Array', size: text.length * 2, redacted: true },
  });
  expect(redact(Buffer.from(text).toString('base64'))).toBe('‹encoded›');
  expect(redact(`data:text/plain;base64,${Buffer.from(text).toString('base64')}`)).toBe(
    'data:text/plain;base64,‹encoded›',
  );
  const harmless = [...Buffer.from('nothing to see here')];
  expect(redact(harmless)).toEqual(harmless);
});

test('finds secrets in JSON in JSON, and JSON that begins late', () => {
  const json = JSON.stringify({ password: SECRET });
  for (const text of [` \n${json}`, JSON.stringify(json), JSON.stringify({ config: JSON.stringify({ inner: json }) })])
    expect(JSON.stringify(redact(text))).not.toContain(SECRET);
});

test('the torn end of a text that was cut is left out: half a secret has no form', () => {
  const cut = redact(`${'word '.repeat(13_105)}${FORM}`) as { $cut: { head: string } };
  expect(cut.$cut.head).not.toContain('ghp_');
  expect(cut.$cut.head.endsWith('word ')).toBe(true);
  expect(redact('a log with ghp_aB3dE5… (9000 characters)')).toBe('a log with … (9000 characters)');
});

test('finds what stands beside a name in a text', () => {
  const cases = [
    [`Authorization: Bearer ${SECRET}`, 'Authorization: Bearer ‹bearer›'],
    [`Authorization: Token x`, 'Authorization: Token ‹authorization›'],
    [`X-Api-Key: ${SECRET}\nHost: x`, 'X-Api-Key: ‹api-key›\nHost: x'],
    [`Cookie: a=${SECRET}; b=1`, 'Cookie: ‹cookie›'],
    [`login --password ${SECRET} --user bob`, 'login --password ‹password› --user bob'],
    [`curl -u bob:${SECRET} https://host`, 'curl -u bob:‹password› https://host'],
    [`user[password]=${SECRET}&a=1`, 'user[password]=‹password›&a=1'],
    [`user%5Bpassword%5D=${SECRET}`, 'user%5Bpassword%5D=‹password›'],
    [`?q=${encodeURIComponent(JSON.stringify({ password: SECRET, a: 1 }))}`, '?q=%7B%22password%22%3A%22‹password›%22%2C%22a%22%3A1%7D'],
  ] as const; // biome-ignore format: a table
  for (const [text, expected] of cases) expect.soft(redact(text)).toBe(expected);
  const harmless = [
    'Host: token.example',
    'run --max-tokens 5 --verbose',
    'git commit -m "token"',
    'https://x-key/a:b',
  ];
  for (const text of harmless) expect.soft(redact(text)).toBe(text);
});

test('parts of calls can be named by command and path', () => {
  const redactor = createRedactor({ paths: { 'auth:*': ['args.*.code', 'result.Ok.ticket'], open: ['args'] } });
  const call = (command: string, args: unknown) =>
    redactor.event({
      type: 'Ipc', id: '1', command, args, result: { Ok: { ticket: 'abc', user: 'bob' } }, timestamp: '2026-11-23T09:30:00.000Z',
      duration_ms: 1, arg_size_bytes: 1, webview_label: 'main',
    }) as IpcCall; // biome-ignore format: the fields do not matter
  const one = call('auth:login', [{ code: [1, { deep: 'x' }], note: 'Milk' }]);
  expect(one.args).toEqual([
    { code: [expect.stringMatching(/^‹secret:h:/), { deep: expect.stringMatching(/^‹secret:h:/) }], note: 'Milk' },
  ]);
  expect(one.result).toEqual({ Ok: { ticket: expect.stringMatching(/^‹secret:h:/), user: 'bob' } });
  expect(call('open', { a: 'long enough a text' }).args).toEqual({ a: expect.stringMatching(/^‹secret:h:/) });
  const other = call('login', [{ code: 1 }]);
  expect(other.args).toEqual([{ code: 1 }]);
  expect(redactor.value({ args: { note: 'Milk' } }, '')).toEqual({ args: { note: 'Milk' } });
});

test('e-mail addresses are secret where it is asked for', () => {
  expect(redact('from ada@example.com, twice', { emails: true })).toBe('from ‹email›, twice');
  expect(redact('from ada@example.com')).toBe('from ada@example.com');
});

test('what a rule of the user gives back and no JSON can hold is withheld and counted, as what it throws on', () => {
  const given: unknown[] = [5n, new Map(), () => {}, Promise.resolve('x'), Number.NaN, { a: [new Date()] }];
  const loop: unknown[] = [];
  loop.push(loop);
  for (const bad of [...given, loop]) {
    const redactor = createRedactor({ custom: (value) => (value === 'secret text' ? bad : undefined) });
    expect(redactor.value({ a: 'secret text' })).toEqual({ a: '‹redacted:custom›' });
    expect(redactor.text('secret text')).toBe('‹redacted:custom›');
    expect(redactor.count).toBe(2);
  }
  const text = createRedactor({ custom: (value, path) => (path === 'label' ? 'gone' : value) });
  expect(text.text('a label', 'label')).toBe('gone');
});

test('texts about a test are looked at one by one: a title does not make a secret of the next', () => {
  const { texts } = createRedactor();
  expect(texts({ title_path: ['password', 'can be changed'], line: 3 })).toEqual({ title_path: ['password', 'can be changed'], line: 3 }); // biome-ignore format: one claim a line
});

test('many bytes of chance hold no secret, and one that can be read between them is found', () => {
  const noise = Buffer.alloc(1_000_000);
  let state = 7;
  for (let at = 0; at < noise.length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    noise[at] = state & 255;
  }
  const redactor = createRedactor();
  const marker = (bytes: Buffer) => ({
    $binary: { type: 'Uint8Array', size: bytes.length, base64: bytes.toString('base64') },
  });
  const innocent = marker(noise);
  expect(redactor.value(innocent)).toBe(innocent);
  noise.write('\0{"password":"hunter2-xyz"}\0', 500_000);
  expect(redactor.value(marker(noise))).toEqual({
    $binary: { type: 'Uint8Array', size: 1_000_000, redacted: true },
  });
});

test('a secret that lies across the parts of a very long run of base64 or hexadecimal is found', () => {
  const secret = 'correct-Horse-battery-9';
  const redactor = createRedactor({ key: 'k', values: [secret] });
  for (const encoding of ['base64', 'hex'] as const) {
    const bytes = encoding === 'base64' ? 750_000 : 500_000;
    const run = Buffer.concat([Buffer.alloc(bytes - 9, 'Hello, notes. '), Buffer.from(`${secret} and more of it`)]);
    const text = run.toString(encoding);
    expect.soft(redactor.findLeak(JSON.stringify({ text })), encoding).toBe('redact.values[0]');
    const redacted = redactor.text(text);
    expect.soft(redacted.length, encoding).toBeLessThan(text.length);
    expect.soft(redactor.findLeak(redacted), encoding).toBeUndefined();
  }
});
