import { IpcError } from '../../errors.ts';
import { type DriveTarget, noAnswer } from '../../replay/drive/ask-target.ts';
import type { Outcome } from '../../replay/drive/compare-results.ts';
import { type DrivenCall, drive } from '../../replay/drive/drive.ts';
import type { AppEvent, IpcCall, RecordedSession } from '../../session/format/schema.ts';
import { IdBindings } from './id-bindings.ts';
import { textOf } from './part-of.ts';
import type { Id } from './visit-ids.ts';

/** Milliseconds that a mock must have left a call without an answer, and the times as long as the backend took. */
const LONG_MS = 1_000;
const TIMES_AS_LONG = 4;

/** A call that a mock has answered, and the backend's answer to the same call. */
export interface AskedCall {
  /** The name of the session. */
  session: string;
  index: number;
  command: string;
  /** What the mock has answered; `Pending` where it had not when its recording ended. */
  mock: Outcome;
  actual: Outcome;
}

/** A call that was not asked, and why. */
export interface NotAsked {
  session: string;
  index: number;
  command: string;
  reason: string;
}

/** How a backend is asked. */
export interface AskOptions {
  /** Milliseconds to wait for one answer. @default 30000 */
  timeoutMs?: number;
  /** The commands to ask; strings may have `*`. @default all */
  only?: (string | RegExp)[];
  /** The commands not to ask. @default none */
  skip?: (string | RegExp)[];
  /** Says why a command is not to be sent; undefined where it is. @default all are */
  holdBack?: (command: string) => string | undefined;
  /** Takes what is secret out of an answer. @default nothing */
  redact?: (answer: Outcome) => Outcome;
  /** Ends it. @default never */
  stop?: AbortSignal;
}

/**
 * Sends the calls of a session to the backend, one after the other: the earlier ones set up its state for those that follow. An id that the backend
 * has given in place of the mock's is used in the calls that come after; a call with an id that only the mock has is not sent. The target is closed at the end.
 */
export async function askBackend(
  { name, session }: NamedSession,
  target: DriveTarget,
  how: AskOptions = {},
): Promise<{ asked: AskedCall[]; notAsked: NotAsked[] }> {
  const open = openCalls(session);
  const { holdBack, timeoutMs = 30_000, ...options } = how;
  const bindings = new IdBindings();
  const { calls } = await drive(
    sessionToAsk(session),
    {
      ...target,
      invoke: (command, args, context) => {
        const why = holdBack?.(command) ?? whyUnknown(bindings.findUnknown(command, args));
        if (why !== undefined) throw new IpcError('NOT_SENT', why);
        return target.invoke(command, bindings.apply(command, args), context);
      },
      compare: (recorded, actual, { command, args }) => {
        bindings.learn(command, args, answerOf(recorded), answerOf(actual));
        return undefined;
      },
    },
    { ...options, timeoutMs, include: { mocked: true } },
  );
  const asked: AskedCall[] = [];
  const notAsked: NotAsked[] = [];
  for (const call of calls) {
    const { index, command } = call;
    const waited = open.get(call.id);
    const { actual } = call;
    if (actual === undefined) notAsked.push({ session: name, index, command, reason: call.reason ?? 'not sent' });
    else if (textOf(actual) === noAnswer(timeoutMs))
      notAsked.push({ session: name, index, command, reason: `the backend gave ${noAnswer(timeoutMs)}` });
    else if (waited === undefined) asked.push({ session: name, index, command, mock: call.recorded, actual });
    else if (isLong(waited, call)) asked.push({ session: name, index, command, mock: { result: 'Pending' }, actual });
    else notAsked.push({ session: name, index, command, reason: 'the recording ended before its answer' });
  }
  return { asked, notAsked };
}

/** A session and what it is called. */
export interface NamedSession {
  name: string;
  session: RecordedSession;
}

/** Returns the session as it is sent: a drive leaves out calls without an answer, so that each of them has one. */
export function sessionToAsk(session: RecordedSession): RecordedSession {
  const events = session.events.map((recorded) =>
    isOpen(recorded.event) ? { ...recorded, event: { ...recorded.event, result: { Ok: null } } as IpcCall } : recorded,
  );
  return { ...session, events };
}

/** Returns the milliseconds that each call without an answer waited, by their ids. */
function openCalls(session: RecordedSession): Map<string, number> {
  const times = [...session.events, ...session.checkpoints].map(({ timestamp }) => Date.parse(timestamp));
  const end = times.reduce((latest, time) => Math.max(latest, time), 0);
  return new Map(
    session.events.flatMap(({ event }) => (isOpen(event) ? [[event.id, end - Date.parse(event.timestamp)]] : [])),
  );
}

function isOpen(event: AppEvent): event is IpcCall {
  return (
    event.type === 'Ipc' && event.kind === undefined && event.result === 'Pending' && event.abandoned === undefined
  );
}

function isLong(waitedMs: number, { duration_ms: tookMs }: DrivenCall): boolean {
  return waitedMs >= LONG_MS && waitedMs >= TIMES_AS_LONG * tookMs;
}

/** Another thing of the backend's may have the id. */
function whyUnknown(id: Id | undefined): string | undefined {
  return id === undefined ? undefined : 'its arguments have an id of the mock that stands for nothing in the backend';
}

function answerOf({ result }: Outcome): unknown {
  return typeof result === 'object' && 'Ok' in result ? result.Ok : undefined;
}
