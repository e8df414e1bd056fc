import { runInNewContext } from 'node:vm';
import { expect, test } from '@playwright/test';
import { callCode, type WindowAnswer, type WindowCall } from './call-code.ts';

/** Runs the code of a call in a window whose backend answers so. */
async function run(call: WindowCall, answer: (...call: unknown[]) => unknown): Promise<WindowAnswer> {
  let callbacks = 40;
  const internals = {
    invoke: async (...given: unknown[]) => await answer(...given),
    transformCallback: () => {
      callbacks += 1;
      return callbacks;
    },
  };
  const globals = { window: { __TAURI_INTERNALS__: internals }, atob, btoa, Uint8Array, ArrayBuffer, Error };
  return JSON.parse(await runInNewContext(`(async () => { ${callCode(call)} })()`, globals));
}

test('a call has its arguments as they were: bytes as bytes, dates, maps, keys of any name', async () => {
  const args = {
    text: 'a\u2028"\\',
    bytes: new Uint8Array([0, 255]),
    at: new Date(5),
    map: new Map([['a', [1, undefined, null, -0]]]),
    ['__proto__']: 1,
  };
  let got: unknown[] = [];
  await run({ command: 'save', args, options: { headers: { note: '1' } } }, (...given) => {
    got = given;
  });
  const [command, given, options] = got as [string, typeof args, object];
  expect([command, options]).toEqual(['save', { headers: { note: '1' } }]);
  expect(Object.keys(given)).toEqual(['text', 'bytes', 'at', 'map', '__proto__']);
  expect([given.text, [...given.bytes], given.at.getTime(), [...given.map]]).toEqual([
    args.text,
    [0, 255],
    5,
    [['a', [1, undefined, null, -0]]],
  ]);
});

test('a channel of the recording becomes one of the window', async () => {
  const answer = await run(
    { command: 'save', args: { onProgress: '__CHANNEL__:7', text: '__CHANNEL__:x' } },
    (_, args) => args,
  );
  expect(answer).toEqual({ ok: { onProgress: '__CHANNEL__:41', text: '__CHANNEL__:x' } });
});

test('what a command throws comes back as it is, and bytes come back as bytes', async () => {
  const thrown = await run({ command: 'save', args: {} }, () => Promise.reject({ code: 'GONE' }));
  expect(thrown).toEqual({ thrown: { code: 'GONE' } });
  expect(await run({ command: 'read', args: {} }, () => new Uint8Array([1, 2, 255]).buffer)).toEqual({ bytes: 'AQL/' });
  expect(await run({ command: 'nothing', args: {} }, () => undefined)).toEqual({ ok: null });
});
