import type { AppEvent, IpcCall, IpcResult } from '../session/schema.ts';

/** A call that has started, for `IpcSink.settled`. Opaque to the source. */
export interface CallHandle {
  readonly id: string;
}

/** How a call ended. */
export interface CallOutcome {
  result: Exclude<IpcResult, 'Pending'>;
  /** Microseconds from start to answer, from a monotonic clock. */
  durationUs: number;
  /** The structured error behind `Err`, JSON-safe; left out when the error was just its text. */
  error?: unknown;
  /** Answered by a route or a recording, not by the backend. @default false */
  mocked?: boolean;
}

/** Where a source puts what it sees. */
export interface IpcSink {
  /** A call has started. It belongs to the recording that is on now, whenever it ends. */
  started(call: IpcCall): CallHandle;
  /** The call has ended. What settles twice, or after its recording ended, is dropped and counted. */
  settled(call: CallHandle, outcome: CallOutcome): void;
  /** Anything else: one-way traffic (`Ipc` with `kind: 'send' | 'push'`) and the other five kinds. */
  event(event: AppEvent): void;
  /** Traffic was left out because it tells nothing of the app: it is counted. */
  noise?(count: number): void;
  /** So many events came faster than they are recorded: they are counted as dropped. */
  lost?(count: number): void;
  /** What a source sends in batches is complete up to here: a good time to write it down. */
  batched?(): void;
}

/** A place where IPC can be observed: a page script, a main process, a socket. */
export interface IpcSource {
  /** Resolves once no later call can be missed. */
  attach(sink: IpcSink): Promise<void>;
  /** Removes every patch; safe to call twice. */
  detach(): Promise<void>;
}
