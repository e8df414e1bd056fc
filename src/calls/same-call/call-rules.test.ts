import { expect, test } from '@playwright/test';
import { fakeSession } from '../../replay/fake-session.test.support.ts';
import { joinRules, type NormalizeCall, normalizeCall, sessionByRules } from './call-rules.ts';

const BYTES = { $binary: { type: 'Uint8Array', size: 1, base64: 'AQ==' } };

test('a function sees the arguments as the app passed them, and what it returns is compared', () => {
  const seen: unknown[] = [];
  const normalize: NormalizeCall = (call) => {
    seen.push(call);
    return call.command === 'save' ? { args: { bytes: new Uint8Array([2]) } } : undefined;
  };
  const options = { headers: [['Path', '/a']] };
  expect(normalizeCall({ command: 'save', args: { bytes: BYTES }, options }, normalize)).toMatchObject({
    command: 'save',
    args: { bytes: { $binary: { type: 'Uint8Array', base64: 'Ag==' } } },
    options: { headers: { path: '/a' } },
  });
  expect(seen).toEqual([
    { command: 'save', args: { bytes: new Uint8Array([1]) }, options: { headers: { path: '/a' } } },
  ]);
  expect(normalizeCall({ command: 'load', args: [1] }, normalize)).toMatchObject({ command: 'load', args: [1] });
});

test('a function that fails is named with the command', () => {
  const fails = () =>
    normalizeCall({ command: 'save', args: {} }, () => {
      throw new Error('no milk');
    });
  expect(fails).toThrow('The function normalize failed on a call of "save": no milk');
});

test('a session by rules has its calls as they are compared, and all else as it was', () => {
  const session = fakeSession([
    { command: 'save', args: { requestId: 'r1', title: 'Milk' }, options: { headers: { Trace: '7', Path: '/a' } } },
    { command: 'note_17', args: [], result: { Ok: 'text' } },
  ]);
  const ruled = sessionByRules(session, {
    ignore: { save: ['requestId', 'options.headers.trace'] },
    normalize: ({ command }) => ({ command: command.replace(/\d+/, '<n>') }),
  });
  expect(ruled.events.map(({ event }) => event)).toMatchObject([
    { command: 'save', args: { title: 'Milk' }, options: { headers: { path: '/a' } } },
    { command: 'note_<n>', args: [], result: { Ok: 'text' } },
  ]);
  expect(sessionByRules(session, {})).toBe(session);
});

test('the rules of one replay add to those of the project', () => {
  const normalize = () => undefined;
  expect(joinRules({ ignore: { a: ['x'] }, normalize }, { ignore: { a: ['y'], b: ['z'] } })).toEqual({
    ignore: { a: ['x', 'y'], b: ['z'] },
    normalize,
  });
  expect(joinRules({}, {})).toEqual({});
});
