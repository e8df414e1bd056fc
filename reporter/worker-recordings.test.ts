import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { fakeResult, fakeTestCase, recordInto } from './fake-run.test.support.ts';
import { WorkerRecordings } from './worker-recordings.ts';

const fail = (error: unknown) => {
  throw error;
};

/** A run whose recordings are below the folder of this unit test, with one failed attempt in worker 0. */
function newRun(use: { ipcRecorder?: unknown } = {}) {
  const { outputDir } = test.info();
  const testCase = fakeTestCase(outputDir, use);
  const result = fakeResult({ status: 'failed' });
  const withheld: string[] = [];
  const workers = new WorkerRecordings((name, rule) => withheld.push(`${name}: ${rule}`));
  workers.seen(testCase);
  const record = (id: string, options: Parameters<typeof recordInto>[2] = {}) =>
    recordInto(outputDir, id, { kind: 'worker', ...options });
  const attach = () => workers.attachTo(testCase, result, '/suite');
  const has = (id: string, file = 'journal.ndjson') => existsSync(join(outputDir, 'ipc', id, file));
  return { outputDir, workers, record, attach, result, withheld, has };
}

test('a failure has what its worker recorded for its file, once', () => {
  const { outputDir, record, attach, result } = newRun();
  record('worker-0-1');
  attach();
  attach();
  expect(result.attachments).toEqual([
    {
      name: 'ipc-session-worker',
      contentType: 'application/json',
      path: join(outputDir, 'ipc', 'worker-0-1', 'ipc-session.json'),
    },
  ]);
});

test('recordings of another worker, of another file or without a call are not attached', () => {
  const { record, attach, result } = newRun();
  record('worker-1-1');
  record('worker-10-1');
  record('worker-0-1', { file: 'b.spec.ts' });
  record('worker-0-2', { command: '' });
  record('worker-0-3', { mode: 'on-first-retry' });
  attach();
  expect(result.attachments).toEqual([]);
});

test('nothing is read from the disk where the worker attached its recording itself', () => {
  const { record, attach, result } = newRun();
  record('worker-0-1');
  const own = { name: 'ipc-session-worker', contentType: 'application/gzip', body: Buffer.from('') };
  result.attachments.push(own);
  attach();
  expect(result.attachments).toEqual([own]);
});

test('a recording that holds a secret is withheld, and told of', () => {
  const { record, attach, result, withheld } = newRun({ ipcRecorder: { redact: { values: ['Sw0rdfish-4711-x9'] } } });
  record('worker-0-1');
  attach();
  expect(withheld).toEqual(['ipc-session-worker: redact.values[0]']);
  expect(result.attachments.map(({ path }) => path)).toEqual([undefined]);
});

test('a recording that was attached stays as a session, and one that was not is deleted', () => {
  const { workers, record, attach, has } = newRun();
  record('worker-0-1');
  attach();
  record('worker-0-2');
  workers.finish(fail);
  expect([has('worker-0-1'), has('worker-0-1', 'ipc-session.json')]).toEqual([false, true]);
  expect(has('worker-0-2')).toBe(false);
});

test('recordings of tests, and those that an earlier run has kept, are left', () => {
  const { workers, record, has } = newRun();
  record('id-r0');
  record('worker-0-1').removeJournal();
  workers.finish(fail);
  expect(has('id-r0')).toBe(true);
  expect(has('worker-0-1', '.')).toBe(true);
});

test('where every session is kept, so is what passed outside of tests, in full also after a failure', () => {
  const { outputDir, workers, record, attach, has } = newRun();
  const recording = record('worker-0-1', { mode: 'on' });
  attach();
  recording.started({ command: 'later' });
  recording.batched();
  record('worker-1-1', { mode: 'on' });
  record('worker-1-2', { mode: 'on', command: '' });
  const path = (id: string) => join(outputDir, 'ipc', id, 'ipc-session.json');
  expect(workers.finish(fail)).toEqual({ calls: 3, kept: [path('worker-0-1'), path('worker-1-1')] });
  expect(readFileSync(path('worker-0-1'), 'utf8')).toContain('later');
  expect(has('worker-1-1')).toBe(false);
  expect(has('worker-1-2', '.')).toBe(false);
});

test('calls outside of tests are counted although no session of them is kept', () => {
  const { workers, record, has } = newRun();
  record('worker-0-1');
  expect(workers.finish(fail)).toEqual({ calls: 1, kept: [] });
  expect(has('worker-0-1', '.')).toBe(false);
});

test('a recording that cannot be read stays, and keeps no other from being finished', () => {
  const { outputDir, workers, record, has } = newRun();
  for (const id of ['worker-0-1', 'worker-0-2']) record(id);
  writeFileSync(join(outputDir, 'ipc', 'worker-0-1', 'journal.ndjson'), 'no journal\n');
  const faults: string[] = [];
  const { calls } = workers.finish((error) => faults.push(String(error)));
  expect([calls, faults]).toEqual([1, [expect.stringContaining('no journal header')]]);
  expect([has('worker-0-1'), has('worker-0-2')]).toEqual([true, false]);
});
