import type { ValueChange } from '../session/diff-values.ts';
import type { RecordedSession } from '../session/schema.ts';
import { holdsToken } from '../session/tokens.ts';
import { askTarget, type DriveTarget } from './ask-target.ts';
import { isInternalCall } from './call-key.ts';
import { type CompareOptions, compareResults, type Outcome } from './compare-results.ts';
import { type RecordedCall, recordedCalls } from './recorded-call.ts';

export interface DriveOptions extends CompareOptions {
  /** Calls to send that are else left out: those a mock answered, those to the framework itself. @default none */
  include?: { mocked?: boolean; internal?: boolean };
  /** Milliseconds to wait for one answer. @default 30000 */
  timeoutMs?: number;
  /** Takes what is secret out of an answer, as it was taken out of the session. @default nothing */
  redact?: (answer: Outcome) => Outcome;
  /** Stop at the first answer that differs. @default false */
  stopOnDifference?: boolean;
  /** Called after each call. */
  onCall?: (call: DrivenCall, progress: { done: number; total: number }) => void;
}

/** One call of a drive. */
export interface DrivenCall {
  id: string;
  index: number;
  command: string;
  status: 'same' | 'differs' | 'skipped';
  /** Why it was skipped. */
  reason?: string;
  recorded: Outcome;
  /** Absent when it was skipped. */
  actual?: Outcome;
  changes: ValueChange[];
  /** Milliseconds; 0 when it was skipped. */
  duration_ms: number;
}

/** How a drive went, as a JSON value. */
export interface ReplayReport {
  /** True when every answer that was compared is the recorded one. */
  same: boolean;
  calls: DrivenCall[];
  counts: { same: number; differs: number; skipped: number };
}

/**
 * Sends a session's calls to a backend, one after the other in the recorded order, and compares every answer with the recorded one.
 * A difference is a result, not an exception; only a target that breaks its own rules throws. The target is closed at the end.
 */
export async function drive(
  session: RecordedSession,
  target: DriveTarget,
  options: DriveOptions = {},
): Promise<ReplayReport> {
  const { timeoutMs = 30_000, stopOnDifference = false, onCall } = options;
  const recorded = recordedCalls(session).filter(({ call }) => (call.kind ?? 'invoke') === 'invoke');
  const report: ReplayReport = { same: true, calls: [], counts: { same: 0, differs: 0, skipped: 0 } };
  const isStopped = () => stopOnDifference && !report.same;
  try {
    for (const one of recorded) {
      const reason = isStopped() ? 'stopped at the first difference' : reasonToSkip(one, options);
      const driven = reason === undefined ? await driveCall(one, target, timeoutMs, options) : skipped(one, reason);
      report.calls.push(driven);
      report.counts[driven.status]++;
      report.same &&= driven.status !== 'differs';
      onCall?.(driven, { done: report.calls.length, total: recorded.length });
    }
  } finally {
    await target.close?.();
  }
  return report;
}

function reasonToSkip({ call }: RecordedCall, { include = {} }: DriveOptions): string | undefined {
  if (call.result === 'Pending') return 'never answered in the recording';
  if (call.args !== undefined && holdsToken(JSON.stringify(call.args)))
    return 'its arguments hold secrets that were redacted';
  if (call.source === 'workers') return 'a message to a worker, not to the backend';
  if (call.mocked && !include.mocked) return 'answered by a mock in the recording';
  if (isInternalCall(call.command) && !include.internal) return 'a call to the framework itself';
  return undefined;
}

function skipped({ index, call }: RecordedCall, reason: string): DrivenCall {
  const { id, command } = call;
  return { id, index, command, status: 'skipped', reason, recorded: outcomeOf(call), changes: [], duration_ms: 0 };
}

async function driveCall(
  { index, call }: RecordedCall,
  target: DriveTarget,
  timeoutMs: number,
  options: DriveOptions,
): Promise<DrivenCall> {
  const start = performance.now();
  const { redact = (answer) => answer } = options;
  const actual = redact(await askTarget(target, call, timeoutMs));
  const duration_ms = Math.round(performance.now() - start);
  const recorded = outcomeOf(call);
  const changes = compareResults(recorded, actual, options);
  const status = changes.length === 0 ? 'same' : 'differs';
  return { id: call.id, index, command: call.command, status, recorded, actual, changes, duration_ms };
}

function outcomeOf({ result, error }: RecordedCall['call']): Outcome {
  return error === undefined ? { result } : { result, error };
}
