import { isInternalCall } from '../calls/call-key.ts';
import { callKind } from '../calls/call-kind.ts';
import { microseconds, type RecordedCall, recordedCalls } from '../calls/recorded-call.ts';
import type {
  CheckpointStep,
  IpcCall,
  RecordedEvent,
  RecordedSession,
  SessionDropped,
  SessionExcluded,
  SessionTest,
  StateCheckpoint,
} from '../session/format/schema.ts';

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

/** What a session says about why its test failed. */
export interface FailureFacts {
  test?: SessionTest;
  /** The innermost step that failed; or, when time ran out, the innermost that had not ended. */
  step?: CheckpointStep;
  /** The last calls that started before the failure, the latest last; framework calls are left out. */
  lastCalls: CallFact[];
  /** Framework calls among those that `lastCalls` looked back over. */
  hiddenCalls: number;
  failedCalls: CallFact[];
  /** Calls without an answer, and for how many milliseconds, up to the end of the recording. */
  pendingCalls: (CallFact & { pendingMs: number })[];
  /** The last errors of the console and crashes of pages before the failure, two at most, the latest last. */
  lastProblems: ProblemFact[];
  counts: {
    calls: number;
    failed: number;
    pending: number;
    mocked: number;
    /** Framework calls among `calls`. */
    internal: number;
    sends: number;
    pushes: number;
    checkpoints: number;
  };
  /** What the recording lost. */
  dropped?: SessionDropped;
  /** What was left out on purpose. */
  excluded?: SessionExcluded;
  /** How many values were replaced by tokens. */
  redactions?: number;
  /** What the scan before writing took out, by rule. */
  withheld?: Record<string, number>;
}

/**
 * Gathers what a person asks first of a failed test: in which step, what was called last, what failed, what was still out.
 *
 * @param options.maxLastCalls how many calls before the failure. @default 10
 */
export function failureFacts(
  session: RecordedSession,
  { maxLastCalls = 10 }: { maxLastCalls?: number } = {},
): FailureFacts {
  const all = recordedCalls(session);
  const invoked = all.filter(({ call }) => callKind(call) === 'invoke');
  const failed = invoked.filter(({ call }) => typeof call.result === 'object' && 'Err' in call.result);
  const pending = invoked.filter(({ call }) => call.result === 'Pending');
  const failure = findFailure(session);
  const before = invoked.filter(({ index }) => failure === undefined || index < failure.event_index);
  const shown = before.filter(({ call }) => !isInternalCall(call.command)).slice(-maxLastCalls);
  const since = shown[0]?.index ?? 0;
  const endUs = endOfRecording(session, all);
  return {
    ...(session.test && { test: session.test }),
    ...(failure?.step && { step: failure.step }),
    lastCalls: shown.map(toFact),
    hiddenCalls: before.filter(({ index, call }) => index >= since && isInternalCall(call.command)).length,
    failedCalls: failed.map(toFact),
    pendingCalls: pending.map((one) => ({ ...toFact(one), pendingMs: Math.max(endUs - one.startUs, 0) / 1000 })),
    lastProblems: lastProblems(session, failure?.event_index ?? Number.POSITIVE_INFINITY),
    counts: {
      calls: invoked.length,
      failed: failed.length,
      pending: pending.length,
      mocked: invoked.filter(({ call }) => call.mocked).length,
      internal: invoked.filter(({ call }) => isInternalCall(call.command)).length,
      sends: all.filter(({ call }) => call.kind === 'send').length,
      pushes: all.filter(({ call }) => call.kind === 'push').length,
      checkpoints: session.checkpoints.length,
    },
    ...(session.dropped && { dropped: session.dropped }),
    ...(session.excluded && { excluded: session.excluded }),
    ...(session.redactions && { redactions: session.redactions }),
    ...(session.withheld && { withheld: session.withheld }),
  };
}

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

function toFact({ index, call }: RecordedCall): CallFact {
  return { index, call };
}

/** The checkpoint at which the test failed: the deepest failed step, of these the last, as a retried assertion fails many times. */
function findFailure({ test, checkpoints }: RecordedSession): StateCheckpoint | undefined {
  if (test?.status === 'passed' || test?.status === 'skipped') return undefined;
  const failed = checkpoints.filter(({ step }) => step?.phase === 'end' && step.error !== undefined);
  const firstError = test?.errors?.[0];
  // A step may fail and the test go on: prefer steps that failed with the test's own error.
  const ofTheTest = failed.filter(({ step }) => firstError?.includes(firstLine(step?.error ?? '')));
  return deepest(ofTheTest) ?? deepest(failed) ?? deepest(openSteps(checkpoints));
}

function deepest(checkpoints: StateCheckpoint[]): StateCheckpoint | undefined {
  let found: StateCheckpoint | undefined;
  const depth = (checkpoint: StateCheckpoint) => checkpoint.step?.title_path.length ?? 0;
  for (const checkpoint of checkpoints) if (!found || depth(checkpoint) >= depth(found)) found = checkpoint;
  return found;
}

/** Begins without an end, as if each had been seen at the end of the recording. */
function openSteps(checkpoints: StateCheckpoint[]): StateCheckpoint[] {
  const ended = new Set(checkpoints.filter(({ step }) => step?.phase === 'end').map(({ step }) => step?.id));
  return checkpoints
    .filter(({ step }) => step?.phase === 'begin' && !ended.has(step.id))
    .map((checkpoint) => ({ ...checkpoint, event_index: Number.MAX_SAFE_INTEGER }));
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** Microseconds since 1970 of the last thing that was seen. */
function endOfRecording({ started_at, events, checkpoints }: RecordedSession, calls: RecordedCall[]): number {
  let endUs = microseconds(started_at);
  for (const { timestamp } of [...events, ...checkpoints]) endUs = Math.max(endUs, microseconds(timestamp));
  for (const { endUs: answeredUs } of calls)
    if (answeredUs !== Number.POSITIVE_INFINITY) endUs = Math.max(endUs, answeredUs);
  return endUs;
}
