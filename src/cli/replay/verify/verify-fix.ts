import { commandTest } from '../../../calls/command-filter.ts';
import { testKey } from '../../../calls/test-name.ts';
import type { AddedCall } from '../../../replay/update/missing-call.ts';
import type { RecordedSession, SessionTest } from '../../../session/format/schema.ts';
import { counted } from '../../../std/text/readable-numbers.ts';
import { findCauses } from '../../../triage/causes/find-causes.ts';
import { addTrafficOf } from '../add-traffic-of.ts';
import type { StubReplay } from '../judge/judge-result.ts';
import type { TestProject } from '../playwright/test-project.ts';
import { stubChanged } from '../stub-changed.ts';
import { replaySuite, type SuiteReplay, type SuiteSession } from '../suite/replay-suite.ts';
import {
  type Caveat,
  type FailureOutcome,
  type FixEvidence,
  type FixedReplay,
  type FixVerdict,
  judgeFix,
} from './judge-fix.ts';

/** A session that was read, packed: with its large values in it. */
export interface ReadSession {
  path: string;
  session: RecordedSession & { test: SessionTest };
}

export interface VerifyOptions {
  project: TestProject;
  playwrightArgs: string[];
  /** Commands that the fix is known to change; `*` stands for any text. */
  changed: string[];
  /** Whether a replay has failed as recorded without the fix. */
  reproduced: FixEvidence['reproduced'];
  /** Whether the fix is known to change assertions of tests. */
  isTestChanged: boolean;
  /** Ends it with what was found; the project's own. */
  stop: AbortSignal;
  /** Told what is done now. */
  onProgress(text: string): void;
}

/** The outcome of a fix: whether a recorded failure is gone, and whether recorded passes still pass. */
export interface VerifiedFix {
  /** True when the failure was reproduced without the fix, and is gone, each pass passes, and no call was asked for that the fix does not explain. */
  verified: boolean;
  verdict: FixVerdict;
  /** The reasons why this says less than it seems to; with those of `cannot-tell`. */
  caveats: Caveat[];
  reproduced: FixEvidence['reproduced'];
  failure: FixedReplay & {
    outcome: FailureOutcome;
    /** Calls of passes of the same test that were added to the session, since the failed run had not made them. */
    added: AddedCall[];
  };
  /** The passes that were replayed. */
  passes: (FixedReplay & { path: string; title: string; passes: boolean })[];
  /** True when it was interrupted before all was replayed. Absent otherwise. */
  isInterrupted?: true;
}

/** Replays a failed session and those of passes, after a fix. Where passes are of the failed test, what they alone have called is answered, too. */
export async function verifyFix(
  failed: ReadSession,
  passes: ReadSession[],
  options: VerifyOptions,
): Promise<VerifiedFix> {
  const { project, playwrightArgs, onProgress } = options;
  const own = passes.filter(({ session }) => testKey(session.test) === testKey(failed.session.test));
  const explains = commandTest([...options.changed, ...commandsAtFault(failed.session, own)]);
  const { session, added } = withCallsOf(failed.session, own);
  onProgress('Replays the failure');
  // A fix may make calls unnecessary.
  const how = { replay: { unused: 'ignore' }, origin: failed.path } as const;
  const replay = await stubChanged(session, { project, playwrightArgs, ...how });
  const failure = { ...missesOf(replay, explains), outcome: outcomeOf(replay), added };
  const replays = passes.length === 0 ? [] : await replayPasses(passes, options);
  const isInterrupted = options.stop.aborted;
  // What did not run says nothing, but for a test that is no longer there.
  const ended = isInterrupted ? replays.filter(({ replay: one }) => one.verdict !== 'not-run') : replays;
  const judged = ended.map(({ path, title, replay: one }) => ({
    ...{ path, title, passes: one.same },
    ...missesOf(one, explains),
  }));
  const { reproduced, isTestChanged } = options;
  const { verdict, caveats } = judgeFix({ failure, passes: judged, reproduced, isTestChanged, isInterrupted });
  const result = { verified: verdict === 'verified', verdict, caveats, reproduced, failure, passes: judged };
  return isInterrupted ? { ...result, isInterrupted } : result;
}

/** The commands of what the frontend does wrong: a fix changes what it asks for. Names with a star would stand for others. */
function commandsAtFault(session: RecordedSession, passes: ReadSession[]): string[] {
  const { causes } = findCauses(session, { baselines: passes.map((one) => one.session) });
  const atFault = causes.filter(({ where }) => where === 'frontend' || where === 'contract');
  return atFault.slice(0, 1).flatMap(({ command }) => (command.includes('*') ? [] : [command]));
}

function withCallsOf(failed: RecordedSession, passes: ReadSession[]): { session: RecordedSession; added: AddedCall[] } {
  let session = failed;
  const added: AddedCall[] = [];
  for (const pass of passes) {
    const more = addTrafficOf(session, pass.session);
    session = more.session;
    added.push(...more.added);
  }
  return { session, added };
}

async function replayPasses(
  passes: ReadSession[],
  { project, playwrightArgs, onProgress }: VerifyOptions,
): Promise<SuiteReplay[]> {
  let count = 0;
  const tell = () => onProgress(`Replays ${counted(passes.length, 'pass', 'passes')}; ${count} ended`);
  tell();
  const sessions = passes.map(({ path, session: { test } }): SuiteSession => {
    const title = [test.file, ...test.title_path].join(' › ');
    return { path, test, title: test.project === '' ? title : `[${test.project}] ${title}` };
  });
  const onReplayed = () => {
    count += 1;
    tell();
  };
  return await replaySuite(sessions, { project, playwrightArgs, replay: {}, onReplayed });
}

function missesOf(replay: StubReplay, explains: (command: string) => boolean): FixedReplay {
  const missed = replay.stub?.missed ?? [];
  return {
    replay,
    explained: missed.filter(({ command }) => explains(command)),
    unexplained: missed.filter(({ command }) => !explains(command)),
  };
}

function outcomeOf({ verdict }: StubReplay): FailureOutcome {
  if (verdict === 'passed') return 'gone';
  if (verdict === 'reproduced') return 'still-there';
  return verdict === 'not-run' || verdict === 'unanswered' || verdict === 'same' ? 'cannot-tell' : 'fails-otherwise';
}
