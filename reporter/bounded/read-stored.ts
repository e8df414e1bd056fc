import type { SessionTest } from '../../src/session/format/schema.ts';
import type { StoredBaseline } from '../../src/store/baselines/baseline-folder.ts';
import { type ReadBaselines, readBaselines } from '../../src/store/baselines/read-baselines.ts';
import { callInThread } from './call-in-thread.ts';

/** Reads stored baselines of a test; large ones in a thread, see `callInThread`. */
export function readStored(baselines: readonly StoredBaseline[], test: SessionTest): ReadBaselines {
  const files = baselines.map(({ path }) => path);
  const bytes = baselines.reduce((sum, one) => sum + one.bytes, 0);
  return bytes <= SMALL_BYTES ? readBaselines(files, test) : callInThread({ kind: 'baselines', files, test });
}

/** Bytes of files that are read in less time than a thread takes to start. What they inflate to has a limit as well. */
const SMALL_BYTES = 65_536;
