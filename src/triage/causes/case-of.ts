import type { RecordedCall } from '../../calls/recorded-call.ts';
import { diffOptions } from '../../calls/same-call/diff-asked.ts';
import { diffValues, type ValueChange } from '../../session/codec/diff-values.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { type AlignedCall, alignSessions } from '../align-sessions.ts';
import { reconcileCalls } from '../reconcile-calls.ts';
import { VolatileIds } from '../volatile-ids.ts';
import { FollowUps } from './follow-ups.ts';
import { generalPath } from './leaves-of.ts';
import { indexed, questionOf, type SessionView, viewSession } from './session-view.ts';
import { readTestClaim, type TestClaim } from './test-claim.ts';

/** A failed session with all that is known to find its cause. */
export interface Case {
  view: SessionView;
  claim: TestClaim;
  /** Passing sessions of the test, put side by side with the failed one. */
  passes: Pass[];
  /** Sessions of other tests. */
  others: SessionView[];
}

/** A passing session beside the failed one, up to where that failed. */
export interface Pass {
  view: SessionView;
  /** Its calls and pushes by the number of the failed session's that they stand for. */
  partners: ReadonlyMap<number, RecordedCall>;
  /** The failed session's, by the numbers of its own. */
  back: ReadonlyMap<number, RecordedCall>;
  /** Its calls and pushes that the failed session lacks. */
  missing: AlignedCall[];
  /** Which of these followed which answers. */
  missed: FollowUps;
  /** Lists where two of them differ, but for what is new in every run. */
  changes(passed: RecordedCall, failed: RecordedCall): { asked: ValueChange[]; answered: ValueChange[] };
}

/** Looks at a failed session, and puts those that it is compared with beside it. */
export function caseOf(
  session: RecordedSession,
  baselines: readonly RecordedSession[],
  others: readonly RecordedSession[],
): Case {
  const view = viewSession(session);
  const passed = baselines.map((baseline) => viewSession(baseline, endIn(baseline, view)));
  const polled = new Set([view, ...passed].flatMap(({ polls }) => polls.flatMap(({ calls }) => calls.map(questionOf))));
  const [failed, ...rest] = [view, ...passed].map((one) => withoutPolls(one, polled)) as [
    SessionView,
    ...SessionView[],
  ];
  const noise = learnNoise(rest);
  return {
    view: failed,
    claim: readTestClaim(session),
    passes: rest.map((one) => passBeside(one, failed, noise)),
    others: others.map((other) => viewSession(other)),
  };
}

/** Arguments and answers that differ between passes, as `<command> <path>`. */
type Noise = ReadonlySet<string>;

const noiseKey = ({ call: { command } }: RecordedCall, { path }: ValueChange) => `${command} ${generalPath(path)}`;

function learnNoise([first, ...rest]: SessionView[]): Noise {
  const noise = new Set<string>();
  for (const other of first === undefined ? [] : rest) {
    const pass = passBeside(first as SessionView, other, noise);
    for (const [index, one] of pass.back) {
      const passed = pass.partners.get(one.index);
      if (passed === undefined || passed.index !== index) continue;
      const { asked, answered } = pass.changes(passed, one);
      for (const change of [...asked, ...answered]) noise.add(noiseKey(one, change));
    }
  }
  return noise;
}

function passBeside(view: SessionView, failed: SessionView, noise: Noise): Pass {
  const [first, second] = [sessionOf(view), sessionOf(failed)];
  const ids = new VolatileIds(first, second);
  const partners = new Map<number, RecordedCall>();
  const back = new Map<number, RecordedCall>();
  const missing: AlignedCall[] = [];
  for (const pair of reconcileCalls(alignSessions(first, second, ids))) {
    if (pair.first !== undefined && pair.second !== undefined) {
      partners.set(pair.second.index, pair.first);
      back.set(pair.first.index, pair.second);
    } else if (pair.first !== undefined) missing.push(pair.first);
  }
  missing.sort((one, other) => one.index - other.index);
  const changes = (passed: RecordedCall, other: RecordedCall) => {
    const moments = ids.momentsOf(passed, other);
    const isMeant = (change: ValueChange) => !ids.isVolatile(change, moments) && !noise.has(noiseKey(other, change));
    return {
      asked: [
        ...diffValues({ args: passed.call.args }, { args: other.call.args }),
        ...diffOptions(passed.call.options, other.call.options),
      ].filter(isMeant),
      answered: diffValues({ result: passed.call.result }, { result: other.call.result }).filter(isMeant),
    };
  };
  return { view, partners, back, missing, missed: new FollowUps(missing), changes };
}

/** The session with the events alone that a view has. */
function sessionOf({ session, calls, pushes }: SessionView): RecordedSession {
  const kept = new Set([...calls, ...pushes].map(({ index }) => index));
  return { ...session, events: session.events.filter(({ index }) => kept.has(index)) };
}

function withoutPolls(view: SessionView, polled: ReadonlySet<string>): SessionView {
  return { ...view, ...indexed(view.calls.filter((one) => !polled.has(questionOf(one)))) };
}

/** Where the step ends in a passing session in which the other one failed: what comes later has nothing to compare with. */
function endIn({ checkpoints }: RecordedSession, { session, until }: SessionView): number {
  if (until === Number.POSITIVE_INFINITY) return until;
  const isEnd = ({ step }: RecordedSession['checkpoints'][number]) => step?.phase === 'end';
  const failed = session.checkpoints.filter((one) => isEnd(one) && one.step?.error !== undefined);
  // The innermost step first; a pass may have no step of an assertion that did not wait.
  for (const { step } of failed.sort((a, b) => (b.step?.title_path.length ?? 0) - (a.step?.title_path.length ?? 0))) {
    const name = JSON.stringify(step?.title_path);
    const isSame = (one: RecordedSession['checkpoints'][number]) =>
      isEnd(one) && JSON.stringify(one.step?.title_path) === name;
    const times = session.checkpoints.filter((one) => isSame(one) && one.event_index <= until).length;
    const ended = checkpoints.filter(isSame)[times - 1];
    if (ended !== undefined) return ended.event_index;
  }
  return Number.POSITIVE_INFINITY;
}
