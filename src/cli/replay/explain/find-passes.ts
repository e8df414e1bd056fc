import { basename, dirname, join, resolve } from 'node:path';
import { hasPassed } from '../../../calls/has-failed.ts';
import { testKey } from '../../../calls/test-name.ts';
import { IpcError } from '../../../errors.ts';
import type { RecordedSession, SessionTest } from '../../../session/format/schema.ts';
import { BaselineFolder } from '../../../store/baselines/baseline-folder.ts';
import { findSessions } from '../../../store/find-sessions.ts';
import { isFolder } from '../../../store/is-folder.ts';
import { attemptId } from '../../../store/recording-files.ts';
import { readPackedSession } from '../../../store/values/read-whole-session.ts';

/** A session, and where it was read. */
export interface FoundPass {
  path: string;
  session: RecordedSession;
}

/**
 * Finds the newest session of a pass of a test.
 *
 * @param paths sessions, and folders with such or of stored baselines, that the user named. Without any, attempts of the test beside the failed one are
 * looked at, as the runner's folders name them: a retry that passed. Where a session was put by hand, what lies next to it is anybody's.
 * @throws {IpcError} `INVALID_OPTION` when what was named has none.
 */
export async function findPass(
  file: string,
  test: SessionTest,
  paths: readonly string[],
): Promise<FoundPass | undefined> {
  const isNamed = paths.length > 0;
  for (const place of isNamed ? paths : attemptsBeside(file, test)) {
    const path = isFolder(place) ? await passBelow(place, test) : place;
    if (path === undefined) continue;
    const session = await readPackedSession(path);
    if (isPassOf(session.test, test)) return { path, session };
    throw new IpcError('INVALID_OPTION', `The session "${path}" of --baseline is not of a pass of this test.`);
  }
  if (isNamed)
    throw new IpcError('INVALID_OPTION', `There is no session of a pass of this test in "${paths.join('", "')}".`);
  return undefined;
}

/** Attempts that are looked for: more retries are hardly ever allowed. */
const MAX_ATTEMPTS = 20;

/** The folders of the other attempts of a test, the last ones first; the data of the report, where the session is of one. */
function attemptsBeside(file: string, { id, attempt }: SessionTest): string[] {
  const own = isFolder(file) ? resolve(file) : dirname(resolve(file));
  if (basename(own) === 'data') return [own];
  if (id === undefined || basename(own) !== attemptId(id, attempt)) return [];
  const others = Array.from({ length: MAX_ATTEMPTS }, (_, nth) => MAX_ATTEMPTS - 1 - nth).filter(
    (nth) => nth !== attempt,
  );
  return others.map((nth) => join(dirname(own), attemptId(id, nth))).filter(isFolder);
}

async function passBelow(folder: string, test: SessionTest): Promise<string | undefined> {
  const found = (await findSessions(folder)).find((one) => isPassOf(one.test, test));
  return found?.path ?? new BaselineFolder(folder).of(test)[0]?.path;
}

/** Tells whether a test is the same, and passed. */
function isPassOf(found: SessionTest | undefined, test: SessionTest): boolean {
  return found !== undefined && hasPassed(found) && testKey(found) === testKey(test);
}
