import { dirname, resolve } from 'node:path';
import { joinRules } from '../../calls/same-call/call-rules.ts';
import type { ReplayOptions } from '../../replay/replay-options.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { defined } from '../../std/defined.ts';
import { escapeText, escapeToFit } from '../../std/text/printable-text.ts';
import { counted } from '../../std/text/readable-numbers.ts';
import { findSessions } from '../../store/find-sessions.ts';
import { isFolder } from '../../store/is-folder.ts';
import { comparableBytes } from '../../store/read-limits.ts';
import { readSession } from '../../store/read-session.ts';
import { isWorkerFolder } from '../../store/recording-files.ts';
import { valueWarnings } from '../../store/values/value-warnings.ts';
import { learnVolatile } from '../../triage/learn-volatile.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { withProgress } from '../io/progress.ts';
import { bisectCode, CANNOT_TELL } from './bisect-code.ts';
import { TestProject } from './playwright/test-project.ts';
import { progressLine, renderReplayTable, renderStubReplay } from './render-stub-replay.ts';
import { renderOrderSearch, searchOrders } from './search/search-orders.ts';
import { stubChanged } from './stub-changed.ts';
import { replayOptionsOf, type StubFlags } from './stub-flags.ts';
import { type StubSessionOptions, stubSession } from './stub-session.ts';
import { replaySuite, type SuiteSession } from './suite/replay-suite.ts';
import { isPlain, noteReproduced } from './verify/reproductions.ts';

/** Pairs of answers that a search tries by default. */
const DEFAULT_PAIRS = 20;

/** Learnt names that are shown. */
const MAX_NAMES = 50;

/** Characters of a learnt name, command and path, that are shown. */
const MAX_NAME = 100;

/** Runs one test, or all below a folder, answered by their sessions. */
export async function replayTests(path: string, flags: TestFlags, io: CommandIo, stop: AbortSignal): Promise<void> {
  const { config, playwrightArgs, bisect, searchOrders: search, alone, json } = flags;
  if (bisect) io.exitWith(CANNOT_TELL);
  // The question is whether the test passes: an older app need not do all that the recorded one did.
  const given = replayOptionsOf(bisect ? { unused: 'ignore', ...flags } : flags);
  const replay = flags.learn === undefined ? given : await withLearnt(path, flags.learn, given, io);
  const { workerSession, update } = flags;
  const options = {
    ...{ project: new TestProject(config, stop), playwrightArgs, showsRun: false, isAlone: alone },
    ...{ replay, workerSession, update },
  };
  if (search !== undefined) {
    const maxPairs = search === true ? DEFAULT_PAIRS : search;
    return await searchRace(path, options, { ...flags, maxPairs, stop }, io);
  }
  const many = bisect ? [] : await sessionsIn(path);
  const isEvidence = isPlain(replay, flags);
  if (many.length > 0) return await replayMany(many, options, { json, isEvidence }, io);

  const session = await readWarned(path, io);
  const result = await stubSession(path, session, { ...options, showsRun: !json }, io);
  if (isEvidence && result.verdict === 'reproduced') keepNote(session, io);
  io.exitWith(bisect ? bisectCode(result.verdict) : result.verdict === 'not-run' ? 2 : result.same ? 0 : 1);
  if (json) printJson(io, result);
  else io.print(renderStubReplay(result));
}

/** The flags of a replay of tests, as they were given on the command line. */
export interface TestFlags extends StubFlags {
  /** More arguments for Playwright. */
  playwrightArgs: string[];
  config?: string;
  /** Another recording of the test, to learn from what is new in every run. */
  learn?: string;
  /** Look for a race among so many pairs of answers; `true` is 20. */
  searchOrders?: number | true;
  bisect?: true;
  /** Run a test without the earlier ones that it stands on. */
  alone?: true;
  json?: true;
}

/** Reads a session, and says once which of its large values are not there. */
async function readWarned(path: string, io: CommandIo): Promise<RecordedSession> {
  const session = await readSession(path);
  for (const warning of valueWarnings(session, path)) io.note(`Warning: ${escapeText(warning)}`);
  return session;
}

