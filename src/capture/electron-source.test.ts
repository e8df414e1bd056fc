import { appendFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { IpcCall } from '../session/schema.ts';
import type { ElectronRecord } from './electron-protocol.ts';
import { ElectronSource } from './electron-source.ts';
import type { CallHandle, IpcSink } from './ipc-source.ts';

const REDACT = {
  off: false,
  keys: [],
  allow: [],
  paths: {},
  values: [],
  patterns: [],
  emails: false,
  key: '',
  withholds: false,
};

const event = (n: number, command = `c${n}`): ElectronRecord => ({
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
async function startSource() {
  const source = new ElectronSource({ redact: REDACT });
  const given: string[] = [];
  const sink: IpcSink = {
    started: (call) => call as CallHandle,
    settled: ({ id }, { result }) => given.push(`${id} ${JSON.stringify(result)}`),
    event: (one) => given.push((one as IpcCall).command),
  };
  await source.attach(sink);
  const write = (...records: ElectronRecord[]) =>
    appendFileSync(source.config.file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const hook = connect(source.config.socket);
  await new Promise((done) => hook.once('connect', done));
  const send = (...records: object[]) =>
    new Promise((done) => hook.write(records.map((record) => `${JSON.stringify(record)}\n`).join(''), done));
  return { source, given, write, hook, send };
}

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

test('leaves out a last line that the crash has torn', async () => {
  const { source, given, write, hook } = await startSource();
  write(event(1));
  appendFileSync(source.config.file, '{"n":2,"t":"ev');
  await closed(hook);
  await expect.poll(() => given).toEqual(['c1']);
  await source.detach();
});

test('leaves out a line that a full disk has torn, and takes those after it', async () => {
  const { source, given, write, hook } = await startSource();
  appendFileSync(source.config.file, '{"n":1,"t":"ev');
  write(event(2), event(3));
  await source.drain();
  expect(given).toEqual(['c3']);
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
  const call = { ...(event(1) as Extract<ElectronRecord, { t: 'event' }>).event, id: 'one' } as IpcCall;
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
