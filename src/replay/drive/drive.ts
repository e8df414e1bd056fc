import { callKind } from '../../calls/call-kind.ts';
import { commandTest } from '../../calls/command-filter.ts';
import { type RecordedCall, recordedCalls } from '../../calls/recorded-call.ts';
import { isOfFramework, runtimeOf } from '../../calls/runtime-of.ts';
import { IpcError } from '../../errors.ts';
import type { ValueChange } from '../../session/codec/diff-values.ts';
import { firstLoss } from '../../session/codec/not-whole.ts';
import { holdsToken } from '../../session/codec/tokens.ts';
import type { IpcCall, RecordedSession } from '../../session/format/schema.ts';
import { askTarget, type DriveTarget, sendToTarget } from './ask-target.ts';
import { type CompareOptions, compareResults, type Outcome } from './compare-results.ts';

/**
 * Sends a session's calls to a backend, in the recorded order, and compares every answer with the recorded one.
 * A difference is a result, not an exception; only a target that breaks its own rules throws. The target is closed at the end.
 *
 * @throws {IpcError} `CHECKPOINT_NOT_FOUND` when `until` names none.
 */
export async function drive(
  session: RecordedSession,
  target: DriveTarget,
  options: DriveOptions = {},
): Promise<ReplayReport> {
  const { timeoutMs = 30_000, stopOnDifference = false, pace = 'sequential', dryRun = false, onCall, stop } = options;
  const recorded = recordedCalls(session).filter(({ call }) => isDriven(call, options.include?.sends));
  const driven: DrivenCall[] = [];
  const under = new UnderWay(pace);
  let differs = false;
  let done = 0;
  const put = (at: number, one: DrivenCall) => {
    driven[at] = one;
    differs ||= one.status === 'differs';
    done += 1;
    onCall?.(one, { done, total: recorded.length });
  };
  try {
    const reasonOf = reasonsToSkip(session, options);
    for (const [at, one] of recorded.entries()) {
      await under.turnOf(one);
      const stopped = stop?.aborted
        ? INTERRUPTED
        : stopOnDifference && differs
          ? 'stopped at the first difference'
          : undefined;
      const reason = stopped ?? reasonOf(one) ?? (dryRun ? DRY_RUN : undefined);
      if (reason !== undefined) put(at, skipped(one, reason));
      else
        under.add(
          one,
          driveCall(one, target, timeoutMs, options).then((call) => put(at, call)),
        );
    }
    await under.all();
  } finally {
    await target.close?.();
  }
  const counts: ReplayReport['counts'] = { same: 0, differs: 0, skipped: 0 };
  for (const { status } of driven) counts[status] = (counts[status] ?? 0) + 1;
  const same = counts.differs === 0 && counts.same > 0;
  return stop?.aborted ? { same: false, calls: driven, counts, interrupted: true } : { same, calls: driven, counts };
}

export type DrivePace = 'sequential' | 'recorded' | 'fast';

export interface DriveOptions extends CompareOptions {
  /** Traffic to send that is else left out: calls that a mock answered, calls to the framework itself, one-way messages, in their place among the calls. @default none */
  include?: { mocked?: boolean; internal?: boolean; sends?: boolean };
  /** The commands to send; strings may have `*`. @default all */
  only?: (string | RegExp)[];
  /** The commands not to send. @default none */
  skip?: (string | RegExp)[];
  /** Sends the calls up to this checkpoint, by its id or label. @default all */
  until?: string;
  /** The pace of calls: one by one; as they overlapped in the recording; or all as soon as it goes, fifty at a time. @default 'sequential' */
  pace?: DrivePace;
  /** Sends nothing, and tells what would be sent. @default false */
  dryRun?: boolean;
  /** Milliseconds to wait for one answer. @default 30000 */
  timeoutMs?: number;
  /** Takes what is secret out of an answer, as it was taken out of the session. @default nothing */
  redact?: (answer: Outcome) => Outcome;
  /** Stop at the first answer that differs. @default false */
  stopOnDifference?: boolean;
  /** Ends it: a call that is sent is not waited for any more, the others are not sent. @default never */
  stop?: AbortSignal;
  /** Called after each call. */
  onCall?: (call: DrivenCall, progress: { done: number; total: number }) => void;
}

