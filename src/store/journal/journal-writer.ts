import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { outcomeOf } from '../../recorder/settlement.ts';
import { Guard } from '../../redact/guard.ts';
import type {
  Abandoned,
  RecordedEvent,
  SessionAction,
  SessionGap,
  SessionTest,
  StateCheckpoint,
} from '../../session/format/schema.ts';
import { defined, nonZero } from '../../std/defined.ts';
import { RECORDING_FILES } from '../recording-files.ts';
import {
  type HeaderLine,
  JOURNAL_FORMAT,
  JOURNAL_VERSION,
  type JournalEnd,
  type JournalHeader,
  type JournalLine,
  type JournalSettle,
} from './journal-format.ts';
import { SegmentQuota } from './segment-quota.ts';

type Counts = Omit<NonNullable<HeaderLine['lost']>, 'unwritten'>;

const NONE: Counts = { events: 0, checkpoints: 0 };
const ONE_EVENT: Counts = { events: 1, checkpoints: 0 };
const ONE_CHECKPOINT: Counts = { events: 0, checkpoints: 1 };

/** The state of a journal's file. */
export type JournalState = 'whole' | 'cut' | 'gone' | 'failed';

/** Bytes of one segment at most. A reader takes `MAX_JOURNAL_BYTES` of both segments, and the last line of each may go over. */
export const MAX_SEGMENT_BYTES = 120 * 1_048_576;

/** The options of a journal. */
export interface JournalWriterOptions {
  /** Bytes after which a segment is full, `MAX_SEGMENT_BYTES` at most. Two are kept, so a journal takes twice this. @default 64 MiB */
  segmentBytes?: number;
  /** Looks at each line before it is written. @default one that finds nothing */
  guard?: Guard;
}

/**
 * Writes a recording to disk while it goes on, so that it survives the death of the process: one JSON object a line (NDJSON).
 *
 * Lines are held until `flush`, or until they are 64 KiB; call it once a batch. It never throws: a full disk must not fail a test.
 * After an error (a full disk, a folder that cannot be made, a header that may not be written) its files are deleted, so that others have the room, and nothing more is written.
 * What it is given is written as it is but for what the guard withholds: redact first.
 *
 * @example
 * const journal = new JournalWriter(folder, { id, started_at, kind: 'test', test });
 * journal.event(recorded);
 * journal.flush();
 * journal.end({ test: { status: 'failed' } });
 * journal.close();
 */
export class JournalWriter {
  private readonly folder: string;
  private readonly segmentBytes: number;
  private readonly guard: Guard;
  private header: JournalHeader;
  private fd: number | undefined;
  private buffer = '';
  /** Bytes in the segment that is written. */
  private written = 0;
  private readonly shares: SegmentQuota;
  /** Lines that could not be made: what they held was no JSON. */
  private badLines = 0;
  /** Counts of the events that are held, that are in the newer segment, in the older one, and in those that are gone. */
  private held: Counts = NONE;
  private newer: Counts = NONE;
  private older: Counts = NONE;
  private lost: Counts = NONE;
  /** The state that was written last in the segment, and the checkpoint it stands in. */
  private stateThere: { state: object; id: string } | undefined;

  /** Makes the folder and replaces what journal is in it. */
  constructor(
    folder: string,
    header: JournalHeader,
    { segmentBytes = 67_108_864, guard = new Guard(() => undefined) }: JournalWriterOptions = {},
  ) {
    this.folder = folder;
    this.header = header;
    this.guard = guard;
    this.segmentBytes = Math.min(segmentBytes, MAX_SEGMENT_BYTES);
    this.shares = new SegmentQuota(this.segmentBytes);
    this.attempt(() => {
      mkdirSync(folder, { recursive: true });
      rmSync(this.path(RECORDING_FILES.olderJournal), { force: true });
      this.openSegment();
    });
  }

