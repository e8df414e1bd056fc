import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { IpcError } from '../../../errors.ts';
import type { ReplayOptions } from '../../../replay/replay-options.ts';
import type { RecordedSession, SessionTest } from '../../../session/format/schema.ts';
import { defined } from '../../../std/defined.ts';
import { putInList } from '../../../std/put-in-list.ts';
import { firstLine } from '../../../std/text/first-line.ts';
import { escapeText } from '../../../std/text/printable-text.ts';
import { readSession } from '../../../store/read-session.ts';
import { type MappedTest, type ReplayedResult, type TestName, testKey } from '../../../store/replay-run.ts';
import { valueWarnings } from '../../../store/values/value-warnings.ts';
import { InterruptedError } from '../../io/interruption.ts';
import { shortName } from '../../io/results-folder.ts';
import { callsOfOthers } from '../calls-of-others.ts';
import type { StubReplay } from '../judge/judge-result.ts';
import { judgeWithinLimit } from '../judge/judge-within-limit.ts';
import { type ListedTest, testNameOf } from '../playwright/find-test.ts';
import type { TestProject } from '../playwright/test-project.ts';
import { othersLines } from '../render-past-calls.ts';
import { withRunFolder } from '../run-folder.ts';
import { usableTimezone } from '../usable-timezone.ts';
import { type EarlierTest, earlierTests, failedBefore } from './earlier-tests.ts';
import { runReplays } from './run-replays.ts';
import { SessionsBeside } from './sessions-beside.ts';

/** A session that is replayed with others. */
export interface SuiteSession {
  path: string;
  title: string;
  test: SessionTest;
}

/** A session and how its replay has ended. */
export interface SuiteReplay extends Pick<SuiteSession, 'path' | 'title'> {
  replay: StubReplay;
}

/**
 * Replays many sessions: each test of the suite once, in one run of Playwright with the config's workers and projects. Where a test has
 * several sessions, of its retries or of several runs, there are as many runs, and each has the next session of each test.
 *
 * @returns them in the order of the suite; those whose test was not found come last.
 * @throws {IpcError} `TEST_NOT_FOUND` when none of the tests was found; `PLAYWRIGHT_NOT_FOUND`
 */
export async function replaySuite(sessions: SuiteSession[], options: ReplaySuiteOptions): Promise<SuiteReplay[]> {
  const { found, lost } = await findTests(sessions, options);
  for (const one of lost) options.onReplayed?.(one);
  const replayed: (SuiteReplay & { place: number })[] = [];
  const name = `replays-${shortName(...sessions.map(({ path }) => resolve(path)))}`;
  await withRunFolder(name, options.onNote ?? (() => {}), async (folder) => {
    for (const [at, round] of roundsOf(found).entries()) {
      const output = join(folder.path, `run-${at + 1}`);
      const { judged, isInterrupted } = await replayRound(round, { ...options, output });
      replayed.push(...judged);
      if (isInterrupted) break;
    }
    // What did not end as recorded is kept, to be looked at.
    if (replayed.some(({ replay }) => replay.session !== undefined)) folder.keep();
    if (!folder.canStay) for (const { replay } of replayed) delete replay.session;
  });
  const missing = found.filter((one) => !replayed.some(({ path }) => path === one.path)).map(notRun);
  const inOrder = [...replayed, ...missing].sort((one, other) => one.place - other.place);
  return [...inOrder.map(({ place: _place, ...one }) => one), ...lost];
}

export interface ReplaySuiteOptions {
  /** The project of the tests. */
  project: TestProject;
  /** More arguments for Playwright. */
  playwrightArgs: string[];
  replay: ReplayOptions;
  /** The session of what passes outside of tests. @default what lies beside the tests' own */
  workerSession?: string | undefined;
  /** Add calls that are not in a session to it. */
  update?: 'missing' | undefined;
  /** Runs tests without the earlier ones that they stand on, unless they have sessions of their own here. @default false */
  isAlone?: boolean | undefined;
  /** Told of each replay as it ends, and how long its test took. */
  onReplayed?(replay: SuiteReplay, durationMs?: number): void;
  /** Told what a user should know besides. */
  onNote?(note: string): void;
}

