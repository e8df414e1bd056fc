import type { RecordedSession, SessionTest } from '../../session/format/schema.ts';
import { readBaseline } from './baseline-file.ts';

/** Stored baselines of a test, as far as they can be read. */
export interface ReadBaselines {
  passes: { file: string; session: RecordedSession }[];
  /** Says of each of the others why it cannot be read, in a sentence with its name. */
  faults: string[];
}

/** Reads stored baselines of a test. One that is broken, hostile or of a newer version is left out. */
export function readBaselines(files: readonly string[], test: SessionTest): ReadBaselines {
  const read: ReadBaselines = { passes: [], faults: [] };
  for (const file of files) {
    try {
      read.passes.push({ file, session: readBaseline(file, test) });
    } catch (error) {
      const { message } = error as Error;
      read.faults.push(message.includes(file) ? message : `Failed to read "${file}": ${message}`);
    }
  }
  return read;
}
