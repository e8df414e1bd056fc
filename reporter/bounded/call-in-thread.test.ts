import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { fakeSession } from '../../src/replay/fake-session.test.support.ts';
import type { RecordedSession } from '../../src/session/format/schema.ts';
import { readJournal } from '../../src/store/journal/read-journal.ts';
import { callInThread } from './call-in-thread.ts';
import { readRecording } from './read-recording.ts';

const HEADER = {
  format: 'playwright-ipc-journal',
  version: 1,
  kind: 'test',
  id: 'id-r0',
  started_at: '2026-11-23T09:30:00.000Z',
};

/** Writes a journal of events of a megabyte each; returns its folder. */
function journalOf(megabytes: number): string {
  const folder = test.info().outputPath('ipc');
  mkdirSync(folder, { recursive: true });
  const lines = Array.from({ length: megabytes }, (_, index) => {
    const event = { type: 'Console', level: 'log', message: 'x'.repeat(1_000_000), timestamp: HEADER.started_at };
    return `${JSON.stringify({ event: { index, timestamp: HEADER.started_at, event } })}\n`;
  });
  writeFileSync(join(folder, 'journal.ndjson'), `${JSON.stringify(HEADER)}\n${lines.join('')}`);
  return folder;
}

test('two sessions are compared in a thread as they are here', () => {
  const [first, second] = [1, 2].map((Ok) => fakeSession([{ command: 'save', result: { Ok } }]));
  if (!first || !second) throw new Error('no sessions');
  const compare = (passed: RecordedSession, earlier: RecordedSession[] = []) =>
    callInThread({ kind: 'compare', failed: first, passes: [passed], earlier });
  expect(compare(second).difference?.text).toContain('save');
  expect(compare(second, [structuredClone(second)]).verdict).toMatchObject({ baselines: 2, earlier: 1 });
  expect(compare(first).difference).toBeUndefined();
});

test('a large journal is read in a thread, and comes whole', () => {
  const folder = journalOf(10);
  expect(readRecording(folder)).toEqual(readJournal(folder));
});

test('a thread that takes too long, or all its memory, is given up with a sentence, and its errors come through', () => {
  const folder = journalOf(40);
  const task = { kind: 'read', folder } as const;
  expect(() => callInThread(task, { limitMs: 1 })).toThrow(
    'it took longer than 0.001 s, or more than 1024 MB of memory',
  );
  expect(() => callInThread(task, { limitMs: 4_000, maxMb: 16 })).toThrow('or more than 16 MB of memory');
  expect(() => callInThread({ kind: 'read', folder: join(folder, 'none') })).toThrow('there is no journal.ndjson');
});
