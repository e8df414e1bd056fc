import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Journal, readJournal } from '../../src/store/read-journal.ts';
import { RECORDING_FILES } from '../../src/store/recording-files.ts';
import { callInThread } from './call-in-thread.ts';

/** Reads the journal of a recording; a large one in a thread that is ended after half a minute, see `callInThread`. */
export function readRecording(folder: string): Journal {
  const sizes = [RECORDING_FILES.olderJournal, RECORDING_FILES.journal].map(
    (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  );
  const isLarge = sizes.reduce((sum, size) => sum + size, 0) > LARGE_BYTES;
  return isLarge ? callInThread({ kind: 'read', folder }) : readJournal(folder);
}

/** Bytes up to which a journal is read at once: a fifth of a second. */
const LARGE_BYTES = 8_388_608;
