import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RecordedSession } from '../session/format/schema.ts';
import { isFolder } from './is-folder.ts';
import { readSession } from './read-session.ts';
import { isWorkerFolder } from './recording-files.ts';
import { packSession } from './values/pack-session.ts';
import { SessionValues } from './values/session-values.ts';

/**
 * Finds what the worker of a test recorded outside of tests, for the file of that test: in the folders of that worker beside the test's own.
 * A worker may have made several recordings of a file: they are one, with their events numbered anew. One that cannot be read is left out.
 *
 * @param file the test's session, or its folder.
 * @returns the session with its large values in it; undefined where none was kept.
 */
export async function findWorkerSession(file: string, { test }: RecordedSession): Promise<RecordedSession | undefined> {
  if (test?.worker_index === undefined) return undefined;
  const parent = dirname(isFolder(file) ? file : dirname(file));
  const names = await readdir(parent).catch(() => []);
  const found: RecordedSession[] = [];
  for (const name of names.filter((one) => isWorkerFolder(one, test.worker_index)).sort(byCount)) {
    const session = await readSession(join(parent, name)).catch(() => undefined);
    if (session?.test?.file !== test.file || session.test.project !== test.project) continue;
    // A worker counts its recordings: one that began before an earlier one is left from another run.
    const last = found.at(-1);
    if (last === undefined || Date.parse(last.started_at) <= Date.parse(session.started_at))
      found.push(packSession(session, new SessionValues(session, join(parent, name))).session);
  }
  const [first] = found;
  if (first === undefined || found.length === 1) return first;
  const events = found.flatMap((session) => session.events).map((event, index) => ({ ...event, index }));
  const values = Object.assign({}, ...found.map((session) => session.values));
  return { ...first, events, checkpoints: [], ...(Object.keys(values).length > 0 && { values }) };
}

const byCount = (one: string, other: string) => countOf(one) - countOf(other);
const countOf = (name: string) => Number(/\d+$/.exec(name)?.[0] ?? 0);
