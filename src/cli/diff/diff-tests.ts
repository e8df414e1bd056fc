import { type CallRules, sessionByRules } from '../../calls/same-call/call-rules.ts';
import { IpcError } from '../../errors.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { fenceAround } from '../../std/text/fenced.ts';
import { escapeToFit } from '../../std/text/printable-text.ts';
import { findSessions } from '../../store/find-sessions.ts';
import { comparableBytes } from '../../store/read-limits.ts';
import { readSession } from '../../store/read-session.ts';
import { diffSessions } from '../../triage/diff-sessions.ts';
import { type PairedSessions, pairSessions } from '../../triage/pair-sessions.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { type ReadEachOptions, readEach, type UnreadSession, unreadText } from '../io/read-each.ts';
import { type FolderDiff, readBoth } from './read-both.ts';
import { renderUnfencedDiff } from './render-diff.ts';

/**
 * Compares the sessions of the same tests of two folders, such as those with mocks and those on the real app. They are the same only where each test has a
 * session in both, and each session could be read.
 */
export async function diffTests(
  folders: [string, string],
  { rules, limit, ...how }: FolderDiff & { rules: CallRules; limit: number },
  io: CommandIo,
): Promise<void> {
  const both = await readBoth(folders, (folder, reading) => sessionsIn(folder, rules, reading), how, io);
  if (both === undefined) return;
  const [before, after] = both;
  const { pairs, ...alone } = pairSessions(before.sessions, after.sessions);
  const unread = [...before.unread, ...after.unread];
  const tests = pairs.map(({ title, first, second }) => ({ title, ...diffSessions(first, second) }));
  // A test without its other session was not compared.
  const isWhole = [alone.onlyFirst, alone.onlySecond, unread].every((list) => list.length === 0);
  const same = isWhole && tests.length > 0 && tests.every((test) => test.same);
  if (!same) io.exitWith(1);
  if (how.json) return printJson(io, { same, tests, ...alone, unread });
  const parted = tests.filter((test) => !test.same).length;
  const recorded = [
    ...tests.map((test) => `Test: ${escapeToFit(test.title, 200)}\n${renderUnfencedDiff(test, limit)}`),
    ...aloneLines(alone),
  ];
  const fence = recorded.length === 0 ? [] : [fenceAround(recorded.join('\n\n'), { label: 'tests' })];
  const rest = [unreadText(unread)].filter((text) => text !== '');
  io.print([`${parted} of ${tests.length} tests differ.`, ...fence, ...rest].join('\n\n'));
}

async function sessionsIn(
  folder: string,
  rules: CallRules,
  reading: ReadEachOptions,
): Promise<{ sessions: RecordedSession[]; unread: UnreadSession[] }> {
  const sessions: RecordedSession[] = [];
  const unread = await readEach(
    await findSessions(folder),
    (path) => readSession(path, { maxBytes: comparableBytes() }),
    (session) => sessions.push(sessionByRules(session, rules)),
    reading,
  );
  if (sessions.length === 0 && !reading.stop?.aborted)
    throw new IpcError('SESSION_NOT_READABLE', `There is no session that can be read below "${folder}".`);
  return { sessions, unread };
}

function aloneLines({ onlyFirst, onlySecond }: Omit<PairedSessions, 'pairs'>): string[] {
  const lines = [
    ...onlyFirst.map((title) => ['first', title] as const),
    ...onlySecond.map((title) => ['second', title] as const),
  ];
  return lines.map(([which, title]) => `Only in the ${which} folder: ${escapeToFit(title, 200)}`);
}
