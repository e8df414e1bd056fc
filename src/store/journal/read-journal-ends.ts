import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { RECORDING_FILES } from '../recording-files.ts';
import { JOURNAL_FORMAT, JOURNAL_VERSION } from './journal-format.ts';

/** What the first and the last line of a journal say. */
export interface JournalEnds {
  /** The recorder's mode, when the journal says it. */
  mode: string | undefined;
  /** Counts the calls of the recording. */
  calls: number;
}

/**
 * Reads the first and the last line of the journal in `folder`, and nothing between them: of most tests that pass nobody needs to know more.
 * Undefined when it did not end in order, or is not as this version writes it: `readJournal` says what it is.
 */
export function readJournalEnds(folder: string): JournalEnds | undefined {
  try {
    const { first, last } = readEnds(join(folder, RECORDING_FILES.journal));
    const { format, version, mode } = JSON.parse(first) as Record<string, unknown>;
    const { end } = JSON.parse(last) as { end?: { calls?: unknown } };
    const calls = end?.calls;
    if (format !== JOURNAL_FORMAT || version !== JOURNAL_VERSION || typeof calls !== 'number') return undefined;
    return { mode: typeof mode === 'string' ? mode : undefined, calls };
  } catch {
    return undefined;
  }
}

/** Bytes that are read at each end: both lines have a description of the test at most. */
const CHUNK_BYTES = 65_536;

function readEnds(file: string): { first: string; last: string } {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const head = readPart(fd, 0, Math.min(size, CHUNK_BYTES));
    const tail = size <= CHUNK_BYTES ? head : readPart(fd, size - CHUNK_BYTES, CHUNK_BYTES);
    const lines = tail.trimEnd();
    return { first: head.slice(0, head.indexOf('\n')), last: lines.slice(lines.lastIndexOf('\n') + 1) };
  } finally {
    closeSync(fd);
  }
}

function readPart(fd: number, from: number, length: number): string {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.toString('utf8', 0, readSync(fd, bytes, 0, length, from));
}
