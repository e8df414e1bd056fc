import fs, { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { IpcCall } from '../../../../session/format/schema.ts';
import { type ElectronRedact, type NumberedRecord, segmentOf } from '../../electron-protocol.ts';
import { PLAIN_REDACT } from '../../plain-redact.test.support.ts';
import { SideChannel } from './side-channel.ts';

const REDACT: ElectronRedact = {
  ...PLAIN_REDACT,
  keys: ['customerRef'],
  patterns: [{ source: 'ORD-\\d+', flags: 'g' }],
  key: Buffer.from('key').toString('base64'),
};

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

/** A side channel without a worker: the file is all there is. */
function openChannel(folder: string, redact: Partial<ElectronRedact> = {}, socket = join(folder, 'nobody')) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'records.ndjson');
  const config = { id: 'a', file, socket, labels: '', redact: { ...REDACT, ...redact }, routes: [], serve: false };
  const lines = () =>
    readFileSync(segmentOf(file, 1), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as NumberedRecord);
  return { channel: new SideChannel(config), lines, file: segmentOf(file, 1) };
}

test('has each record in the file when it returns, numbered', () => {
  const { outputDir } = test.info();
  const { channel, lines } = openChannel(outputDir);
  channel.record({ t: 'call', call: call([1]) });
  expect(lines()).toEqual([{ n: 1, t: 'call', call: call([1]) }]);
  channel.record({ t: 'end', id: 'one', outcome: { result: { Ok: 2 }, durationUs: 3 } });
  expect(lines()[1]).toEqual({ n: 2, t: 'end', id: 'one', outcome: { result: { Ok: 2 }, durationUs: 3 } });
  channel.close();
});

test('writes no record in which redaction has missed a secret', () => {
  const { outputDir } = test.info();
  const { channel, lines } = openChannel(outputDir, { values: ['first-Half-1","b":"second-Half-2'] });
  channel.record({ t: 'call', call: call([{ a: 'first-Half-1', b: 'second-Half-2' }]) });
  channel.record({ t: 'call', call: call(['harmless']) });
  channel.close();
  expect(lines()).toMatchObject([
    { n: 1, t: 'lost' },
    { n: 2, call: { args: ['harmless'] } },
  ]);
});

test('with redaction off withholds no answer, however many calls are under way', () => {
  const { outputDir } = test.info();
  const { channel, lines } = openChannel(outputDir, { off: true, keys: [], patterns: [] });
  for (let at = 0; at <= 1_000; at += 1) channel.record({ t: 'call', call: { ...call([at]), id: `call-${at}` } });
  channel.record({ t: 'end', id: 'call-0', outcome: { result: { Ok: 'password: 1' }, durationUs: 3 } });
  channel.close();
  expect(lines().at(-1)).toMatchObject({ id: 'call-0', outcome: { result: { Ok: 'password: 1' } } });
});

test('keeps arguments of calls under way within a bound, and withholds the answers of those it let go of', () => {
  const { outputDir } = test.info();
  const { channel, lines } = openChannel(outputDir);
  const ids = Array.from({ length: 6 }, (_, at) => `call-${at}`);
  const args = ['x'.repeat(4_000_000)];
  for (const id of ids) channel.record({ t: 'call', call: { ...call(args), id, arg_size_bytes: 4_000_004 } });
  for (const id of ids) channel.record({ t: 'end', id, outcome: { result: { Ok: 1 }, durationUs: 3 } });
  channel.close();
  const answers = lines().flatMap((record) => (record.t === 'end' ? [record.outcome.result] : []));
  const tooMany = { Ok: { $other: expect.stringContaining('bytes of arguments, were under way') } };
  expect(answers).toEqual([tooMany, tooMany, { Ok: 1 }, { Ok: 1 }, { Ok: 1 }, { Ok: 1 }]);
});

