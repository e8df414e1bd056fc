import type { IpcCall } from '../session/format/schema.ts';
import type { Runtime } from './runtime.ts';
import { RUNTIMES } from './runtimes.ts';

/** A call as far as its runtime can be told by it. */
export type CallOfRuntime = Pick<IpcCall, 'command' | 'source' | 'kind' | 'channel'>;

/** The record of the runtime that a call was seen in; undefined for sources of the user's, and for sessions of other recorders, which name none. */
export function runtimeOf({ source }: Pick<CallOfRuntime, 'source'>): Runtime | undefined {
  return RUNTIMES.find(({ name }) => name === source);
}

/** The runtimes that a call may be of: its own, or all where its source names none. Then the form of its command decides. */
export function possibleRuntimes(call: Pick<CallOfRuntime, 'source'>): readonly Runtime[] {
  const own = runtimeOf(call);
  return own === undefined ? RUNTIMES : [own];
}

/**
 * Whether a call is to what the framework brings itself, such as `plugin:window|…`, `tauri:Window.…` and `wails:Window.SetTitle`.
 * Reports and the timeline leave these out, and drive does not send them. A push is the app's, whatever its event is called,
 * unless it came down a channel of such a call.
 */
export function isOfFramework(call: CallOfRuntime): boolean {
  if (call.kind === 'push' && call.channel === undefined) return false;
  return possibleRuntimes(call).some(({ framework }) => framework?.test(call.command) === true);
}

/** Messages of workers and utility processes, and web messages: nothing can be put in the place of their other side. */
export function isOnlyObserved(call: Pick<CallOfRuntime, 'source'>): boolean {
  return runtimeOf(call)?.standIn === 'nowhere';
}

/** Whether a hook in the app's main process is asked for a call when a session is replayed, and sends the pushes; as in Electron. */
export function isOfMainProcess(call: Pick<CallOfRuntime, 'source'>): boolean {
  return runtimeOf(call)?.standIn === 'main-process';
}

/**
 * Whether windows listen by a call, which tells when a push may come. Calls that name no source are taken for Tauri's,
 * which is what other recorders of the format record.
 */
export function listensByCall({ source = 'tauri' }: Pick<CallOfRuntime, 'source'>): boolean {
  const runtime = runtimeOf({ source });
  return runtime?.events?.listen !== undefined || runtime?.listensByFunction === true;
}

/** Whether a page's own function has answered at once: Node cannot, so at a replay the function answers again. */
export function isAnsweredAtOnce(call: Pick<IpcCall, 'source' | 'sync'>): boolean {
  return call.sync === true && runtimeOf(call)?.seenIn === 'page';
}