/** One call of a drive. */
export interface DrivenCall {
  id: string;
  index: number;
  command: string;
  /** `sent` is for one-way messages, which have no answer to compare. */
  status: 'same' | 'differs' | 'skipped' | 'sent';
  /** Why it was skipped. */
  reason?: string;
  recorded: Outcome;
  /** Absent when it was skipped. */
  actual?: Outcome;
  changes: ValueChange[];
  /** Milliseconds; 0 when it was skipped. */
  duration_ms: number;
}

/** The report on a drive, as a JSON value. */
export interface ReplayReport {
  /** True when an answer was compared, and every one that was is the recorded one. An interrupted drive is never the same. */
  same: boolean;
  /** Absent when it went to its end. */
  interrupted?: true;
  calls: DrivenCall[];
  /** `sent` counts one-way messages; absent when none was sent. */
  counts: { same: number; differs: number; skipped: number; sent?: number };
}

/** The reason by which a dry run leaves out what would be sent. */
export const DRY_RUN = 'a dry run';

const INTERRUPTED = 'interrupted';

/** Tells whether something is a call, or a message that is to be sent too. */
function isDriven(call: IpcCall, withSends = false): boolean {
  const kind = callKind(call);
  return kind === 'invoke' || (withSends && kind === 'send');
}

/** Calls that are sent and not answered, and which of them the next one has to wait for. */
class UnderWay {
  private readonly pace: DrivePace;
  private readonly open = new Map<RecordedCall, Promise<void>>();
  private failure: { reason: unknown } | undefined;

  constructor(pace: DrivePace) {
    this.pace = pace;
  }

  add(recorded: RecordedCall, call: Promise<void>): void {
    const ended = call
      .catch((reason) => {
        this.failure ??= { reason };
      })
      .finally(() => this.open.delete(recorded));
    this.open.set(recorded, ended);
  }

  /** Resolves when a call may be sent. */
  async turnOf({ startUs }: RecordedCall): Promise<void> {
    if (this.pace === 'sequential') await this.all();
    else if (this.pace === 'recorded') {
      await Promise.all([...this.open].filter(([{ endUs }]) => endUs <= startUs).map(([, call]) => call));
    } else while (this.open.size >= AT_ONCE) await Promise.race(this.open.values());
    if (this.failure) throw this.failure.reason;
  }

  async all(): Promise<void> {
    await Promise.all(this.open.values());
    if (this.failure) throw this.failure.reason;
  }
}

/** Calls that are sent at once when they are sent as fast as it goes. */
const AT_ONCE = 50;

/** Returns a function that says why a call is not sent; undefined when it is. */
function reasonsToSkip(
  session: RecordedSession,
  { only, skip = [], until, ...options }: DriveOptions,
): (recorded: RecordedCall) => string | undefined {
  const isMeant = only === undefined ? () => true : commandTest(only);
  const isSkipped = commandTest(skip);
  const end = until === undefined ? Number.POSITIVE_INFINITY : eventIndexOf(session, until);
  return (recorded) => {
    if (recorded.index >= end) return `after the checkpoint ${until}`;
    if (!isMeant(recorded.call.command) || isSkipped(recorded.call.command)) return 'left out by only or skip';
    return reasonToSkip(recorded, options);
  };
}

function eventIndexOf({ checkpoints }: RecordedSession, name: string): number {
  const found = checkpoints.find(({ id }) => id === name) ?? checkpoints.find(({ label }) => label === name);
  if (found) return found.event_index;
  const labels = [...new Set(checkpoints.flatMap(({ label }) => label ?? []))].slice(0, 10);
  throw new IpcError(
    'CHECKPOINT_NOT_FOUND',
    `checkpoint not found: ${name}. ${labels.length > 0 ? `The session has: ${labels.join(', ')}.` : 'The session has none.'}`,
  );
}