/** A session whose test was found. */
interface FoundTest extends SuiteSession {
  name: TestName;
  listed: ListedTest;
  /** Its session as it was before the run; absent where the run does not change it. */
  recorded?: RecordedSession;
  /** The tests that it stands on. */
  earlier: EarlierTest[];
  /** The place of the test in the suite. */
  place: number;
}

async function findTests(
  sessions: SuiteSession[],
  { project, isAlone, update, onNote }: ReplaySuiteOptions,
): Promise<{ found: FoundTest[]; lost: SuiteReplay[] }> {
  const all = await project.tests();
  const places = new Map(all.tests.map((listed, at) => [testKey(testNameOf(listed)), at]));
  const beside = new SessionsBeside();
  const found: FoundTest[] = [];
  const lost: SuiteReplay[] = [];
  let fault: IpcError | undefined;
  for (const session of sessions) {
    const { test, path, title } = session;
    try {
      const listed = await project.find(test);
      const recorded = await readSession(path);
      for (const warning of valueWarnings(recorded, path)) onNote?.(`Warning: ${escapeText(`${title}: ${warning}`)}`);
      found.push({
        ...session,
        // An update changes the file. Otherwise it is read again when it is judged: all of a suite together are large.
        ...(update === undefined ? {} : { recorded }),
        ...{ listed, name: testNameOf(listed, test.repeat ?? 0) },
        earlier: isAlone ? [] : await earlierTests({ test, listed }, all, { file: path, beside }),
        place: places.get(testKey(testNameOf(listed))) ?? all.tests.length,
      });
    } catch (error) {
      if (!(error instanceof IpcError) || error.code !== 'TEST_NOT_FOUND') throw error;
      fault ??= error;
      lost.push({ path, title, replay: notReplayed(test, firstLine(error.message)) });
    }
  }
  if (found.length === 0 && fault !== undefined) throw fault;
  return { found, lost };
}

/** Puts sessions into runs: the first session of each test into the first run, and so on. Attempts come in their order. */
function roundsOf(found: FoundTest[]): Round[] {
  const byTest = new Map<string, FoundTest[]>();
  for (const one of [...found].sort((a, b) => a.test.attempt - b.test.attempt))
    putInList(byTest, testKey(one.name), one);
  const count = Math.max(0, ...[...byTest.values()].map((list) => list.length));
  return Array.from({ length: count }, (_, at) => ({
    wanted: [...byTest.values()].flatMap((list) => list.slice(at, at + 1)),
    // Others may run along: a test that this one stands on, or a project that it depends on.
    map: [...byTest.values()].map((list) => (list[at] ?? list.at(-1)) as FoundTest),
  }));
}

interface Round {
  wanted: FoundTest[];
  map: FoundTest[];
}

