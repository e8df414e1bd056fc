import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Guard } from '../redact/guard.ts';
import type { RecordedSession, SessionTest } from '../session/format/schema.ts';
import { serializeSession } from '../session/format/serialize-session.ts';
import { findWorkerSession } from './find-worker-session.ts';
import { SessionValues } from './values/session-values.ts';
import { ValueWriter } from './values/value-writer.ts';

const OWN = { title_path: ['saves'], file: 'a.spec.ts', line: 3, project: 'app', attempt: 0, worker_index: 1 };

/** Puts a session into a folder beside that of the test. */
function put(folder: string, second: number, command: string, more: Partial<SessionTest> = {}): RecordedSession {
  const at = `2026-11-23T09:30:0${second}.000Z`;
  const call = {
    type: 'Ipc',
    id: command,
    command,
    timestamp: at,
    duration_ms: null,
    result: 'Pending',
    arg_size_bytes: 0,
    webview_label: 'main',
  } as const;
  const session: RecordedSession = {
    ...{ id: folder, started_at: at, checkpoints: [] },
    events: [{ index: 0, timestamp: at, event: call }],
    test: { ...OWN, ...more },
  };
  const path = test.info().outputPath('ipc', folder);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'ipc-session.json'), serializeSession(session));
  return session;
}

const commands = (session: RecordedSession | undefined) =>
  session?.events.map(({ index, event }) => [index, event.type === 'Ipc' && event.command]);

test('finds what the worker of a test recorded for its file, in the order in which it did', async () => {
  const session = put('t1-r0', 5, 'save');
  put('worker-1-1', 1, 'first');
  put('worker-1-2', 2, 'other file', { file: 'b.spec.ts' });
  put('worker-1-10', 4, 'last');
  put('worker-1-3', 3, 'second');
  put('worker-1-4', 0, 'of another run');
  put('worker-2-1', 1, 'other worker');
  put('worker-1-5', 3, 'other project', { project: 'web' });
  mkdirSync(test.info().outputPath('ipc', 'worker-1-6'));
  const folder = test.info().outputPath('ipc', 't1-r0');
  const found = [
    [0, 'first'],
    [1, 'second'],
    [2, 'last'],
  ];
  expect(commands(await findWorkerSession(join(folder, 'ipc-session.json'), session))).toEqual(found);
  expect(commands(await findWorkerSession(folder, session))).toEqual(found);
});

test('finds none where none was kept, and none for a session that does not say its worker', async () => {
  const session = put('t1-r0', 5, 'save');
  const file = test.info().outputPath('ipc', 't1-r0', 'ipc-session.json');
  expect(await findWorkerSession(file, session)).toBeUndefined();
  put('worker-1-1', 1, 'first');
  const { worker_index: _worker, ...unsaid } = OWN;
  expect(await findWorkerSession(file, { ...session, test: unsaid })).toBeUndefined();
});

test('the large values of all recordings of a worker come along', async () => {
  const session = put('t1-r0', 5, 'save');
  const texts = ['a', 'b'].map((letter) => letter.repeat(100_000));
  for (const [at, text] of texts.entries()) {
    const folder = test.info().outputPath('ipc', `worker-1-${at + 1}`);
    const kept = new ValueWriter(folder, new Guard(() => undefined)).keep(text);
    const worker = put(`worker-1-${at + 1}`, at + 1, 'load');
    Object.assign(worker.events[0]?.event ?? {}, { result: { Ok: kept } });
    writeFileSync(join(folder, 'ipc-session.json'), serializeSession(worker));
  }
  const found = await findWorkerSession(test.info().outputPath('ipc', 't1-r0'), session);
  if (found === undefined) throw new Error('no session');
  const whole = new SessionValues(found).whole(found);
  expect(whole.events.map(({ event }) => event.type === 'Ipc' && event.result)).toEqual(texts.map((Ok) => ({ Ok })));
});