function reasonToSkip({ call }: RecordedCall, { include = {} }: DriveOptions): string | undefined {
  if (call.result === 'Pending' && callKind(call) === 'invoke') return 'never answered in the recording';
  if (holdsToken(JSON.stringify([call.args, call.options]))) return 'its arguments hold secrets that were redacted';
  if (call.args === undefined && call.arg_size_bytes > 0) return 'its arguments were not recorded';
  if (firstLoss([call.args, call.options]) !== undefined) return 'its arguments were not recorded whole';
  if (callKind(call) === 'send' && (call.channel !== undefined || (call.ports ?? 0) > 0))
    return 'a message through a port, or with one';
  if (call.protocol !== undefined) return `a message by ${call.protocol}, not a call of its own`;
  const { notDriven } = runtimeOf(call) ?? {};
  if (notDriven !== undefined) return notDriven;
  if (call.filler) return 'its answer was not recorded, and is a filler';
  if (call.mocked && !include.mocked) return 'answered by a mock in the recording';
  if (isOfFramework(call) && !include.internal) return 'a call to the framework itself';
  return undefined;
}

function skipped(one: RecordedCall, reason: string): DrivenCall {
  return { ...unanswered(one), status: 'skipped', reason };
}

function unanswered({ index, call }: RecordedCall): Omit<DrivenCall, 'status' | 'reason'> {
  return { id: call.id, index, command: call.command, recorded: outcomeOf(call), changes: [], duration_ms: 0 };
}

async function driveCall(
  one: RecordedCall,
  target: DriveTarget,
  timeoutMs: number,
  options: DriveOptions,
): Promise<DrivenCall> {
  const { index, call } = one;
  const start = performance.now();
  const { redact = (answer) => answer, stop } = options;
  if (callKind(call) === 'send') {
    const why = await untilStopped(sendToTarget(target, call, timeoutMs), stop);
    if (stop?.aborted) return skipped(one, INTERRUPTED);
    return why === undefined ? { ...unanswered(one), status: 'sent' } : skipped(one, why);
  }
  const answer = await untilStopped(askTarget(target, call, timeoutMs), stop);
  // A target that is stopped, too, fails in its own way.
  if (answer === undefined || stop?.aborted) return skipped(one, INTERRUPTED);
  if ('notSent' in answer) return skipped(one, answer.notSent);
  const actual = redact(answer);
  const duration_ms = Math.round(performance.now() - start);
  const recorded = outcomeOf(call);
  const changes = compareByTarget(target, recorded, actual, call) ?? compareResults(recorded, actual, options);
  const status = changes.length === 0 ? 'same' : 'differs';
  return { id: call.id, index, command: call.command, status, recorded, actual, changes, duration_ms };
}

/** Waits for a promise; resolves with undefined when all is stopped before it. */
async function untilStopped<Value>(promise: Promise<Value>, stop: AbortSignal | undefined): Promise<Value | undefined> {
  if (stop === undefined) return await promise;
  let onStop = () => {};
  const stopped = new Promise<undefined>((done) => {
    onStop = () => done(undefined);
    stop.addEventListener('abort', onStop);
  });
  return await Promise.race([promise, stopped]).finally(() => stop.removeEventListener('abort', onStop));
}

function outcomeOf({ result, error }: RecordedCall['call']): Outcome {
  return error === undefined ? { result } : { result, error };
}

/** Asks the target's own comparison; undefined when it has none, or leaves this answer to ours. */
function compareByTarget(
  target: DriveTarget,
  recorded: Outcome,
  actual: Outcome,
  call: IpcCall,
): ValueChange[] | undefined {
  const verdict = target.compare?.(recorded, actual, call);
  if (verdict === undefined || Array.isArray(verdict)) return verdict;
  return verdict ? [] : [{ type: 'changed', path: 'result', before: recorded.result, after: actual.result }];
}
