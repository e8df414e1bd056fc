import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import stringify from 'fast-json-stable-stringify';
import { z } from 'zod';
import { IpcError } from '../../src/errors.ts';
import { parseSession } from '../../src/session/format/parse-session.ts';
import type { RecordedEvent, RecordedSession, StateCheckpoint } from '../../src/session/format/schema.ts';
import { serializeSession } from '../../src/session/format/serialize-session.ts';
import type { JournalHeader } from '../../src/store/journal/journal-format.ts';
import { JournalWriter } from '../../src/store/journal/journal-writer.ts';
import { readJournal } from '../../src/store/journal/read-journal.ts';
import { RECORDING_FILES } from '../../src/store/recording-files.ts';
import { fullSession } from '../full-session.ts';
import { pathsOf, WRONG_VALUES, withValueAt } from '../mutate-json.ts';
import { must, type Property } from '../property.ts';
import { useSession } from './read-session.ts';

/** What was recorded: numbers of the full session's events. */
const cutJournalSchema = z.object({
  events: z.array(z.int().min(0)).max(100),
  /** Where the file ends, of its length: 0 to 1. */
  cuts: z.array(z.number().min(0).max(1)).max(50),
  segmentBytes: z.int().min(1_000),
});
type CutJournal = z.infer<typeof cutJournalSchema>;

const full = fullSession() as unknown as RecordedSession;

/** Wherever a journal is cut, it reads back as what was written in whole lines, and the torn line is counted. */
export const cutJournalsKeepTheirWholeLines: Property<CutJournal> = {
  name: 'cut journals keep their whole lines',
  inputs: fc.record({
    events: fc.array(fc.nat(full.events.length - 1), { maxLength: 12 }),
    cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
    segmentBytes: fc.constantFrom(1_500, 67_108_864),
  }),
  runs: 40,
  takes: cutJournalSchema,
  check(input) {
    inFolder((folder) => {
      const { events, checkpoints } = record(folder, input);
      const file = join(folder, RECORDING_FILES.journal);
      const whole = readFileSync(file);
      const hasOlder =
        readJournal(folder).session.dropped !== undefined || exists(join(folder, RECORDING_FILES.olderJournal));
      for (const cut of input.cuts.map((part) => Math.round(part * whole.length))) {
        writeFileSync(file, whole.subarray(0, cut));
        const isTorn = cut > 0 && cut < whole.length && whole[cut - 1] !== 0x0a && whole[cut] !== 0x0a;
        let read: RecordedSession;
        try {
          read = readJournal(folder).session;
        } catch (error) {
          must(error instanceof IpcError && !hasOlder, `not readable when cut at ${cut}: ${error}`);
          must(cut < whole.indexOf(0x0a), `the header is there, and it is not read: ${error}`);
          continue;
        }
        must((read.dropped?.lines ?? 0) === (isTorn ? 1 : 0), `${read.dropped?.lines} torn lines when cut at ${cut}`);
        const lines = whole
          .subarray(0, isTorn ? whole.lastIndexOf(0x0a, cut) : cut)
          .toString()
          .split('\n');
        const count = lines.filter((line) => line.startsWith('{"event"')).length;
        must(hasOlder || read.events.length === count, `${read.events.length} of ${count} events when cut at ${cut}`);
        must(isPartOf(read, events, checkpoints), `not what was written when cut at ${cut}`);
        parseSession(serializeSession(read));
      }
    });
  },
};

/** Whatever stands in the lines of a journal, it is read as a session that can be used, or refused. */
export const damagedJournalsAreReadOrRefused: Property<unknown[]> = {
  name: 'damaged journals are read or refused',
  inputs: fc
    .array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(...WRONG_VALUES), fc.jsonValue({ maxDepth: 2 }))), {
      maxLength: 4,
    })
    .map((faults) =>
      faults.reduce<unknown[]>((lines, [at, by]) => {
        const paths = pathsOf(lines);
        const changed = withValueAt(lines, paths[at % paths.length] ?? [], by);
        return Array.isArray(changed) ? changed : lines;
      }, fullJournal()),
    ),
  runs: 60,
  takes: z.array(z.unknown()),
  async check(input) {
    const session = inFolder((folder) => {
      writeFileSync(
        join(folder, RECORDING_FILES.journal),
        input.map((line) => `${JSON.stringify(line) ?? ''}\n`).join(''),
      );
      try {
        return readJournal(folder).session;
      } catch (error) {
        if (!(error instanceof IpcError)) throw error;
        return undefined;
      }
    });
    if (session) await useSession(session);
  },
};

function header(): JournalHeader {
  return { id: 's', started_at: full.started_at, kind: 'test', mode: 'on', ...(full.test && { test: full.test }) };
}

function fullJournal(): unknown[] {
  return [
    { format: 'playwright-ipc-journal', version: 1, ...header(), lost: { events: 0, checkpoints: 0, unwritten: 0 } },
    ...full.events.map((event) => ({ event })),
    { settle: [2, { result: { Ok: 1 }, duration_ms: 2, duration_us: 2_100, error: null, mocked: true }] },
    ...full.checkpoints.flatMap((checkpoint) => [{ reserved: { ...checkpoint, state: null } }, { checkpoint }]),
    { test: { status: 'failed', errors: ['no'] } },
    {
      end: {
        dropped: full.dropped,
        redactions: 1,
        withheld: full.withheld,
        excluded: full.excluded,
        gaps: full.gaps,
        test: { duration_ms: 1 },
        unwritten: 0,
      },
    },
  ];
}

function record(folder: string, { events, segmentBytes }: CutJournal) {
  const journal = new JournalWriter(folder, header(), { segmentBytes });
  const written: { events: RecordedEvent[]; checkpoints: StateCheckpoint[] } = { events: [], checkpoints: [] };
  for (const [index, number] of events.entries()) {
    const event = { ...(full.events[number % full.events.length] as RecordedEvent), index };
    written.events.push(event);
    journal.event(event);
    journal.flush();
  }
  for (const checkpoint of full.checkpoints) {
    written.checkpoints.push(checkpoint);
    journal.checkpoint(checkpoint);
  }
  journal.close();
  return written;
}

/** Whether a session has nothing but what was written, as it was written. Small segments lose what is older, and have no room for all kinds. */
function isPartOf(read: RecordedSession, events: RecordedEvent[], checkpoints: StateCheckpoint[]): boolean {
  const sameEvents = read.events.every((event) => stringify(event) === stringify(events[event.index]));
  const start = checkpoints.findIndex(({ id }) => id === read.checkpoints[0]?.id);
  return sameEvents && read.checkpoints.every((one, at) => stringify(one) === stringify(checkpoints[start + at]));
}

function exists(file: string): boolean {
  try {
    return readFileSync(file).length > 0;
  } catch {
    return false;
  }
}

function inFolder<Result>(use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'ipc-recorder-fuzz-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
