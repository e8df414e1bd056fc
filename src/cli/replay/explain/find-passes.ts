import { dirname, resolve } from 'node:path';
import { hasPassed } from '../../../calls/has-failed.ts';
import { testKey } from '../../../calls/test-name.ts';
import { IpcError } from '../../../errors.ts';
import type { RecordedSession, SessionTest } from '../../../session/format/schema.ts';
import { BaselineFolder } from '../../../store/baselines/baseline-folder.ts';
import { findSessions } from '../../../store/find-sessions.ts';
import { isFolder } from '../../../store/is-folder.ts';
import { readPackedSession } from '../../../store/values/read-whole-session.ts';

/** A session, and where it was read. */
export interface FoundPass {
  path: string;
  session: RecordedSession;
}

/**
 * Finds the newest session of a pass of a test.
 *
 * @param paths sessions, and folders with such or of stored baselines, that the user named. Without any it is looked for beside the failed one: a retry that passed.
 * @throws {IpcError} `INVALID_OPTION` when what was named has none.
 */
export async function findPass(
  file: string,
  test: SessionTest,
  paths: readonly string[],
): Promise<FoundPass | undefined> {
  const isNamed = paths.length > 0;
  const places = isNamed ? paths : [dirname(isFolder(file) ? resolve(file) : dirname(resolve(file)))];
  for (const place of places) {
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

async function passBelow(folder: string, test: SessionTest): Promise<string | undefined> {
  const found = (await findSessions(folder)).find((one) => isPassOf(one.test, test));
  return found?.path ?? new BaselineFolder(folder).of(test)[0]?.path;
}

function isPassOf(found: SessionTest | undefined, test: SessionTest): boolean {
  return found !== undefined && hasPassed(found) && testKey(found) === testKey(test);
}
