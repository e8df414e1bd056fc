import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sessionByRules } from '../../calls/same-call/call-rules.ts';
import { IpcError } from '../../errors.ts';
import type { ReplayOptions } from '../../replay/replay-options.ts';
import type { CommandCount, StubReport } from '../../replay/stub-report.ts';
import type { RecordedSession, SessionTest } from '../../session/format/schema.ts';
import { defined } from '../../std/defined.ts';
import { stripAnsi } from '../../std/printable-text.ts';
import { readSession } from '../../store/read-session.ts';
import { ATTACHMENTS } from '../../store/recording-files.ts';
import { type ReplayedResult, testKey } from '../../store/replay-run.ts';
import { diffSessions } from '../../triage/diff-sessions.ts';
import type { Divergence } from '../../triage/divergence.ts';
import type { CommandIo } from '../io/command-io.ts';
import { shortName } from '../io/results-folder.ts';
import { callsOfOthers } from './calls-of-others.ts';
import { isUnanswered } from './is-unanswered.ts';
import { judgeReplay, type ReplayVerdict, type TestOutcome } from './judge-replay.ts';
import { type MissingEffect, missingEffects } from './missing-effects.ts';
import { testNameOf } from './playwright/find-test.ts';
import type { TestProject } from './playwright/test-project.ts';
import { INTERRUPTED, reasonOf } from './reason-of.ts';
import { withRunFolder } from './run-folder.ts';
import { type EarlierReplay, earlierTests, failedBefore } from './suite/earlier-tests.ts';
import { runReplays } from './suite/run-replays.ts';
import { SessionsBeside } from './suite/sessions-beside.ts';
import { usableTimezone } from './usable-timezone.ts';

/**
 * Runs the test that a session was recorded in, and only that, with the session answering in place of the backend.
 *
 * @throws {IpcError} `TEST_NOT_FOUND`, `PLAYWRIGHT_NOT_FOUND`
 */
export async function stubSession(
  sessionFile: string,
  session: RecordedSession,
  options: StubSessionOptions,
  io: CommandIo,
): Promise<StubReplay> {
  const { project, playwrightArgs, showsRun, replay, workerSession, update } = options;
  const { isAlone, origin = sessionFile, keeps = 'always' } = options;
  const { test } = session;
  if (!test) {
    throw new IpcError(
      'TEST_NOT_FOUND',
      `The session "${sessionFile}" does not say which test it is of. Send its calls to a backend instead: --target <module>.`,
    );
  }
  const listed = await project.find(test);
  const where = { file: origin, beside: new SessionsBeside() };
  const earlier = isAlone ? [] : await earlierTests({ test, listed }, await project.tests(), where);
  const name = keeps === 'never' ? undefined : `replay-${shortName(resolve(sessionFile))}`;
  return await withRunFolder(name, io.note, async (folder) => {
    const map = [
      ...earlier.map(({ listed: one, session: own }) => ({ ...testNameOf(one), ...defined({ session: own }) })),
      { ...testNameOf(listed), session: resolve(sessionFile) },
    ];
    const results = new Map<string, ReplayedResult>();
    const { errors, isInterrupted } = await runReplays(
      [...earlier.map((one) => one.listed), listed],
      map,
      {
        ...{ project, playwrightArgs, output: folder.path, replay, workerSession, update, workers: 1 },
        ...{ reporters: showsRun ? ['list'] : [], isQuiet: !showsRun },
        timezone: replay.clock === 'recorded' ? usableTimezone(test.timezone, io.note) : undefined,
      },
      (result) => results.set(testKey(result), result),
    );
    const result = results.get(testKey(testNameOf(listed)));
    if (!result && errors[0] !== undefined) io.note(errors[0]);
    const { session: newSession, ...judged } = await judgeResult(session, test, result, {
      replay,
      outside:
        (isInterrupted ? INTERRUPTED : errors[0]) ??
        failedBefore(earlier.map((one) => [one.title, results.get(testKey(testNameOf(one.listed)))])),
    });
    const withSession = new Set(map.flatMap((one) => (one.session === undefined ? [] : [testKey(one)])));
    const others = await callsOfOthers([...results].flatMap(([key, one]) => (withSession.has(key) ? [] : [one])));
    // An interrupted test says nothing.
    const isKept = folder.canStay && newSession !== undefined && judged.replayed.status !== 'interrupted';
    if (isKept) folder.keep();
    return {
      ...judged,
      ...defined({
        earlier: earlier.length > 0 ? earlier.map(({ listed: _listed, ...one }) => one) : undefined,
        session: isKept ? newSession : undefined,
        others: others.length > 0 ? others : undefined,
      }),
    };
  });
}