  /**
   * Writes a new event. When its kind has used its share of the segment, it is held until the end, so that calls are never pushed out.
   *
   * @param json the event's own, where it is known that the guard finds nothing in it.
   */
  event(event: RecordedEvent, json?: string): void {
    const { type } = event.event;
    const text = json === undefined ? this.toLine({ event }) : this.toLineOfJson(event, json);
    if (text !== undefined && (type === 'Ipc' || this.shares.take(type, text))) this.hold(text, ONE_EVENT);
  }

  /**
   * Writes the outcome of the call with this index.
   *
   * @param json the outcome's own, where it is known that the guard finds nothing in it.
   */
  settle(index: number, outcome: JournalSettle, json?: string): void {
    if (json === undefined) this.add({ settle: [index, outcomeOf(outcome)] });
    else this.hold(`{"settle":[${index},${json}]}\n`, NONE);
  }

  /** Writes that nobody waits for the call with this index any more. */
  abandon(index: number, how: Abandoned): void {
    this.add({ abandon: [index, how] });
  }

  gap(gap: SessionGap): void {
    this.add({ gap });
  }

  /** Writes an action of the test by its number, when it begins and again when it has ended. It is written out with the next batch. */
  action(number: number, action: SessionAction): void {
    this.add({ action: [number, action] });
  }

  /** Writes a checkpoint. A state that is the same object as that of the checkpoint before is written once. */
  checkpoint(checkpoint: StateCheckpoint): void {
    // The line stands in the segment whose states it may name.
    if (this.fd !== undefined && this.written > this.segmentBytes) this.attempt(() => this.rotate());
    const { state, ...others } = checkpoint;
    const { stateThere } = this;
    if (stateThere !== undefined && state === stateThere.state) {
      this.add({ checkpoint: { ...others, state_of: stateThere.id } }, ONE_CHECKPOINT);
      return;
    }
    const isWritten = this.add({ checkpoint }, ONE_CHECKPOINT);
    this.stateThere = isWritten && isObject(state) ? { state, id: checkpoint.id } : undefined;
  }

  /** Writes a checkpoint whose state is being read: it stands, should the process end before `checkpoint` gives the whole of it. */
  reserve(checkpoint: StateCheckpoint): void {
    this.add({ reserved: checkpoint });
  }

  /** Adds to the description of the test; keys given before stay. */
  test(test: Partial<SessionTest>): void {
    this.learn(test);
    this.add({ test });
  }

  /** Says that the recording ended in order, and writes everything. Call `close` after it. */
  end(extra: JournalEnd = {}): void {
    if (extra.test) this.learn(extra.test);
    for (const text of this.shares.takeHeld()) this.hold(text, ONE_EVENT);
    const { dropped } = extra;
    const lines = (dropped?.lines ?? 0) + this.badLines;
    const { unwritten } = this.shares;
    this.add({
      end: {
        ...extra,
        ...defined({ dropped: lines > 0 ? { ...dropped, lines } : undefined }),
        ...nonZero({ unwritten }),
      },
    });
    this.flush();
  }

  /** Writes what is held. */
  flush(): void {
    if (this.buffer === '' || this.fd === undefined) return;
    this.attempt(() => {
      if (this.written > this.segmentBytes) this.rotate();
      this.newer = sum(this.newer, this.held);
      this.held = NONE;
      const text = this.buffer;
      this.buffer = '';
      this.write(text);
    });
  }

  /** Says whether the journal is where a reader looks for it: `failed` after an error, `gone` when the file was deleted or replaced, `cut` when it was too small for all that was given. Ask before `close`. */
  state(): JournalState {
    if (this.fd === undefined) return 'failed';
    if (!this.isInItsPlace(this.fd)) return 'gone';
    return this.lost.events + this.lost.checkpoints + this.shares.unwritten > 0 ? 'cut' : 'whole';
  }

  /** Writes what is held and closes the file. Safe to call twice; what is given afterwards is ignored. */
  close(): void {
    this.flush();
    const fd = this.fd;
    this.fd = undefined;
    if (fd !== undefined) this.attempt(() => closeSync(fd));
  }

