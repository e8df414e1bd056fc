import { appendFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { IpcCall } from '../../../session/format/schema.ts';
import type { CallHandle, IpcSink } from '../../source/ipc-source.ts';
import { type NumberedRecord, segmentOf } from '../electron-protocol.ts';
import { sealAt } from '../seal-at.ts';
import { ElectronSource } from './electron-source.ts';

const event = (n: number, command = `c${n}`): NumberedRecord => ({
  n,
  t: 'event',
  event: {
    type: 'Ipc',
    id: command,
    command,
    kind: 'push',
    timestamp: '2026-11-23T09:30:00Z',
    duration_ms: null,
    result: 'Pending',
    arg_size_bytes: 0,
    webview_label: 'window-1',
  },
});

/** A source, what it gave, and the two ways its hook has: the file and the socket. */
async function startSource({ attach = true } = {}) {
  const source = new ElectronSource();
  const given: string[] = [];
  let segment = 1;
  const sink: IpcSink = {
    started: (call) => call as CallHandle,
    settled: ({ id }, { result }) => given.push(`${id} ${JSON.stringify(result)}`),
    event: (one) => given.push((one as IpcCall).command),
    lost: (count) => given.push(`lost ${count}`),
  };
  if (attach) await source.attach(sink);
  const writeText = (text: string) => {
    const file = segmentOf(source.config.file, segment);
    const place = existsSync(file) ? statSync(file).size : 0;
    appendFileSync(file, sealAt(source.config.key, segment, place)(Buffer.from(text)));
  };
  const write = (...records: NumberedRecord[]) => writeText(textOf(records));
  /** Writes a segment as the hook does: only the newest two stay. */
  const nextSegment = () => {
    segment += 1;
    rmSync(segmentOf(source.config.file, segment - 2), { force: true });
  };
  const hook = connect(source.config.socket);
  await new Promise((done) => hook.once('connect', done));
  const send = (...records: object[]) => new Promise((done) => hook.write(textOf(records), done));
  return { source, sink, given, write, writeText, nextSegment, hook, send };
}

const textOf = (records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');

const closed = async (hook: Socket) => {
  hook.destroy();
  await new Promise((done) => setTimeout(done, 20));
};

test('takes each record once, from the socket as it comes and from the file when the socket ends', async () => {
  const { source, given, write, hook, send } = await startSource();
  write(event(1), event(2), event(3));
  await send(event(1), event(2));
  await expect.poll(() => given).toEqual(['c1', 'c2']);
  await closed(hook);
  await expect.poll(() => given).toEqual(['c1', 'c2', 'c3']);
  await source.detach();
});

test('reads the file when the main process does not answer, and goes on with the socket when it does', async () => {
  const { source, given, write, hook, send } = await startSource();
  write(event(1), event(2));
  await source.drain();
  expect(given).toEqual(['c1', 'c2']);
  await send(event(2), event(3));
  await expect.poll(() => given).toEqual(['c1', 'c2', 'c3']);
  await closed(hook);
  await source.detach();
});

test('counts a last line that the crash has torn', async () => {
  const { source, given, write, writeText, hook } = await startSource();
  write(event(1));
  writeText('{"n":2,"t":"ev');
  await closed(hook);
  await expect.poll(() => given).toEqual(['c1', 'lost 1']);
  await source.detach();
});

test('counts a line that a full disk has torn, and takes those after it', async () => {
  const { source, given, write, writeText, hook } = await startSource();
  writeText('{"n":1,"t":"ev');
  await source.drain();
  writeText('\n');
  write(event(2), event(3));
  await source.drain();
  // The record may still come.
  expect(given).toEqual([]);
  await closed(hook);
  await expect.poll(() => given).toEqual(['lost 1', 'c2', 'c3']);
  await source.detach();
});

test('takes a line that is torn in the file from the socket, when that brings it at last', async () => {
  const { source, given, write, writeText, hook, send } = await startSource();
  writeText('{"n":1,"t":"ev\n');
  write(event(2));
  await source.drain();
  await send(event(1), event(2));
  await expect.poll(() => given).toEqual(['c1', 'c2']);
  await closed(hook);
  await source.detach();
});

test('warns of an app that is launched again with the options of one before it: its numbers are those of the first', async () => {
  const { source, hook } = await startSource();
  await closed(hook);
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  const second = connect(source.config.socket);
  expect((await warned).message).toContain('Call withIpcHook for each launch.');
  await closed(second);
  await source.detach();
});

test('is silent when it was detached', async () => {
  const { source, given, hook, send } = await startSource();
  await send(event(1));
  await expect.poll(() => given).toEqual(['c1']);
  await source.detach();
  await send(event(2), event(9)).catch(() => {});
  await closed(hook);
  expect(given).toEqual(['c1']);
});

test('counts a record that may not be written', async () => {
  const { source, given, write, hook } = await startSource();
  write(event(1), { n: 2, t: 'lost' });
  await closed(hook);
  await expect.poll(() => given).toEqual(['c1', 'lost 1']);
  await source.detach();
});

test('takes from the file what the socket has left out, in order, and goes on with the socket', async () => {
  const { source, given, write, hook, send } = await startSource();
  write(event(1), event(2, 'c2 of the file'), event(3, 'c3 of the file'), event(4, 'c4 of the file'));
  await send(event(1), event(4));
  await expect.poll(() => given).toEqual(['c1', 'c2 of the file', 'c3 of the file', 'c4']);
  // Nothing follows what was left out, but for the word that the hook sends again.
  write(event(5, 'c5 of the file'));
  await send({ n: 6, t: 'resumed' });
  await expect.poll(() => given.at(-1)).toBe('c5 of the file');
  await closed(hook);
  await source.detach();
});

test('counts what is neither in the socket nor in the file, once', async () => {
  const { source, given, write, hook, send } = await startSource();
  write(event(1), event(4, 'c4 of the file'));
  await send(event(1), event(5));
  await expect.poll(() => given).toEqual(['c1', 'lost 2', 'c4 of the file', 'c5']);
  await send({ n: 9, t: 'resumed' });
  await expect.poll(() => given.at(-1)).toBe('lost 3');
  await closed(hook);
  await source.detach();
});

test('reads on where it was, over segments that were begun and deleted meanwhile', async () => {
  const { source, given, write, nextSegment, hook } = await startSource();
  write(event(1));
  await source.drain();
  write(event(2));
  nextSegment();
  write(event(3));
  await source.drain();
  nextSegment();
  nextSegment();
  write(event(7));
  await closed(hook);
  await expect.poll(() => given).toEqual(['c1', 'c2', 'c3', 'lost 3', 'c7']);
  await source.detach();
});

test('reads lines that are longer than what it reads at a time', async () => {
  const { source, given, write, hook } = await startSource();
  const long = 'ü'.repeat(3_000_000);
  write(event(1), event(2, long), event(3));
  await closed(hook);
  await expect.poll(() => given.map(({ length }) => length)).toEqual([2, long.length, 2]);
  expect(given[1]).toBe(long);
  await source.detach();
});

test('holds nothing before somebody wants it, and then gives all that there is', async () => {
  const { source, sink, given, write, hook, send } = await startSource({ attach: false });
  write(event(3, 'c3 of the file'), event(4, 'c4 of the file'));
  await send(event(3), event(4));
  await source.drain();
  await source.attach(sink);
  expect(given).toEqual(['lost 2', 'c3 of the file', 'c4 of the file']);
  await send(event(5));
  await expect.poll(() => given.at(-1)).toBe('c5');
  await closed(hook);
  await source.detach();
});

test('has its socket in its own folder, though the folder for temporary files lies too deep for one', async () => {
  const given = process.env.TMPDIR;
  const deep = join(tmpdir(), 'x'.repeat(100));
  mkdirSync(deep, { recursive: true });
  process.env.TMPDIR = deep;
  try {
    const { source, hook } = await startSource();
    expect(existsSync(source.config.socket)).toBe(true);
    await closed(hook);
    await source.detach();
  } finally {
    if (given === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = given;
    rmSync(deep, { recursive: true });
  }
});

test('joins a call and its end, though one came by the socket and the other by the file', async () => {
  const { source, given, write, hook, send } = await startSource();
  const call = { ...(event(1) as Extract<NumberedRecord, { t: 'event' }>).event, id: 'one' } as IpcCall;
  await send({ n: 1, t: 'call', call });
  write({ n: 1, t: 'call', call }, { n: 2, t: 'end', id: 'one', outcome: { result: { Ok: 7 }, durationUs: 5 } });
  await closed(hook);
  await expect.poll(() => given).toEqual(['one {"Ok":7}']);
  await source.detach();
});

test('leaves no file and no socket behind', async () => {
  const { source, hook } = await startSource();
  await closed(hook);
  await source.detach();
  await source.detach();
  expect(existsSync(dirname(source.config.file))).toBe(false);
});
