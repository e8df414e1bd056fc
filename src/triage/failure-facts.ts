import { callKind } from '../calls/call-kind.ts';
import { hasFailed } from '../calls/has-failed.ts';
import { microseconds, type RecordedCall, recordedCalls } from '../calls/recorded-call.ts';
import { isOfFramework } from '../calls/runtime-of.ts';
import { failingStep } from '../calls/steps/failing-step.ts';
import type {
  CheckpointStep,
  IpcCall,
  RecordedEvent,
  RecordedSession,
  SessionDropped,
  SessionExcluded,
  SessionGap,
  SessionTest,
} from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { type CauseOptions, findCauses } from './causes/find-causes.ts';
import { findPolls } from './causes/find-polls.ts';
import type { Verdict } from './causes/verdict.ts';
import { explainNoCalls } from './explain-no-calls.ts';

/** A call and the number of its event. */
export interface CallFact {
  index: number;
  call: IpcCall;
}

/** An error on the console, or the crash of a page. */
export interface ProblemFact {
  index: number;
  what: 'console' | 'window';
  text: string;
}

/** Facts of a session about why its test failed. */
export interface FailureFacts {
  test?: SessionTest;
  /** The step in which the test failed, see `failingStep`. */
  step?: CheckpointStep;
  /** Why it failed, as far as the calls tell. Absent where it has not failed, or there are no calls. */
  verdict?: Verdict;
  /** Questions that a timer repeats, three at most, by the last call of each. */
  polls: (CallFact & { times: number; answers: number })[];
  /** The last calls that started before the failure, the latest last; framework calls and polls are left out. */
  lastCalls: CallFact[];
  /** The last one-way messages that the app sent before the failure, three at most, the latest last. */
  lastSends: CallFact[];
  /** Framework calls among those that `lastCalls` looked back over. */
  hiddenCalls: number;
  failedCalls: CallFact[];
  /** Calls without an answer, and for how many milliseconds, up to the end of the recording. */
  pendingCalls: (CallFact & { pendingMs: number })[];
  /** Calls that began before the test and ended in it; none of the others. */
  carriedOver: CallFact[];
  /** The last errors of the console and crashes of pages before the failure, two at most, the latest last. */
  lastProblems: ProblemFact[];
  counts: {
    calls: number;
    failed: number;
    pending: number;
    /** Calls that nobody waits for any more, since their document is gone. */
    abandoned: number;
    mocked: number;
    /** Framework calls among `calls`. */
    internal: number;
    sends: number;
    pushes: number;
    checkpoints: number;
  };
  /** The reasons why there are no calls, in sentences; empty where there are some. */
  whyNoCalls: string[];
  /** False where the reporter of this package was not there, as the session says. */
  hadReporter?: boolean;
  /** Counts of events that the recording lost. */
  dropped?: SessionDropped;
  /** Counts of events that were left out on purpose. */
  excluded?: SessionExcluded;
  /** Calls that the session lacks, or may lack. */
  gaps?: SessionGap[];
  /** How many values were replaced by tokens. */
  redactions?: number;
  /** Texts that the scan before writing took out, counted by rule. */
  withheld?: Record<string, number>;
}

type FactsOptions = { maxLastCalls?: number; verdict?: Verdict | undefined } & CauseOptions;

/**
 * Gathers what a person asks first of a failed test: in which step, what was called last, what failed, what was still out.
 *
 * @param options.maxLastCalls how many calls before the failure. @default 10
 * @param options.baselines see `findCauses`, also for `others`
 * @param options.verdict the verdict, where it is known already. @default found by `findCauses`
 */