test('begins a new line after one that a full disk has torn', () => {
  const { outputDir } = test.info();
  const { channel, file } = openChannel(outputDir);
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
  const [torn, whole, ...rest] = readFileSync(file, 'utf8').split('\n');
  expect(torn).toBe('{"n":1,"t"');
  expect(JSON.parse(whole ?? '')).toMatchObject({ n: 3, call: { args: [3] } });
  expect(rest).toEqual(['']);
});

test('keeps no more than two segments of the file', () => {
  const { outputDir } = test.info();
  const { channel, file } = openChannel(outputDir, { off: true, keys: [], patterns: [] });
  const large = 'x'.repeat(16_777_216);
  for (let count = 0; count < 9; count += 1) channel.record({ t: 'call', call: call([large]) });
  channel.close();
  const folder = dirname(file);
  expect(readdirSync(folder)).toEqual(['records.ndjson.2', 'records.ndjson.3']);
});

test('goes on in the file there is where no other can be opened', () => {
  const { outputDir } = test.info();
  const { channel, file } = openChannel(outputDir, { off: true, keys: [], patterns: [] });
  mkdirSync(file.replace(/1$/, '2'));
  const large = 'x'.repeat(16_777_216);
  for (let count = 0; count < 7; count += 1) channel.record({ t: 'call', call: call([large]) });
  channel.close();
  expect(readFileSync(file, 'latin1').match(/"n":\d+/g)).toHaveLength(7);
});

test('redacts by the rules that came along before it writes', () => {
  const { outputDir } = test.info();
  const { channel, lines } = openChannel(outputDir);
  channel.record({
    t: 'call',
    call: call([{ customerRef: 'anna-77-secret', order: 'ORD-1234', plain: 1 }], 'get_password'),
  });
  channel.record({ t: 'end', id: 'one', outcome: { result: { Ok: 'correct horse' }, durationUs: 3 } });
  const [started, ended] = lines();
  expect(started).toMatchObject({
    call: { args: [{ customerRef: expect.stringMatching(/^‹secret/), order: expect.stringMatching(/^‹/), plain: 1 }] },
  });
  // The question makes a secret of the answer.
  expect(ended).toMatchObject({ outcome: { result: { Ok: expect.stringMatching(/^‹password/) } } });
  channel.close();
});

test('writes no payload where a rule of the user cannot run', () => {
  const { outputDir } = test.info();
  const { channel, lines } = openChannel(outputDir, { withholds: true });
  channel.record({ t: 'call', call: call(['swordfish']) });
  channel.record({
    t: 'end',
    id: 'one',
    outcome: { result: { Err: 'no swordfish' }, durationUs: 3, error: { text: 'swordfish' } },
  });
  expect(JSON.stringify(lines())).not.toContain('swordfish');
  expect(lines()).toMatchObject([{ call: { command: 'load' } }, { outcome: { result: { Err: expect.any(String) } } }]);
  channel.close();
});

test('sends the worker what the app saw, and the file what may be kept', async () => {
  const { outputDir } = test.info();
  mkdirSync(outputDir, { recursive: true });
  let sent = '';
  const folder = mkdtempSync(join(tmpdir(), 'ipc-side-')); // the path of a socket must be short
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, 's');
  const server = createServer((worker) => worker.on('data', (data) => (sent += String(data)))).listen(socket);
  const { channel, lines } = openChannel(outputDir, {}, socket);
  channel.record({ t: 'call', call: call([{ password: 'correct horse' }]) });
  await expect.poll(() => sent).toContain('correct horse');
  expect(JSON.stringify(lines())).not.toContain('correct horse');
  channel.close();
  server.close();
  rmSync(folder, { recursive: true });
});

test('goes on without a worker and without a file', () => {
  const { outputDir } = test.info();
  const channel = new SideChannel({
    id: 'a',
    file: join(outputDir, 'no/such/folder/records'),
    socket: join(outputDir, 'nobody'),
    redact: REDACT,
    routes: [],
    labels: '',
    serve: false,
  });
  channel.record({ t: 'call', call: call([1]) });
  channel.close();
});
