import fs, { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { IpcCall } from '../../../../session/format/schema.ts';
import { type NumberedRecord, segmentOf } from '../../electron-protocol.ts';
import { newSealKey, sealAt } from '../../seal-at.ts';
import { SideChannel } from './side-channel.ts';

const call = (args: unknown[], command = 'load'): IpcCall => ({
  type: 'Ipc',
  id: 'one',
  command,
  timestamp: '2026-11-23T09:30:00Z',
  duration_ms: null,
  result: 'Pending',
  arg_size_bytes: 2,
  webview_label: 'window-1',
  args,
});

const end = (id = 'one') => ({ t: 'end', id, outcome: { result: { Ok: 2 }, durationUs: 3 } }) as const;

/** A side channel; without a worker the file is all there is. */
function openChannel(folder: string, socket = join(folder, 'nobody')) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'records.ndjson');
  const config = { id: 'a', file, socket, labels: '', key: newSealKey(), routes: [], serve: false };
  /** Opens what was sealed. */
  const read = (segment = 1) => sealAt(config.key, segment, 0)(readFileSync(segmentOf(file, segment))).toString();
  const lines = () =>
    read()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as NumberedRecord);
  return { channel: new SideChannel(config), config, lines, read, file: segmentOf(file, 1) };
}

/** A side channel with a worker that takes what it is sent. */
function openConnected(outputDir: string) {
  let sent = '';
  const folder = mkdtempSync(join(tmpdir(), 'ipc-side-')); // the path of a socket must be short
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, 's');
  const server = createServer((worker) => worker.on('data', (data) => (sent += String(data)))).listen(socket);
  const opened = openChannel(outputDir, socket);
  const close = () => {
    opened.channel.close();
    server.close();
    rmSync(folder, { recursive: true });
  };
  return { ...opened, sent: () => sent, close };
}

test('has each record in the file when it returns, numbered, and the end of a call with the next one', () => {
  const { outputDir } = test.info();
  const { channel, lines } = openChannel(outputDir);
  channel.record({ t: 'call', call: call([1]) });
  expect(lines()).toEqual([{ n: 1, t: 'call', call: call([1]) }]);
  channel.record(end());
  expect(lines()).toHaveLength(1);
  channel.record({ t: 'gone', ids: ['two'], how: 'closed' });
  expect(lines().slice(1)).toEqual([
    { n: 2, ...end() },
    { n: 3, t: 'gone', ids: ['two'], how: 'closed' },
  ]);
  channel.close();
});

test('has the end of a call in the file some milliseconds later, and when the process exits', async () => {
  const { channel, lines, close } = openConnected(test.info().outputDir);
  channel.record(end());
  expect(lines()).toEqual([]);
  await expect.poll(lines).toHaveLength(1);
  channel.record(end());
  expect(lines()).toHaveLength(1);
  // As it does when it exits.
  process.listeners('exit').at(-1)?.(0);
  expect(lines()).toHaveLength(2);
  close();
});

test('has the end of a call in the file at once where nobody takes it', async () => {
  const { channel, lines } = openChannel(test.info().outputDir);
  await expect.poll(() => channel.isConnected).toBe(false);
  channel.record(end());
  expect(lines()).toHaveLength(1);
  channel.close();
});

test('holds no more than some ends of calls', () => {
  const { outputDir } = test.info();
  const { channel, lines } = openChannel(outputDir);
  for (let count = 0; count < 2_000; count += 1) channel.record(end());
  expect(lines().length).toBeGreaterThan(1_000);
  channel.close();
});

test('leaves nothing that can be read on the disk', () => {
  const { outputDir } = test.info();
  const { channel, file, lines } = openChannel(outputDir);
  for (let count = 0; count < 100; count += 1) channel.record({ t: 'call', call: call(['swordfish', count]) });
  channel.close();
  const left = readFileSync(file, 'latin1');
  for (const text of ['swordfish', 'load', '"n"', 'call']) expect(left).not.toContain(text);
  // The same record is never sealed alike.
  expect(new Set(left.match(/.{64}/gs)).size).toBe(Math.floor(left.length / 64));
  expect(lines()).toHaveLength(100);
});

