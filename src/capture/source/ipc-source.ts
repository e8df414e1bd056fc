import type { Abandoned, AppEvent, IpcCall, IpcResult, SessionGap } from '../../session/format/schema.ts';

/** A call that has started, for `IpcSink.settled`. Opaque to the source. */
export interface CallHandle {
  readonly id: string;
}

/**
 * A call as a source may give it: its command, and what else it knows. Left out, `id` is a new one, `timestamp` is now, `result` is `Pending`,
 * `arg_size_bytes` is the size of `args` as JSON, `webview_label` is `main`.
 */
export type NewCall = Partial<IpcCall> & Pick<IpcCall, 'command'>;

/** One-way traffic as a source may give it; see `NewCall`. */
export type NewMessage = NewCall & { kind: 'send' | 'push' };

/** The outcome of a call. */
export interface CallOutcome {
  /** `Err` holds a text; what else is known of an error goes to `error`. */
  result: Exclude<IpcResult, 'Pending'>;
  /** Microseconds from start to answer, from a monotonic clock. @default the time since `started` */
  durationUs?: number;
  /** The structured error behind `Err`; left out when the error was just its text. */
  error?: unknown;
  /** Answered by a route or a recording, not by the backend. @default false */
  mocked?: boolean;
  /** The caller waited for it without going on. @default what the call said when it started */
  sync?: boolean;
  /** It came in the task of the page in which the call was made. @default false */
  sameTask?: boolean;
}

/**
 * Takes what a source sees. The sink that `ipc.attach` gives takes values as they are (`args`, `Ok`, `error`): dates, errors and
 * bytes become the markers of a session. What comes after `detach`, or after the test, is left out and counted.
 *
 * @throws {IpcError} `INVALID_CALL` naming the field, when something has a wrong type while it records.
 */
export interface IpcSink {
  /** A call has started. It belongs to the recording that is on now, whenever it ends. */
  started(call: NewCall): CallHandle;
  /** The call has ended. What settles twice, or after its recording ended, is dropped and counted. */
  settled(call: CallHandle, outcome: CallOutcome): void;
  /** Nobody waits for the call any more, since its document is gone. It may end all the same. */
  abandoned?(call: CallHandle, how: Abandoned): void;
  /** Anything else: one-way traffic (`kind: 'send' | 'push'`) and the other five kinds. */
  event(event: AppEvent | NewMessage): void;
  /** Calls are missing, or may be, for a reason that the session is to name. */
  gap?(gap: SessionGap): void;
  /** Traffic was left out because it tells nothing of the app: it is counted, for the library whose flood it is, if it is one's. */
  noise?(count: number, library?: string): void;
  /** Events came faster than they are recorded: they are counted as dropped. */
  lost?(count: number): void;
  /** What came as a page's messages is not the page script's, or goes beyond its limits: it is left out and counted, and the session says so. */
  tampered?(count: number, page?: string): void;
  /** Calls that were given will not be settled, though they may end: their answers are counted as dropped. */
  unfollowed?(count: number): void;
  /** Something was typed into a field for a secret: its content so far, by a name that tells the field from others. It is a secret wherever it stands from now on. */
  typed?(field: string, value: string): void;
  /** A batch of the source is complete: a good time to write it down. */
  batched?(): void;
}

/** A place where IPC can be observed: a page script, a main process, a socket. */
export interface IpcSource {
  /** Resolves once no later call can be missed. */
  attach(sink: IpcSink): Promise<void>;
  /** Removes every patch; safe to call twice. */
  detach(): Promise<void>;
}
