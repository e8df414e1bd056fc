import { resolve } from 'node:path';
import { IpcError } from '../../errors.ts';
import type { ReplayOptions } from '../../replay/replay-options.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { defined } from '../../std/defined.ts';
import { type ReplayedResult, testKey } from '../../store/replay-run.ts';
import type { CommandIo } from '../io/command-io.ts';
import { shortName } from '../io/results-folder.ts';
import { callsOfOthers } from './calls-of-others.ts';
import type { StubReplay } from './judge/judge-result.ts';
import { judgeWithinLimit } from './judge/judge-within-limit.ts';
import { testNameOf } from './playwright/find-test.ts';
import type { TestProject } from './playwright/test-project.ts';
import { INTERRUPTED } from './reason-of.ts';
import { withRunFolder } from './run-folder.ts';
import { earlierTests, failedBefore } from './suite/earlier-tests.ts';
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
  const { isAlone, origin = sessionFile, keeps = 'always', traces } = options;
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
    const how = {
      ...{ replay, traces },
      outside:
        (isInterrupted ? INTERRUPTED : errors[0]) ??
        failedBefore(earlier.map((one) => [one.title, results.get(testKey(testNameOf(one.listed)))])),
    };
    const limit = { stop: project.stopJudging };
    const { session: newSession, ...judged } = await judgeWithinLimit(session, test, result, how, limit);
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
  /** Tells what the new run did, as `trace`. @default false */
  traces?: boolean;
}
