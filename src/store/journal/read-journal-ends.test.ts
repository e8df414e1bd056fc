import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { countFileCalls } from '../../std/count-file-calls.test.support.ts';
import { JournalWriter } from './journal-writer.ts';
import { readJournalEnds } from './read-journal-ends.ts';

/** Writes a journal of so many events into the folder of this test, and ends it in order. */
function writeJournal(events: number, isEnded = true): string {
  const folder = test.info().outputPath('recording');
  const timestamp = '2026-11-23T09:30:00.000Z';
  const journal = new JournalWriter(folder, { id: 'r', started_at: timestamp, kind: 'test', mode: 'on-first-retry' });
  for (let index = 0; index < events; index++)
    journal.event({ index, timestamp, event: { type: 'Console', level: 'log', message: `über ${index}`, timestamp } });
  if (isEnded) journal.end({ calls: 7, test: { status: 'passed' } });
  journal.close();
  return folder;
}

test('the first and the last line of a journal say its mode and count its calls', () => {
  for (const events of [0, 3, 2_000])
    expect(readJournalEnds(writeJournal(events))).toEqual({ mode: 'on-first-retry', calls: 7 });
});

test('of a long journal no more is read than its ends', () => {
  const folder = writeJournal(2_000);
  expect(countFileCalls(() => readJournalEnds(folder))).toMatchObject({ openSync: 1, readSync: 2, readFileSync: 0 });
});

test('a journal that did not end in order, or is none of this version, says nothing by its ends', () => {
  expect(readJournalEnds(writeJournal(3, false))).toBeUndefined();
  const folder = writeJournal(3);
  appendFileSync(join(folder, 'journal.ndjson'), '{"event":{"ind');
  expect(readJournalEnds(folder)).toBeUndefined();
  writeFileSync(
    join(folder, 'journal.ndjson'),
    '{"format":"playwright-ipc-journal","version":2}\n{"end":{"calls":7}}\n',
  );
  expect(readJournalEnds(folder)).toBeUndefined();
  expect(readJournalEnds(join(folder, 'nowhere'))).toBeUndefined();
});
