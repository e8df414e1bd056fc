import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sessionByRules } from '../../calls/call-rules.ts';
import { invokedCalls } from '../../calls/recorded-call.ts';
import { IpcError } from '../../errors.ts';
import { isBackendCall, isReplayable } from '../../replay/delivery/replayable-calls.ts';
import type { ReplayOptions } from '../../replay/replay-options.ts';
import type { CommandCount, StubReport } from '../../replay/stub-report.ts';
import type { RecordedSession, SessionTest } from '../../session/format/schema.ts';
import { defined } from '../../std/defined.ts';
import { escapeText, stripAnsi } from '../../std/printable-text.ts';
import { readSession } from '../../store/read-session.ts';
import { ATTACHMENTS } from '../../store/recording-files.ts';
import { valueWarnings } from '../../store/values/value-warnings.ts';
import { diffSessions } from '../../triage/diff-sessions.ts';
import type { Divergence } from '../../triage/divergence.ts';
import type { CommandIo } from '../io/command-io.ts';
import { callsOfOthers } from './calls-of-others.ts';
import { isSame, listedTests } from './find-test.ts';
import { judgeReplay, type ReplayVerdict, type TestOutcome } from './judge-replay.ts';
import { type MissingEffect, missingEffects } from './missing-effects.ts';
import type { JsonResult } from './run-playwright.ts';
import { selectTest } from './select-test.ts';
import type { TestProject } from './test-project.ts';

/**
 * Runs the test that a session was recorded in, and only that, with the session answering in place of the backend.
 *
 * @throws {IpcError} `TEST_NOT_FOUND`, `PLAYWRIGHT_NOT_FOUND`
 */
export async function stubSession(
  sessionFile: string,
  session: RecordedSession,
  { project, playwrightArgs, showsRun, replay, workerSession, update, keeps = 'always' }: StubSessionOptions,
  io: CommandIo,
): Promise<StubReplay> {
  const { test } = session;
  if (!test) {
    throw new IpcError(
      'TEST_NOT_FOUND',
      `The session "${sessionFile}" does not say which test it is of. Send its calls to a backend instead: --target <module>.`,
    );
  }
  for (const warning of valueWarnings(session, sessionFile)) io.note(`Warning: ${escapeText(warning)}`);
  const listed = await project.find(test);
  // A folder of its own: Playwright empties the usual one, where the session may lie.
  const output = mkdtempSync(join(tmpdir(), 'ipc-recorder-replay-'));
  let isKept = false;
  try {
    const report = await project.run({
      args: [...selectTest(listed), `--output=${output}`, ...playwrightArgs],
      reporters: showsRun ? ['list'] : [],
      env: {
        IPC_RECORDER_REPLAY: resolve(sessionFile),
        IPC_RECORDER_REPLAY_OPTIONS: JSON.stringify(replay),
        IPC_RECORDER_MODE: 'on',
        ...defined({
          TZ: replay.clock === 'recorded' ? test.timezone : undefined,
          IPC_RECORDER_REPLAY_WORKER: workerSession && resolve(workerSession),
          IPC_RECORDER_REPLAY_UPDATE: update,
        }),
      },
    });
    const ran = listedTests(report);
    const result = ran.find((one) => isSame(one, test))?.results.at(-1);
    const others = await callsOfOthers(ran.filter((one) => !isSame(one, test)));
    if (!result && report.errors[0]?.message !== undefined) io.note(report.errors[0].message);
    const { session: newSession, ...outcome } = await judge(session, test, result, replay);
    const judged = { ...outcome, ...defined({ others: others.length > 0 ? others : undefined }) };
    isKept = keeps === 'always' || (keeps === 'when-other' && !judged.same);
    return isKept && newSession !== undefined ? { ...judged, session: newSession } : judged;
  } finally {
    if (!isKept) rmSync(output, { recursive: true, force: true });
  }
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
  /** Tells whether what the run has written stays, the new session among it. @default 'always' */
  keeps?: 'always' | 'when-other' | 'never';
}

async function judge(
  session: RecordedSession,
  test: SessionTest,
  result: JsonResult | undefined,
  replay: ReplayOptions,
): Promise<StubReplay> {
  const recorded = { status: test.status, error: test.errors?.[0] };
  const message = result?.error?.message;
  const replayed = { status: result?.status, error: message === undefined ? undefined : stripAnsi(message) };
  const stub = readStubReport(result);
  // Without its report the test ran on whatever backend it has: that says nothing of the recording.
  const outcome = stub === undefined && replayed.status !== 'skipped' ? 'not-run' : judgeReplay(recorded, replayed);
  const isUnanswered = stub?.answered === 0 && stub.leftToApp === undefined && hasCalls(session);
  const verdict = isUnanswered && (outcome === 'same' || outcome === 'reproduced') ? 'unanswered' : outcome;
  const same = verdict === 'reproduced' || verdict === 'same';
  const newFile = result?.attachments.find(({ name }) => name === ATTACHMENTS.session)?.path;
  const newSession = newFile === undefined ? undefined : await readSession(newFile);
  const rules = defined({ ignore: replay.ignore });
  const asCompared = [session, newSession ?? session].map((one) => sessionByRules(one, rules)) as [
    RecordedSession,
    RecordedSession,
  ];
  const divergence = same || newSession === undefined ? undefined : diffSessions(...asCompared).first;
  const undone = same || newSession === undefined ? [] : missingEffects(session, newSession, replay.passthrough);
  return {
    verdict,
    same,
    recorded,
    replayed,
    elsewhere: newSession?.test === undefined ? [] : differencesOf(test, newSession.test),
    ...defined({ stub, divergence, undone: undone.length > 0 ? undone : undefined, session: newFile }),
  };
}

/** Whether a session has calls that a replay would answer. */
function hasCalls(session: RecordedSession): boolean {
  return invokedCalls(session).some((recorded) => isReplayable(recorded) && isBackendCall(recorded));
}

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

function readStubReport(result: JsonResult | undefined): StubReport | undefined {
  const attachment = result?.attachments.find(({ name }) => name === ATTACHMENTS.replay);
  // One that was withheld is a text.
  if (attachment?.contentType !== 'application/json') return undefined;
  const text =
    attachment.path === undefined ? Buffer.from(attachment.body ?? '', 'base64') : readFileSync(attachment.path);
  return JSON.parse(String(text)) as StubReport;
}
