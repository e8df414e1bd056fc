import type { Abandoned, AppEvent, IpcCall } from '../../session/format/schema.ts';
import type { PageAnswer, RoutePattern } from '../page-protocol.ts';
import type { CallOutcome } from '../source/ipc-source.ts';

/** The protocol between the hook in Electron's main process and the test's worker: lines of JSON, through a socket and a file. */

/** The environment variable that the hook is configured by. The hook takes it out of the environment, so the app never sees it. */
export const ELECTRON_ENV = 'IPC_RECORDER_ELECTRON';

/** The key of the hook's handle in the main process, on `globalThis[Symbol.for(ELECTRON_HANDLE)]`. */
export const ELECTRON_HANDLE = 'playwright-ipc-recorder';

/** The configuration that the hook is started with. */
export interface ElectronConfig {
  /** The id of this launch; ids of calls begin with it. */
  id: string;
  /** The file that records are written to at once, sealed, in segments (`segmentOf`): what was written before a crash is there. */
  file: string;
  /** The worker's socket, or pipe on Windows. */
  socket: string;
  /** The prefix of the labels of the app's windows; empty for the only app. */
  labels: string;
  /** The key that seals the file (`sealAt`). */
  key: string;
  routes: RoutePattern[];
  /** Node is the backend from the start. */
  serve: boolean;
  /** The user's function may know calls by other names: where there are routes, the worker is asked about all of them. @default false */
  decodesCalls?: boolean;
  /** Bytes of one value that are recorded at most. @default `MAX_VALUE_BYTES` */
  maxValueBytes?: number;
  /** A function of the user's, as source text, that is given the `electron` module at each checkpoint. */
  state?: string;
}

/**
 * The ways of the hook into a main process: by the argument `-r`; into one that is halted at the first line of the app; or into one
 * that runs already.
 */
export type HookEntry = 'argument' | 'halt' | 'late';

/** One step of the IPC that the hook records. */
export type HookRecord =
  | { t: 'call'; call: IpcCall }
  | { t: 'end'; id: string; outcome: CallOutcome }
  /** The document of these calls is gone, and when that was a whole window's, that of its messages; by a crash these alone are told of. */
  | { t: 'gone'; ids: string[]; label?: string; how: Abandoned | 'crashed' }
  | { t: 'event'; event: AppEvent };

/**
 * A record on its way to the worker. `n` counts the records from 1, so that none is taken twice and those that are missing are counted.
 * `lost` stands for a record that has no JSON.
 */
export type NumberedRecord = { n: number } & (HookRecord | { t: 'lost' });

/** A call or message that the hook leaves to the worker to answer. */
export interface ElectronQuestion {
  id: string;
  command: string;
  args: unknown;
  label: string;
  kind: 'invoke' | 'send';
  /** The window shows no document yet. */
  blank: boolean;
}

/** A message of the hook's to the worker, by the socket alone: it is recorded nowhere. */
export type HookMessage =
  | { t: 'question'; question: ElectronQuestion }
  /** A window has loaded a document, or takes so long that it may wait for a message. */
  | { t: 'loaded'; label: string }
  | { t: 'reply'; id: number; value?: unknown; error?: string }
  /** The worker has fallen behind, and gets records again from now on. */
  | { t: 'resumed' };

/** A message on its way to the worker. `n` is the number of the record that comes next: the records before it have passed, by the socket or the file. */
export type NumberedMessage = { n: number } & HookMessage;

/** A message for the app's windows. */
export interface ElectronPush {
  command: string;
  /** The list of arguments, encoded. */
  args: unknown;
  /** One window; all when it is left out. */
  label?: string;
  /** The id of the message that brought the port through which this one goes. */
  channel?: string;
  /** How many ports it carries. */
  ports?: number;
  /** The id of the message, for traffic that passes through these ports later. */
  id?: string;
  /** The library, or the user's protocol, in whose form the worker puts it before it is sent. */
  protocol?: string;
  /** The test itself sends it, and will again in a replay. */
  byTest?: true;
}

/** A command of the worker's to the hook. One whose `id` is a number gets a `reply`. */
export type HookCommand =
  | { t: 'routes'; routes: RoutePattern[] }
  | { t: 'serve'; on: boolean }
  | { t: 'answer'; id: string; answer: ElectronAnswer }
  | { t: 'push'; id: number; pushes: ElectronPush[] }
  /** As `push`, but in turn with the answers and the pushes around them. */
  | { t: 'deliver'; id: number; pushes: ElectronPush[] }
  | { t: 'state'; id: number }
  | { t: 'drive'; id: number; call: DrivenCall }
  /** Asks for the label of the window that the inspector calls by the id `target`. */
  | { t: 'label'; id: number; target: string }
  | { t: 'detach' };

/** Node's answer to a question, with the pushes that go out around it. */
export type ElectronAnswer = Pick<PageAnswer, 'action' | 'value' | 'mocked'> & {
  before?: ElectronPush[];
  after?: ElectronPush[];
};

/** A call or one-way message for the app's own handlers or listeners. */
export interface DrivenCall {
  command: string;
  args: unknown;
  kind: 'invoke' | 'send';
  /** The label of the window that it comes from. @default the first */
  window?: string;
}

/** The outcome of a call that was sent to the app's real handler. */
export interface ElectronDriven {
  /** Why it was not sent: then there is nothing else. */
  notSent?: string;
  ok?: unknown;
  /** The error that the handler threw, encoded. */
  thrown?: unknown;
}

/** Returns the name of a segment of the file of records. They are numbered from 1, and the newest two are kept. */
export function segmentOf(file: string, segment: number): string {
  return `${file}.${segment}`;
}
