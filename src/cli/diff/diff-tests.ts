import { type CallRules, sessionByRules } from '../../calls/same-call/call-rules.ts';
import { IpcError } from '../../errors.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { fenceAround } from '../../std/fenced.ts';
import { escapeToFit } from '../../std/printable-text.ts';
import { findSessions } from '../../store/find-sessions.ts';
import { comparableBytes } from '../../store/read-limits.ts';
import { readSession } from '../../store/read-session.ts';
import { diffSessions } from '../../triage/diff-sessions.ts';
import { type PairedSessions, pairSessions } from '../../triage/pair-sessions.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { renderUnfencedDiff } from './render-diff.ts';

/** Compares the sessions of the same tests of two folders, such as those with mocks and those on the real app. */
export async function diffTests(
  folders: [string, string],
  { rules, limit, json }: { rules: CallRules; limit: number; json: boolean },
  io: CommandIo,
): Promise<void> {
  const [before, after] = [await sessionsIn(folders[0], rules), await sessionsIn(folders[1], rules)];
  const { pairs, ...alone } = pairSessions(before, after);
  const tests = pairs.map(({ title, first, second }) => ({ title, ...diffSessions(first, second) }));
  const same = tests.length > 0 && tests.every((test) => test.same);
  if (!same) io.exitWith(1);
  if (json) return printJson(io, { same, tests, ...alone });
  const parted = tests.filter((test) => !test.same).length;
  const recorded = [
    ...tests.map((test) => `Test: ${escapeToFit(test.title, 200)}\n${renderUnfencedDiff(test, limit)}`),
    ...aloneLines(alone),
  ];
  const fence = recorded.length === 0 ? [] : [fenceAround(recorded.join('\n\n'), { label: 'tests' })];
  io.print([`${parted} of ${tests.length} tests differ.`, ...fence].join('\n\n'));
}

async function sessionsIn(folder: string, rules: CallRules): Promise<RecordedSession[]> {
  const found = (await findSessions(folder)).filter(({ error }) => error === undefined);
  if (found.length === 0)
    throw new IpcError('SESSION_NOT_READABLE', `There is no session that can be read below "${folder}".`);
  const sessions: RecordedSession[] = [];
  for (const { path } of found)
    sessions.push(sessionByRules(await readSession(path, { maxBytes: comparableBytes() }), rules));
  return sessions;
}

function aloneLines({ onlyFirst, onlySecond }: Omit<PairedSessions, 'pairs'>): string[] {
  const lines = [
    ...onlyFirst.map((title) => ['first', title] as const),
    ...onlySecond.map((title) => ['second', title] as const),
  ];
  return lines.map(([which, title]) => `Only in the ${which} folder: ${escapeToFit(title, 200)}`);
}
