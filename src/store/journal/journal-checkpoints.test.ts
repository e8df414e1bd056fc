import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Guard } from '../../redact/guard.ts';
import type { StateCheckpoint } from '../../session/format/schema.ts';
import type { JournalHeader } from './journal-format.ts';
import { JournalWriter } from './journal-writer.ts';
import { readJournal } from './read-journal.ts';

const TIME = '2026-11-23T09:30:00Z';
const HEADER: JournalHeader = { id: 's', started_at: TIME, kind: 'test', limits: { maxCheckpoints: 10_000 } };

const checkpoint = (id: string, state: unknown): StateCheckpoint => ({
  ...{ id, label: null, timestamp: TIME, event_index: 0 },
  state,
});

/** Writes checkpoints, each as a batch of its own. */
function write(checkpoints: StateCheckpoint[], options: ConstructorParameters<typeof JournalWriter>[2] = {}) {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER, options);
  for (const one of checkpoints) {
    journal.checkpoint(one);
    journal.flush();
  }
  journal.close();
  return outputDir;
}

const linesOf = (folder: string) =>
  readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean));

test('a state that does not change is written once, and each checkpoint has it again', () => {
  const [state, other] = [{ pages: [{ title: 'Notes' }] }, { pages: [{ title: 'One note' }] }];
  const checkpoints = [state, state, state, other, other, state].map((one, i) => checkpoint(`cp-${i}`, one));
  const folder = write(checkpoints);
  expect(linesOf(folder)[0]?.filter((line) => line.includes('"title"'))).toHaveLength(3);
  expect(readJournal(folder).session.checkpoints).toEqual(checkpoints);
});

test('each segment of a journal has the states that its checkpoints name', () => {
  const state = { text: 'x'.repeat(300) };
  const checkpoints = Array.from({ length: 200 }, (_, i) => checkpoint(`cp-${i}`, state));
  const folder = write(checkpoints, { segmentBytes: 2_000 });
  expect(linesOf(folder).map((lines) => lines.filter((line) => line.includes('xxx')).length)).toEqual([1, 1]);
  const { checkpoints: read, dropped } = readJournal(folder).session;
  expect(read.length).toBeGreaterThan(10);
  expect(read).toEqual(checkpoints.slice(-read.length));
  expect(dropped).toEqual({ checkpoints: 200 - read.length });
});

test('a state that may not be written is named by nobody', () => {
  const guard = new Guard((json) => (json.includes('secret') ? 'rule' : undefined));
  // An object of this class has no JSON without the secret.
  const state = { toJSON: () => ({ get: 1, [`key-${'secret'}`]: { toJSON: () => 'secret' } }) };
  const folder = write([checkpoint('cp-1', state), checkpoint('cp-2', state)], { guard });
  expect(linesOf(folder)[0]?.join('')).not.toContain('state_of');
});

test('a checkpoint whose state is nowhere is left out and counted', () => {
  const folder = write([checkpoint('cp-1', { n: 1 })]);
  const { state: _state, ...own } = checkpoint('cp-2', null);
  for (const of of ['cp-9', 7, null])
    appendFileSync(join(folder, 'journal.ndjson'), `${JSON.stringify({ checkpoint: { ...own, state_of: of } })}\n`);
  const { checkpoints, dropped } = readJournal(folder).session;
  expect([checkpoints.map(({ id }) => id), dropped]).toEqual([['cp-1'], { lines: 3 }]);
});

test('a state that was reserved takes its place, wherever it is written', () => {
  const { outputDir } = test.info();
  const journal = new JournalWriter(outputDir, HEADER);
  const state = { n: 1 };
  for (const id of ['cp-1', 'cp-2', 'cp-3']) journal.reserve(checkpoint(id, null));
  journal.checkpoint(checkpoint('cp-1', state));
  journal.checkpoint(checkpoint('cp-2', state));
  journal.close();
  const states = readJournal(outputDir).session.checkpoints.map((one) => [one.id, one.state]);
  expect(states).toEqual([
    ['cp-1', state],
    ['cp-2', state],
    ['cp-3', null],
  ]);
});

test('a journal of some megabytes makes no session of gigabytes: the newest checkpoints are kept', () => {
  const large = { text: 'x'.repeat(4_000_000) };
  const checkpoints = Array.from({ length: 1_000 }, (_, i) => checkpoint(`cp-${i}`, large));
  const folder = write(checkpoints);
  const { checkpoints: read, dropped } = readJournal(folder).session;
  expect(read.map(({ id }) => id)).toEqual(Array.from({ length: 16 }, (_, i) => `cp-${984 + i}`));
  expect(dropped).toEqual({ checkpoints: 984 });

  const many = { list: Array.from({ length: 99_000 }, () => 0) };
  const others = Array.from({ length: 100 }, (_, i) => checkpoint(`cp-${i}`, many));
  expect(readJournal(write(others)).session.checkpoints).toHaveLength(25);
});
