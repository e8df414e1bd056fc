import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Journal, readJournal } from '../../src/store/journal/read-journal.ts';
import { RECORDING_FILES } from '../../src/store/recording-files.ts';
import { callInThread } from './call-in-thread.ts';

/** Reads the journal of a recording; a large one in a thread, see `callInThread`, that is ended after half a minute and two seconds for each megabyte. */
export function readRecording(folder: string): Journal {
  const sizes = [RECORDING_FILES.olderJournal, RECORDING_FILES.journal].map(
    (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes <= LARGE_BYTES) return readJournal(folder);
  return callInThread({ kind: 'read', folder }, { limitMs: 30_000 + bytes / BYTES_PER_MS });
}

/** Bytes up to which a journal is read at once: a fifth of a second. */
const LARGE_BYTES = 8_388_608;
/** A hundredth of what a machine reads that has nothing else to do. */
const BYTES_PER_MS = 500;
