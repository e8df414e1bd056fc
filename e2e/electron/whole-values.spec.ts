// Large values between a real Electron app's windows and its main process: recorded whole, compared, and given back byte for byte.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/electron/app.ts';
import { keepSession, recordedFolder } from '../support/sessions/replay-from.ts';

test.use({ ipcRecorder: 'on' });

const main = (answer: string) => `ipcMain.handle('read', (event, kind) => ${answer});
  ipcMain.handle('write', (event, kind, value) => ${answer === 'make(kind)' ? 'kind + (value.byteLength ?? value.length)' : answer});
  ipcMain.on('ask', (event, kind) => event.reply('told', ${answer}));
  const noise = (size) => { let state = 7; return Uint8Array.from({ length: size }, () => { state ^= state << 13; state ^= state >>> 17; state ^= state << 5; return state & 255; }); };
  const make = (kind) => ({
    bytes: () => noise(2_000_000),
    buffer: () => noise(300_000).buffer,
    floats: () => new Float64Array(noise(80_000).buffer),
    text: () => 'Zürich 🏔 line '.repeat(50_000),
    list: () => Array.from({ length: 20_000 }, (_, id) => ({ id, at: new Date(id * 1000) })),
    map: () => new Map(Array.from({ length: 12_000 }, (_, id) => [id, 'note ' + id])),
  })[kind]();`;

const KINDS = ['bytes', 'buffer', 'floats', 'text', 'list', 'map'];

/** Runs in the window: asks, sends back what it got, and tells the type and the bytes of each answer. */
const ASK_ALL = `(async () => {
  const told = [];
  for (const kind of ${JSON.stringify(KINDS)}) {
    const value = await bridge.invoke('read', kind).catch(String);
    const sent = await bridge.invoke('write', kind, value).catch(String);
    const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined;
    const text = bytes === undefined ? JSON.stringify(value instanceof Map ? [...value] : value) : Array.from(bytes, (byte) => byte.toString(16)).join();
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    told.push([kind, value.constructor.name, sent, Array.from(new Uint8Array(digest), (byte) => byte.toString(16)).join('')]);
  }
  return told;
})()`;

test(
  'large values of the main process come back from a session byte for byte, as the type they were',
  {
    tag: '@electron',
  },
  async ({ openApp, ipc }, testInfo) => {
    const recorded = await openApp({ main: main('make(kind)') });
    const told = (await recorded.window.evaluate(ASK_ALL)) as string[][];
    expect(told.map(([kind, type, sent]) => [kind, type, sent])).toEqual([
      ['bytes', 'Uint8Array', 'bytes2000000'],
      ['buffer', 'ArrayBuffer', 'buffer300000'],
      ['floats', 'Float64Array', 'floats80000'],
      ['text', 'String', `text${15 * 50_000}`],
      ['list', 'Array', 'list20000'],
      ['map', 'Map', 'mapundefined'],
    ]);
    await ipc.checkpoint();
    const file = keepSession(ipc, testInfo);
    cpSync(join(recordedFolder(testInfo), 'values'), testInfo.outputPath('values'), { recursive: true });
    await recorded.app.close();

    await ipc.routeFromSession(file);
    const replayed = await openApp({ main: main("'poison'") });
    expect(await replayed.window.evaluate(ASK_ALL)).toEqual(told);
  },
);

test('a large value of an app that is killed is on the disk', { tag: '@electron' }, async ({ openApp }, testInfo) => {
  const { app, window } = await openApp({ main: main('make(kind)') });
  await window.evaluate(`void bridge.invoke('read', 'bytes').then(() => bridge.invoke('read', 'done'))`);
  const values = join(recordedFolder(testInfo), 'values');
  await expect.poll(() => existsSync(values) && readdirSync(values).length).toBe(1);
  app.process().kill('SIGKILL');
  const [name = ''] = readdirSync(values);
  expect(name).toMatch(/^[0-9a-f]{64}$/);
  expect(
    createHash('sha256')
      .update(readFileSync(join(values, name)))
      .digest('hex'),
  ).toBe(name);
});
