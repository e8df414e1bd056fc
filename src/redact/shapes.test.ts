import { expect, test } from '@playwright/test';
import { encodeValue } from '../session/codec/encode-value.ts';
import type { IpcCall } from '../session/format/schema.ts';
import { createLeakFinder } from './find-leak.ts';
import { Guard } from './guard.ts';
import { createRedactor } from './redactor.ts';

const SECRET = 'velvet-Otter-41';
const TOKEN = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`;
const redactor = createRedactor({ key: 'k' });

const withoutHashes = (value: unknown) => JSON.parse(JSON.stringify(value).replace(/:h:[\w-]{10}›/g, '›'));
const redact = (value: unknown) => withoutHashes(redactor.value(encodeValue(value)));
const call = (fields: Partial<IpcCall>) =>
  withoutHashes(
    redactor.event({
      type: 'Ipc', id: 'c1', command: 'x', timestamp: '2026-11-23T09:30:00.000Z', duration_ms: 1, result: { Ok: null }, arg_size_bytes: 1, webview_label: 'main', ...fields,
    }),
  ) as IpcCall; // biome-ignore format: the fields do not matter

test('a member may name the value beside it, in any of the shapes that storages, headers and patches have', () => {
  const shapes = [
    { key: 'authToken', data: SECRET },
    { Name: 'X-Api-Key', Value: SECRET },
    { op: 'replace', path: '/user/password', value: SECRET },
    { key: 'password', oldValue: SECRET, newValue: SECRET },
    { type: 'password', value: SECRET },
  ];
  for (const shape of shapes) expect.soft(JSON.stringify(redact(shape))).not.toContain(SECRET);
  const honest = [
    { op: 'add', path: '/passwords/0/name', value: 'home' },
    { type: 'token', value: '+' },
    { label: 'Reset password', value: 'reset' },
  ];
  for (const shape of honest) expect.soft(redact(shape)).toEqual(shape);
});

test('names and values of headers in turn are told from a list of words', () => {
  expect(redact(['Host', 'x:1', 'Authorization', SECRET])).toEqual(['Host', 'x:1', 'Authorization', '‹authorization›']);
  expect(redact(['token', 'cookie', 'password', 'name'])).toEqual(['token', 'cookie', 'password', 'name']);
});

test('an object of the app that looks like a marker is looked into as any other', () => {
  expect(redact({ $cut: { password: SECRET } })).toEqual({ $literal: { $cut: { password: '‹password›' } } });
  expect(redact({ $binary: { password: SECRET, size: 4 } })).toEqual({
    $literal: { $binary: { password: '‹password›', size: 4 } },
  });
  // As a forged message could have it, without the mark that the page puts around.
  expect(withoutHashes(redactor.value({ $cut: { type: 'object', size: 1, more: TOKEN } }))).toEqual({
    $cut: { type: 'object', size: 1, more: '‹github-token›' },
  });
});

test('of JSON with a key twice the last is kept, when the first may be a secret', () => {
  expect(redact(`{"password":"${SECRET}","password":""}`)).toBe('{"password":""}');
  expect(redact(`{"a":{"credentials":{"x":"${SECRET}"},"credentials":null}}`)).toBe('{"a":{"credentials":null}}');
  expect(redact('{"a":1,"a":2}')).toBe('{"a":1,"a":2}');
});

test('a value that begins as a token does is no token', () => {
  expect(redact({ text: `password=‹${SECRET}`, password: `‹${SECRET}` })).toEqual({
    text: 'password=‹password›',
    password: '‹password›',
  });
});

test('a command that reads a secret answers with one, be it in an object; one that is named for another thing does not', () => {
  expect(call({ command: 'read_secret', result: { Ok: { v: SECRET, ok: true } } }).result).toEqual({ Ok: { v: '‹secret›', ok: true } }); // biome-ignore format: one claim a line
  expect(call({ command: 'vault:getPassword', result: { Ok: [SECRET] } }).result).toEqual({ Ok: ['‹password›'] });
  for (const command of ['get_user_by_token', 'verify_password', 'get_password_policy', 'login_with_token'])
    expect.soft(call({ command, result: { Ok: { name: 'bob the builder' } } }).result, command).toEqual({ Ok: { name: 'bob the builder' } }); // biome-ignore format: one claim a line
  expect(call({ command: 'set_password', result: { Ok: 'ok' } }).result).toEqual({ Ok: 'ok' });
});

test('arguments without names get theirs from a command that is given a secret', () => {
  expect(call({ command: 'setPassword', args: ['notes', 'bob', SECRET, { force: true }] }).args).toEqual(['notes', 'bob', '‹password›', { force: true }]); // biome-ignore format: one claim a line
  expect(call({ command: 'save_api_key', args: { value: SECRET } }).args).toEqual({ value: '‹api-key›' });
  expect(call({ command: 'get_password', args: ['notes', 'bob'] }).args).toEqual(['notes', 'bob']);
});

test('the scan withholds bytes that redaction has missed, and keeps their type and size', () => {
  const guard = new Guard(createLeakFinder([]));
  const list = [0, 255, ...Buffer.from(TOKEN)];
  const kept = guard.keep({
    list,
    binary: { $binary: { type: 'Uint8Array', size: 42, sha256: 'f00d', base64: Buffer.from(list).toString('base64') } },
    text: `see ${Buffer.from(TOKEN).toString('hex')}`,
    other: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  });
  expect(kept?.value).toEqual({
    list: { $cut: { type: 'array', size: list.length } },
    binary: { $binary: { type: 'Uint8Array', size: 42, redacted: true } },
    text: '‹withheld:github-token›',
    other: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  });
});

test('sixteen digits are no card under the name of an order, an id or a time', () => {
  const value = { orderNumber: '4111111111111111', id: 4111111111111111, updatedAt: 4111111111111111 };
  expect(redact(value)).toEqual(value);
  expect(redact({ note: '4111111111111111', order: '4111 1111 1111 1111' })).toEqual({
    note: '‹card›',
    order: '‹card›',
  });
  const guard = new Guard(redactor.findLeak);
  expect(guard.keep(value)?.value).toBe(value);
});