export function failureFacts(
  session: RecordedSession,
  { maxLastCalls = 10, verdict, ...compared }: FactsOptions = {},
): FailureFacts {
  const all = recordedCalls(session);
  const invoked = all.filter(({ call }) => callKind(call) === 'invoke');
  const failed = invoked.filter(({ call }) => typeof call.result === 'object' && 'Err' in call.result);
  const pending = invoked.filter(({ call }) => call.result === 'Pending' && call.abandoned === undefined);
  const failure = failingStep(session);
  const isBefore = ({ index }: RecordedCall) => failure === undefined || index < failure.eventIndex;
  const before = invoked.filter(isBefore);
  const sends = all.filter(({ call }) => callKind(call) === 'send');
  const own = before.filter(({ call }) => !isOfFramework(call));
  const polls = findPolls(own).slice(-MAX_POLLS);
  const polled = new Set(polls.flatMap(({ calls }) => calls));
  const shown = own.filter((one) => !polled.has(one)).slice(-maxLastCalls);
  const since = shown[0]?.index ?? 0;
  const endUs = endOfRecording(session, all);
  return {
    ...(session.test && { test: session.test }),
    ...(failure && { step: failure.step }),
    ...defined({ verdict: verdict ?? verdictOf(session, compared) }),
    polls: polls.flatMap(({ calls, times, answers }) =>
      lastAnswered(calls).map((one) => ({ ...toFact(one), times, answers })),
    ),
    lastCalls: shown.map(toFact),
    lastSends: sends
      .filter((one) => isBefore(one) && !isOfFramework(one.call))
      .slice(-MAX_SENDS)
      .map(toFact),
    hiddenCalls: before.filter(({ index, call }) => index >= since && isOfFramework(call)).length,
    failedCalls: failed.map(toFact),
    pendingCalls: pending.map((one) => ({ ...toFact(one), pendingMs: Math.max(endUs - one.startUs, 0) / 1000 })),
    carriedOver: session.events.flatMap(({ index, event }) =>
      event.type === 'Ipc' && event.carried_over ? [{ index, call: event }] : [],
    ),
    lastProblems: lastProblems(session, failure?.eventIndex ?? Number.POSITIVE_INFINITY),
    counts: {
      calls: invoked.length,
      failed: failed.length,
      pending: pending.length,
      abandoned: invoked.filter(({ call }) => call.abandoned !== undefined).length,
      mocked: invoked.filter(({ call }) => call.mocked).length,
      internal: invoked.filter(({ call }) => isOfFramework(call)).length,
      sends: sends.length,
      pushes: all.filter(({ call }) => call.kind === 'push').length,
      checkpoints: session.checkpoints.length,
    },
    whyNoCalls: explainNoCalls(session),
    ...(session.observed && { hadReporter: session.observed.reporter }),
    ...(session.dropped && { dropped: session.dropped }),
    ...(session.excluded && { excluded: session.excluded }),
    ...(session.gaps && { gaps: session.gaps }),
    ...(session.redactions && { redactions: session.redactions }),
    ...(session.withheld && { withheld: session.withheld }),
  };
}

/** Says why a test failed, as far as its calls tell; undefined where it is not known to have failed, or has made no calls. */
export function verdictOf(session: RecordedSession, options: CauseOptions = {}): Verdict | undefined {
  const { test, events } = session;
  if (test?.status === undefined || !hasFailed(test)) return undefined;
  return events.some(isInvoke) ? findCauses(session, options) : undefined;
}

const isInvoke = ({ event }: RecordedEvent) => event.type === 'Ipc' && callKind(event) === 'invoke';

const MAX_POLLS = 3;
const MAX_SENDS = 3;
const MAX_PROBLEMS = 2;

function lastProblems({ events }: RecordedSession, before: number): ProblemFact[] {
  const problems: ProblemFact[] = [];
  for (let at = events.length - 1; at >= 0 && problems.length < MAX_PROBLEMS; at -= 1) {
    const { index, event } = events[at] as RecordedEvent;
    if (index >= before) continue;
    if (event.type === 'Console' && event.level === 'error')
      problems.unshift({ index, what: 'console', text: `error: ${event.message}` });
    if (event.type === 'WindowEvent' && event.event === 'page.crashed')
      problems.unshift({ index, what: 'window', text: `${event.label}: ${event.event}` });
  }
  return problems;
}

/** The last call of a poll that was answered; the last one may be on its way. */
function lastAnswered(calls: RecordedCall[]): RecordedCall[] {
  const last = calls.filter(({ call }) => call.result !== 'Pending').at(-1) ?? calls.at(-1);
  return last === undefined ? [] : [last];
}

function toFact({ index, call }: RecordedCall): CallFact {
  return { index, call };
}

/** Microseconds since 1970 of the last thing that was seen. */
function endOfRecording({ started_at, events, checkpoints }: RecordedSession, calls: RecordedCall[]): number {
  let endUs = microseconds(started_at);
  for (const { timestamp } of [...events, ...checkpoints]) endUs = Math.max(endUs, microseconds(timestamp));
  for (const { endUs: answeredUs } of calls)
    if (answeredUs !== Number.POSITIVE_INFINITY) endUs = Math.max(endUs, answeredUs);
  return endUs;
}