test('begins a new line after one that a full disk has torn', () => {
  const { outputDir } = test.info();
  const { channel, read } = openChannel(outputDir);
  // A stand-in for a disk that is full after ten bytes.
  const { writeSync } = fs;
  let room = 10;
  const writeSome = (fd: number, bytes: Uint8Array, at: number) => {
    if (room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const written = writeSync(fd, bytes, at, Math.min(room, bytes.length - at));
    room -= written;
    return written;
  };
  fs.writeSync = writeSome as typeof writeSync;
  syncBuiltinESMExports();
  try {
    channel.record({ t: 'call', call: call([1]) });
    channel.record({ t: 'call', call: call([2]) });
  } finally {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
  }
  channel.record({ t: 'call', call: call([3]) });
  channel.close();
  const [torn, whole, ...rest] = read().split('\n');
  expect(torn).toBe('{"n":1,"t"');
  expect(JSON.parse(whole ?? '')).toMatchObject({ n: 3, call: { args: [3] } });
  expect(rest).toEqual(['']);
});

test('keeps no more than two segments of the file', () => {
  const { outputDir } = test.info();
  const { channel, file } = openChannel(outputDir);
  const large = 'x'.repeat(16_777_216);
  for (let count = 0; count < 9; count += 1) channel.record({ t: 'call', call: call([large]) });
  channel.close();
  const folder = dirname(file);
  expect(readdirSync(folder)).toEqual(['records.ndjson.2', 'records.ndjson.3']);
});

test('goes on in the file there is where no other can be opened', () => {
  const { outputDir } = test.info();
  const { channel, read } = openChannel(outputDir);
  // A stand-in for a process that may open no more files.
  const { openSync } = fs;
  fs.openSync = () => {
    throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
  };
  syncBuiltinESMExports();
  const large = 'x'.repeat(16_777_216);
  try {
    for (let count = 0; count < 7; count += 1) channel.record({ t: 'call', call: call([large]) });
  } finally {
    fs.openSync = openSync;
    syncBuiltinESMExports();
  }
  channel.close();
  expect(read().match(/"n":\d+/g)).toHaveLength(7);
});

test('an app that is launched a second time with the same options has a file of its own: one key seals no place twice', () => {
  const { outputDir } = test.info();
  const { config, channel, read } = openChannel(outputDir);
  const second = new SideChannel(config);
  channel.record({ t: 'call', call: call(['first']) });
  second.record({ t: 'call', call: call(['second']) });
  channel.close();
  second.close();
  expect([read(1), read(2)]).toEqual([expect.stringContaining('first'), expect.stringContaining('second')]);
});

test('sends the worker what the app saw, the end of a call behind it, and a message behind both', async () => {
  const { channel, sent, close } = openConnected(test.info().outputDir);
  const kinds = () =>
    sent()
      .split('\n')
      .slice(0, -1)
      .map((line) => [JSON.parse(line).n, JSON.parse(line).t]);
  channel.record({ t: 'call', call: call([{ password: 'correct horse' }]) });
  channel.record(end());
  await expect.poll(kinds).toEqual([
    [1, 'call'],
    [2, 'end'],
  ]);
  expect(sent()).toContain('correct horse');
  channel.record(end('two'));
  await expect.poll(() => kinds().at(-1)).toEqual([3, 'end']);
  channel.record(end('three'));
  channel.send({ t: 'reply', id: 1 });
  await expect
    .poll(() => kinds().slice(-2))
    .toEqual([
      [4, 'end'],
      [5, 'reply'],
    ]);
  close();
});

test('goes on without a worker and without a file', () => {
  const { outputDir } = test.info();
  const channel = new SideChannel({
    id: 'a',
    file: join(outputDir, 'no/such/folder/records'),
    socket: join(outputDir, 'nobody'),
    key: newSealKey(),
    routes: [],
    labels: '',
    serve: false,
  });
  channel.record({ t: 'call', call: call([1]) });
  channel.close();
});
