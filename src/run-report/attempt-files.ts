import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { defined } from '../std/defined.ts';
import { RECORDING_FILES } from '../store/recording-files.ts';
import type { AttemptFiles } from './run-facts.ts';

/** Returns a session's file with the timeline that lies beside it. The data folder of an HTML report has all sessions in one, and none beside. */
export function attemptFiles(session: string): AttemptFiles {
  const timeline = join(dirname(session), RECORDING_FILES.timeline);
  const isThere = basename(session) === RECORDING_FILES.session && existsSync(timeline);
  return { session, ...defined({ timeline: isThere ? timeline : undefined }) };
}
