import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { callKind } from '../calls/call-kind.ts';
import type { RecordedSession, SessionTest } from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { readJournal } from './journal/read-journal.ts';
import { readableBytes } from './read-limits.ts';
import { readSession } from './read-session.ts';
import { RECORDING_FILES } from './recording-files.ts';

/**
 * Finds the sessions below `folder`, also those in the data folder of a Playwright HTML report, newest first.
 * A session that cannot be read is listed with its `error`. Folders named `node_modules` and `.git`, and links, are not entered.
 *
 * @throws The file system's error when `folder` itself cannot be listed.
 */
export async function findSessions(folder: string): Promise<FoundSession[]> {
  const found: FoundSession[] = [];
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const entries = await list(at, at === folder);
    for (const entry of entries)
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) pending.push(join(at, entry.name));
    const names = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
    for (const path of await candidates(at, names)) found.push(await summarize(path));
  }
  return found.sort((a, b) => b.mtime.getTime() - a.mtime.getTime() || (a.path < b.path ? -1 : 1));
}

/** Counts of what is in a session. */
export interface SessionCounts {
  events: number;
  /** Calls that expect an answer. */
  calls: number;
  failed: number;
  pending: number;
  checkpoints: number;
}

/** A session somewhere below a folder. */
export interface FoundSession {
  /** The path of the session, for `readSession`. */
  path: string;
  /** The kind of file: a finished session, or the journal that a killed run left. */
  kind: 'session' | 'journal';
  mtime: Date;
  /** The session's id; absent when it could not be read. */
  id?: string;
  /** Absent when the session is of no test, or could not be read. */
  test?: SessionTest;
  counts?: SessionCounts;
  /** The reason why the session could not be read. */
  error?: string;
}

const SKIPPED = new Set(['node_modules', '.git']);

async function list(folder: string, isRoot: boolean): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isRoot) throw error;
    return []; // gone meanwhile, or not ours to read
  }
}

/** Returns the files in `folder` that are sessions. */
async function candidates(folder: string, names: ReadonlySet<string>): Promise<string[]> {
  if (names.has(RECORDING_FILES.session)) return [join(folder, RECORDING_FILES.session)];
  const journal = [RECORDING_FILES.journal, RECORDING_FILES.olderJournal].find((name) => names.has(name));
  if (journal !== undefined) return [join(folder, journal)];
  if (basename(folder) !== 'data') return [];
  const report = await stat(join(dirname(folder), 'index.html')).catch(() => undefined);
  if (!report) return [];
  const paths: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (name.endsWith('.json') && (await looksLikeSession(path))) paths.push(path);
  }
  return paths;
}

/** Tells whether a file looks like a session: a report keeps all attachments under their digests, and a session is one that has a session's keys. */
async function looksLikeSession(path: string): Promise<boolean> {
  const found = new Set<string>();
  try {
    const file = await open(path);
    let before = '';
    // Closes the file at its end, and when the loop is left.
    for await (const text of file.createReadStream({
      encoding: 'latin1',
      highWaterMark: 1_048_576,
      end: readableBytes(),
    })) {
      for (const key of SESSION_KEYS) if (`${before}${text}`.includes(key)) found.add(key);
      if (found.size === SESSION_KEYS.length) return true;
      before = String(text).slice(-LONGEST_KEY);
    }
  } catch {
    // gone meanwhile, or not ours to read
  }
  return false;
}

const SESSION_KEYS = ['"checkpoints"', '"events"', '"started_at"'];
const LONGEST_KEY = 16;

async function summarize(path: string): Promise<FoundSession> {
  const kind = path.endsWith('.ndjson') ? 'journal' : 'session';
  const mtime = (await stat(path).catch(() => undefined))?.mtime ?? new Date(0);
  try {
    const session = kind === 'journal' ? readJournal(dirname(path)).session : await readSession(path);
    return { path, kind, mtime, id: session.id, ...defined({ test: session.test }), counts: count(session) };
  } catch (error) {
    return { path, kind, mtime, error: (error as Error).message };
  }
}

function count({ events, checkpoints }: RecordedSession): SessionCounts {
  const counts = { events: events.length, calls: 0, failed: 0, pending: 0, checkpoints: checkpoints.length };
  for (const { event } of events) {
    if (event.type !== 'Ipc' || callKind(event) !== 'invoke' || event.carried_over) continue;
    counts.calls++;
    if (event.result === 'Pending') counts.pending += event.abandoned === undefined ? 1 : 0;
    else if ('Err' in event.result) counts.failed++;
  }
  return counts;
}