/** Adds the paths that differ between two recordings of the test, whatever is recorded of it. */
async function withLearnt(path: string, other: string, replay: ReplayOptions, io: CommandIo): Promise<ReplayOptions> {
  const read = (file: string) => readSession(file, { maxBytes: comparableBytes() });
  const learnt = learnVolatile(await read(path), await read(other));
  const named = Object.entries(learnt).flatMap(([command, paths]) =>
    paths.map((one) => escapeToFit(`${command}:${one}`, MAX_NAME)),
  );
  io.note(
    named.length === 0 ? 'Learnt nothing that is new in every run.' : `Learnt that these may differ: ${listed(named)}`,
  );
  return { ...replay, ...joinRules(replay, { ignore: learnt }) };
}

/** Joins the first names, and counts the others. */
function listed(names: string[]): string {
  const more = names.length - MAX_NAMES;
  return [...names.slice(0, MAX_NAMES), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function keepNote(session: RecordedSession, io: CommandIo): void {
  try {
    noteReproduced(session);
  } catch (error) {
    io.note(`Not noted that it was reproduced (${(error as Error).message}): verify then needs --reproduced.`);
  }
}

async function replayMany(
  many: SuiteSession[],
  options: StubSessionOptions,
  { json, isEvidence }: { json: true | undefined; isEvidence: boolean },
  io: CommandIo,
): Promise<void> {
  let count = 0;
  const replays = await withProgress(io, async (progress) => {
    progress.now(`Replays ${counted(many.length, 'session')}`);
    return await replaySuite(many, {
      ...options,
      onReplayed(replay, durationMs) {
        count += 1;
        progress.line(progressLine(replay, { count, of: many.length, durationMs }));
        progress.now(`${count} of ${many.length} replayed`);
      },
      onNote: (note) => progress.line(note),
    });
  });
  for (const { path, replay } of replays)
    if (isEvidence && replay.verdict === 'reproduced') keepNote(await readSession(path), io);
  const same = replays.every(({ replay }) => replay.same);
  io.exitWith(same ? 0 : 1);
  if (json) printJson(io, { same, replays });
  else io.print(renderReplayTable(replays));
}

async function searchRace(
  path: string,
  options: StubSessionOptions,
  { maxPairs, json, stop }: Pick<TestFlags, 'json'> & { maxPairs: number; stop: AbortSignal },
  io: CommandIo,
): Promise<void> {
  const session = await readWarned(path, io);
  const found = await withProgress(io, async (progress) => {
    const how = { ...options, keeps: 'never' } as const;
    const beside = { ...io, note: (text: string) => progress.line(text) };
    return await searchOrders(
      session,
      (swap, changed) =>
        changed === undefined
          ? stubSession(path, session, { ...how, replay: { ...how.replay, ...defined({ swap }) } }, beside)
          : stubChanged(changed, { ...how, origin: path }),
      {
        ...{ maxPairs, stop, passed: how.replay.passthrough },
        onRun: (what, { tried, of }) => progress.now(`${tried} of ${counted(of, 'pair')} tried; runs ${what}`),
      },
    );
  });
  io.exitWith(found.replay ? 2 : found.race || found.late ? 1 : 0);
  if (json) printJson(io, found);
  else io.print(renderOrderSearch(found));
}

/** Returns the sessions of tests below a folder; none when it is the folder of one recording, or no folder. */
async function sessionsIn(path: string): Promise<SuiteSession[]> {
  if (!isFolder(path)) return [];
  // A worker's own session is of no test that could run.
  const found = (await findSessions(path)).filter(
    ({ id = '', test, error }) => test !== undefined && error === undefined && !isWorkerFolder(id),
  );
  const isOne = found.length === 1 && dirname(resolve(found[0]?.path ?? '')) === resolve(path);
  if (isOne) return [];
  return found.flatMap(({ path: file, test }) => {
    if (test === undefined) return [];
    const { project, attempt, repeat = 0, title_path } = test;
    const marks = [...(attempt > 0 ? [`retry ${attempt}`] : []), ...(repeat > 0 ? [`repetition ${repeat}`] : [])];
    const title = [test.file, ...title_path].join(' › ');
    const shown = project === '' ? title : `[${project}] ${title}`;
    return [{ path: file, test, title: marks.length > 0 ? `${shown} (${marks.join(', ')})` : shown }];
  });
}
