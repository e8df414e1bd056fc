import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ReplayOptions } from '../../../replay/replay-options.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { serializeSession } from '../../../session/format/serialize-session.ts';
import { RESULTS, resultsFolder } from '../../io/results-folder.ts';

/** Tells whether a replay answers as that of `verify` does: with no option that changes what the app gets. */
export function isPlain(
  replay: ReplayOptions,
  { update, workerSession, alone }: { update?: 'missing'; workerSession?: string; alone?: true },
): boolean {
  // Only a test that passes is judged by what it has not asked for.
  const isPlainlyAnswered = Object.keys(replay).every((option) => option === 'unused');
  return isPlainlyAnswered && update === undefined && workerSession === undefined && alone === undefined;
}

/** Notes in the folder of results that a plain replay has failed as recorded: `verify` asks for it. @throws The file system's error. */
export function noteReproduced(session: RecordedSession): void {
  const folder = join(resultsFolder(), FOLDER);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, nameFor(session)),
    `${JSON.stringify({ session: session.id, at: new Date().toISOString() })}\n`,
  );
}

/** Tells whether a replay of this session has been noted here, wherever the session lies. */
export function isNotedReproduced(session: RecordedSession): boolean {
  return existsSync(join(resolve(RESULTS), FOLDER, nameFor(session)));
}

const FOLDER = 'reproduced';

/** A name by all that is in a session: one that was changed has not been replayed. */
function nameFor(session: RecordedSession): string {
  return `${createHash('sha256').update(serializeSession(session)).digest('hex').slice(0, 32)}.json`;
}