  /** Closes the journal and deletes its files; the folder stays. */
  remove(): void {
    this.buffer = '';
    this.close();
    this.attempt(() => this.deleteFiles());
  }

  private deleteFiles(): void {
    rmSync(this.path(RECORDING_FILES.olderJournal), { force: true });
    rmSync(this.path(RECORDING_FILES.journal), { force: true });
  }

  /** Returns whether the line will be written. */
  private add(line: JournalLine, counts = NONE): boolean {
    const text = this.toLine(line);
    if (text !== undefined) this.hold(text, counts);
    return text !== undefined;
  }

  private toLine(line: JournalLine): string | undefined {
    if (this.fd === undefined) return undefined;
    const text = this.guard.keep(line)?.json;
    if (text === undefined) this.badLines += 1;
    return text && `${text}\n`;
  }

  private toLineOfJson({ index, timestamp }: RecordedEvent, json: string): string | undefined {
    return this.fd === undefined
      ? undefined
      : `{"event":{"index":${index},"timestamp":${JSON.stringify(timestamp)},"event":${json}}}\n`;
  }

  private hold(text: string, counts: Counts): void {
    if (this.fd === undefined) return;
    this.buffer += text;
    this.held = sum(this.held, counts);
    if (this.buffer.length > 65_536) this.flush();
  }

  /** Adds to the header, so that the next segment knows of it too. */
  private learn(test: Partial<SessionTest>): void {
    if (this.header.test) this.header = { ...this.header, test: { ...this.header.test, ...test } };
  }

  private rotate(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
    renameSync(this.path(RECORDING_FILES.journal), this.path(RECORDING_FILES.olderJournal));
    this.lost = sum(this.lost, this.older);
    this.older = this.newer;
    this.newer = NONE;
    this.shares.renew();
    this.stateThere = undefined;
    this.openSegment();
  }

  private openSegment(): void {
    this.fd = openSync(this.path(RECORDING_FILES.journal), 'w');
    this.written = 0;
    const line: HeaderLine = { format: JOURNAL_FORMAT, version: JOURNAL_VERSION, ...this.header };
    const { unwritten } = this.shares;
    if (this.lost.events + this.lost.checkpoints + unwritten > 0)
      line.lost = { ...this.lost, ...nonZero({ unwritten }) };
    // Without a header no line can be read: what must not be said of the test is left out, not the header.
    const { test: _test, ...bare } = line;
    const kept = this.guard.keep(line) ?? this.guard.keep(bare);
    if (kept === undefined) throw new Error('The header of the journal holds a secret.');
    this.write(`${kept.json}\n`);
  }

  private write(text: string): void {
    if (this.fd === undefined) return;
    const length = Buffer.byteLength(text);
    this.written += length;
    let done = writeSync(this.fd, text);
    if (done === length) return;
    // The disk took a part of it; a character may be torn there.
    const bytes = Buffer.from(text);
    while (done < length) done += writeSync(this.fd, bytes, done);
  }

  private isInItsPlace(fd: number): boolean {
    try {
      return statSync(this.path(RECORDING_FILES.journal)).ino === fstatSync(fd).ino;
    } catch {
      // Deleted, or a file is where its folder was.
      return false;
    }
  }

  private path(name: string): string {
    return join(this.folder, name);
  }

  private attempt(action: () => void): void {
    try {
      action();
    } catch {
      const fd = this.fd;
      this.fd = undefined;
      this.buffer = '';
      quietly(() => fd !== undefined && closeSync(fd));
      quietly(() => this.deleteFiles());
    }
  }
}

function sum(a: Counts, b: Counts): Counts {
  return { events: a.events + b.events, checkpoints: a.checkpoints + b.checkpoints };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function quietly(action: () => unknown): void {
  try {
    action();
  } catch {
    // The journal has failed already.
  }
}