async function replayRound(
  { wanted, map }: Round,
  { output, onReplayed, onNote, ...options }: ReplaySuiteOptions & { output: string },
): Promise<{ judged: (SuiteReplay & { place: number })[]; isInterrupted: boolean }> {
  const mapped = new Map<string, MappedTest>();
  const selected = new Map<string, ListedTest>();
  for (const { name, path } of map) mapped.set(testKey(name), { ...name, session: resolve(path) });
  for (const one of wanted) {
    for (const before of one.earlier) {
      const name = nameBefore(one, before);
      const key = testKey(name);
      if (!mapped.has(key)) mapped.set(key, { ...name, ...defined({ session: before.session }) });
      selected.set(key, before.listed);
    }
    selected.set(testKey(one.name), one.listed);
  }
  const byKey = new Map(wanted.map((one) => [testKey(one.name), one]));
  const results = new Map<string, ReplayedResult>();
  const judged: (SuiteReplay & { place: number })[] = [];
  const judge = async (one: FoundTest, result: ReplayedResult | undefined, outside?: string): Promise<void> => {
    const replay = await judgeOne(one, result, options.project.stopJudging, {
      replay: options.replay,
      outside: outside ?? failedBefore(one.earlier.map((e) => [e.title, results.get(testKey(nameBefore(one, e)))])),
      // A test that has its session in this run is no news.
      earlier: one.earlier.filter((before) => mapped.get(testKey(nameBefore(one, before)))?.session === undefined),
    }).catch((error: Error) => notReplayed(one.test, whyNotJudged(error)));
    const { path, title, place } = one;
    tell({ path, title, place, replay }, result);
  };
  const tell = (one: SuiteReplay & { place: number }, result?: ReplayedResult) => {
    judged.push(one);
    onReplayed?.({ path: one.path, title: one.title, replay: one.replay }, result?.durationMs);
  };
  // Judged one after the other, beside the run.
  let judging = Promise.resolve();
  const { errors, isInterrupted } = await runReplays(
    [...selected.values()],
    [...mapped.values()],
    {
      ...options,
      output,
      timezone: options.replay.clock === 'recorded' ? usableTimezone(timezoneOf(wanted, onNote), onNote) : undefined,
    },
    (result) => {
      const key = testKey(result);
      results.set(key, result);
      const one = byKey.get(key);
      if (one === undefined || !byKey.delete(key)) return;
      judging = judging.then(() => judge(one, result));
    },
  );
  await judging;
  const hasSession = (key: string) => mapped.get(key)?.session !== undefined;
  const others = await callsOfOthers([...results].flatMap(([key, one]) => (hasSession(key) ? [] : [one])));
  for (const line of othersLines(others)) onNote?.(line);
  for (const one of byKey.values()) {
    if (isInterrupted) tell(notRun(one));
    else await judge(one, undefined, errors[0]);
  }
  return { judged, isInterrupted };
}

const INTERRUPTED = 'The run was interrupted before it.';

function whyNotJudged(error: Error): string {
  if (error instanceof InterruptedError) return 'Interrupted before it was judged.';
  return `It could not be judged: ${firstLine(error.message)}`;
}

function nameBefore({ name }: FoundTest, { listed }: EarlierTest): TestName {
  return testNameOf(listed, name.repeat);
}

async function judgeOne(
  { path, test, recorded }: FoundTest,
  result: ReplayedResult | undefined,
  stop: AbortSignal,
  { earlier, ...how }: { replay: ReplayOptions; outside?: string | undefined; earlier: EarlierTest[] },
): Promise<StubReplay> {
  // Those that wait for their turn are not read any more.
  stop.throwIfAborted();
  const replay = await judgeWithinLimit(recorded ?? (await readSession(path)), test, result, how, { stop });
  const { session, ...rest } = replay;
  // A test that was interrupted says nothing, and neither does its session.
  const isKept = !replay.same && replay.replayed.status !== 'interrupted';
  if (!isKept && session !== undefined) rmSync(dirname(session), { recursive: true, force: true });
  return {
    ...rest,
    ...defined({
      session: isKept ? session : undefined,
      earlier: earlier.length > 0 ? earlier.map(({ title }) => ({ title })) : undefined,
    }),
  };
}

/** Returns the time zone that all were recorded in. */
function timezoneOf(wanted: FoundTest[], onNote: ReplaySuiteOptions['onNote']): string | undefined {
  const zones = new Set(wanted.map(({ test }) => test.timezone));
  if (zones.size <= 1) return [...zones][0];
  onNote?.('The sessions were recorded in several time zones: the run has that of this machine.');
  return undefined;
}

function notRun({ path, title, test, place }: FoundTest): SuiteReplay & { place: number } {
  return { path, title, place, replay: notReplayed(test, INTERRUPTED) };
}

function notReplayed({ status, errors }: SessionTest, reason: string): StubReplay {
  const recorded = { status, error: errors?.[0] };
  return {
    ...{ verdict: 'not-run', same: false, recorded },
    ...{ replayed: { status: undefined, error: undefined }, elsewhere: [], reason },
  };
}
