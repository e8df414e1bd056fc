import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from './compare.mjs';
import { generateSession } from './generate-session.mjs';
import { load } from './load.mjs';

const CHUNK = 5_000;
/** Events the page sends at once when it is busy. */
const BATCH = 100;

/** What one event costs on its way to the disk. */
export async function run({ rounds }) {
  const { createRedactor } = await load('src/redact/redactor.js');
  const { Guard } = await load('src/redact/guard.js');
  const { JournalWriter } = await load('src/store/journal/journal-writer.js');
  const folder = mkdtempSync(join(tmpdir(), 'ipc-bench-'));
  const { id, started_at, events } = generateSession(CHUNK);
  // With some secrets known beforehand, as on a CI.
  const values = Array.from({ length: 8 }, (_, i) => `s3cr3t/Value+${i} of the environment`);
  const redactor = createRedactor({ values });
  const header = { id, started_at, kind: 'test' };
  const journal = new JournalWriter(join(folder, 'plain'), header);
  const guarded = new JournalWriter(join(folder, 'scanned'), header, { guard: new Guard(redactor.findLeak) });

  const harmless = events.map(({ event }) => event);
  const secret = events.map(({ event }, i) => ({
    ...event,
    options: { headers: { authorization: `user ${i % 50} is in` } },
  }));
  const redacting = (what, batch) =>
    compare({
      reference: ['JSON.stringify of the event', () => stringifyEach(batch)],
      candidates: [[what, () => redactEach(redactor, batch)]],
      rounds,
    });

  try {
    return [
      ...redacting('redact an event without secrets', harmless),
      ...redacting('redact an event with one secret', secret),
      ...compare({
        reference: ['JSON.stringify of the line', () => stringifyLines(events)],
        candidates: [
          [`write a journal line, in batches of ${BATCH}`, () => writeBatches(journal, events)],
          ['the same, and scan it before', () => writeBatches(guarded, events)],
        ],
        rounds,
      }),
    ];
  } finally {
    journal.close();
    guarded.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function stringifyEach(events) {
  for (const event of events) JSON.stringify(event);
}

function redactEach(redactor, events) {
  for (const event of events) redactor.event(event);
}

function stringifyLines(events) {
  for (const event of events) JSON.stringify({ event });
}

function writeBatches(journal, events) {
  for (let i = 0; i < events.length; i++) {
    journal.event(events[i]);
    if (i % BATCH === BATCH - 1) journal.flush();
  }
}