/** The result of running a test again with its session in the backend's place. */
export interface StubReplay {
  verdict: ReplayVerdict;
  /** True when the test ended as recorded. */
  same: boolean;
  recorded: TestOutcome;
  replayed: TestOutcome;
  /** The report on the session's answers; absent when the test did not load the recorder. */
  stub?: StubReport;
  /** Calls of tests that ran along, such as those of a set-up project, which no session has answered. Absent when there were none. */
  others?: CommandCount[];
  /** Versions and builds that are others here than where the session was recorded. */
  elsewhere: Difference[];
  /** Why it has not ended as recorded, in one sentence; absent when it has. */
  reason?: string;
  /** The tests that ran before it, since it stands on them; absent when there are none. */
  earlier?: EarlierReplay[];
  /** The first divergence of the new session from the recorded one; absent when the outcome is the same. */
  divergence?: Divergence;
  /** Effects of the app in the recording that no session can bring about; absent when there are none, or the outcome is the same. */
  undone?: MissingEffect[];
  /** The new session; absent when what the run has written was not kept. */
  session?: string;
}

/** Something that may be why a test ends otherwise here. */
export interface Difference {
  what: string;
  recorded: string;
  here: string;
}

export interface StubSessionOptions {
  /** The project of the test. */
  project: TestProject;
  /** More arguments for Playwright. */
  playwrightArgs: string[];
  /** Show the run as it goes. */
  showsRun: boolean;
  /** The options of the replay. */
  replay: ReplayOptions;
  /** The session of what passes outside of the test. @default what lies beside the test's own */
  workerSession?: string | undefined;
  /** Add calls that are not in the session to it. */
  update?: 'missing' | undefined;
  /** Runs the test without the earlier ones that it stands on. @default false */
  isAlone?: boolean | undefined;
  /** The session or folder beside which those of earlier tests are looked for. @default the session's file */
  origin?: string;
  /** Tells whether what the run has written stays, the new session among it. @default 'always' */
  keeps?: 'always' | 'never';
}

/** Says whether a test has ended as recorded, and why not. @param result absent when it did not run. */
export async function judgeResult(
  session: RecordedSession,
  test: SessionTest,
  result: ReplayedResult | undefined,
  { replay, outside }: { replay: ReplayOptions; outside?: string | undefined },
): Promise<StubReplay> {
  const recorded = { status: test.status, error: test.errors?.[0] };
  const message = result?.error?.message;
  const replayed = { status: result?.status, error: message === undefined ? undefined : stripAnsi(message) };
  const stub = readStubReport(result);
  // Without its report the test ran on whatever backend it has: that says nothing of the recording.
  const outcome = stub === undefined && replayed.status !== 'skipped' ? 'not-run' : judgeReplay(recorded, replayed);
  const verdict = stub !== undefined && SAYS_MORE.has(outcome) && isUnanswered(session, stub) ? 'unanswered' : outcome;
  const same = verdict === 'reproduced' || verdict === 'same';
  const newFile = result?.attachments.find(({ name }) => name === ATTACHMENTS.session)?.path;
  const newSession = newFile === undefined ? undefined : await readSession(newFile);
  const compared = same || verdict === 'not-run' ? undefined : newSession;
  const rules = defined({ ignore: replay.ignore });
  const divergence = compared && diffSessions(sessionByRules(session, rules), sessionByRules(compared, rules)).first;
  const undone = compared === undefined ? [] : missingEffects(session, compared, replay.passthrough);
  const judged: StubReplay = {
    verdict,
    same,
    recorded,
    replayed,
    elsewhere: newSession?.test === undefined ? [] : differencesOf(test, newSession.test),
    ...defined({ stub, divergence, undone: undone.length > 0 ? undone : undefined, session: newFile }),
  };
  return { ...judged, ...defined({ reason: reasonOf(judged, { outside, skipped: result?.skipped }) }) };
}

/** Outcomes that say something of the recording only where its calls were asked for. */
const SAYS_MORE: ReadonlySet<ReplayVerdict> = new Set(['same', 'reproduced', 'passed']);

const COMPARED = [
  ['app build', 'app_build'],
  ['commit', 'git_sha'],
  ['Playwright', 'playwright'],
  ['browser', 'browser'],
  ['time zone', 'timezone'],
] as const;

function differencesOf(recorded: SessionTest, here: SessionTest): Difference[] {
  return COMPARED.flatMap(([what, key]) => {
    const [there = 'unknown', now = 'unknown'] = [recorded[key], here[key]];
    return there === now ? [] : [{ what, recorded: there, here: now }];
  });
}

function readStubReport(result: ReplayedResult | undefined): StubReport | undefined {
  const attachment = result?.attachments.find(({ name }) => name === ATTACHMENTS.replay);
  // One that was withheld is a text.
  if (attachment?.contentType !== 'application/json') return undefined;
  const text =
    attachment.path === undefined ? Buffer.from(attachment.body ?? '', 'base64') : readFileSync(attachment.path);
  return JSON.parse(String(text)) as StubReport;
}
