import { readFileSync } from 'node:fs';
import { sessionByRules } from '../../../calls/same-call/call-rules.ts';
import type { ReplayOptions } from '../../../replay/replay-options.ts';
import type { CommandCount, StubReport } from '../../../replay/stub-report.ts';
import type { RecordedSession, SessionTest } from '../../../session/format/schema.ts';
import { defined } from '../../../std/defined.ts';
import { stripAnsi } from '../../../std/text/printable-text.ts';
import { readSession } from '../../../store/read-session.ts';
import { ATTACHMENTS } from '../../../store/recording-files.ts';
import type { ReplayedResult } from '../../../store/replay-run.ts';
import { diffSessions } from '../../../triage/diff-sessions.ts';
import type { Divergence } from '../../../triage/divergence.ts';
import { REPLAY } from '../../../triage/side-names.ts';
import { isUnanswered } from '../is-unanswered.ts';
import { judgeReplay, type ReplayVerdict, type TestOutcome } from '../judge-replay.ts';
import { type MissingEffect, missingEffects } from '../missing-effects.ts';
import { reasonOf } from '../reason-of.ts';
import type { EarlierReplay } from '../suite/earlier-tests.ts';
import { missingAssertions } from './missing-assertions.ts';
import { type RunTrace, traceOf } from './run-trace.ts';

/** Says whether a test has ended as recorded, and why not. @param result absent when it did not run. */
export async function judgeResult(
  session: RecordedSession,
  test: SessionTest,
  result: ReplayedResult | undefined,
  { replay, outside, traces }: JudgeOptions,
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
  const divergence =
    compared && diffSessions(sessionByRules(session, rules), sessionByRules(compared, rules), REPLAY).first;
  const fewer = newSession === undefined ? [] : missingAssertions(session, newSession);
  const undone = compared === undefined ? [] : missingEffects(session, compared, replay.passthrough);
  const judged: StubReplay = {
    verdict,
    same,
    recorded,
    replayed,
    elsewhere: newSession?.test === undefined ? [] : differencesOf(test, newSession.test),
    ...defined({ stub, divergence, undone: undone.length > 0 ? undone : undefined, session: newFile }),
    ...defined({ trace: traces && newSession ? traceOf(newSession) : undefined }),
    ...(fewer.length > 0 && replayed.status === 'passed' ? { fewerAssertions: fewer } : {}),
  };
  return { ...judged, ...defined({ reason: reasonOf(judged, { outside, skipped: result?.skipped }) }) };
}

/** How a result is judged. */
export interface JudgeOptions {
  /** The options of the replay. */
  replay: ReplayOptions;
  /** Why the test has not run, where that is known. */
  outside?: string | undefined;
  /** Tells what the new run did, as `trace`. @default false */
  traces?: boolean | undefined;
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
  /** Matchers that the test, which passes, has called at fewer places than in the recording; absent when there are none. */
  fewerAssertions?: string[];
  /** The new session; absent when what the run has written was not kept. */
  session?: string;
  /** What the new run did, to compare it with other runs; absent when it was not asked for, or nothing was recorded. */
  trace?: RunTrace;
}

/** Something that may be why a test ends otherwise here. */
export interface Difference {
  what: string;
  recorded: string;
  here: string;
}
