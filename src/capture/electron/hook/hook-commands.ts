import { encodeValue } from '../../../session/codec/encode-value.ts';
import { WHOLE_VALUES } from '../../../session/codec/values.ts';
import { defined } from '../../../std/defined.ts';
import type { ElectronDriven } from '../electron-protocol.ts';
import { decodeList, WHOLE_CLONED } from './cloned.ts';
import type { Electron, Frame, IpcMainLike, WebContents } from './electron-parts.ts';
import type { HookTools } from './hook-tools.ts';
import { tryRead } from './try-read.ts';

/** Reads the state that the app exposes in its main process, and the state that the user's function reads there. */
export async function readMainState(electron: Electron, source: string | undefined): Promise<unknown> {
  const exposed = (globalThis as { __IPC_RECORDER_STATE__?: unknown }).__IPC_RECORDER_STATE__;
  const app = typeof exposed === 'function' ? await exposed() : exposed;
  // The user's own function, taken as text, as `electronApp.evaluate` takes one.
  const custom =
    source === undefined ? undefined : await new Function('electron', `return (${source})(electron)`)(electron);
  const encoded = (value: unknown) => (value === undefined ? undefined : encodeValue(value));
  return defined({ app: encoded(app), custom: encoded(custom) });
}

/** Returns the label of the contents that the inspector calls by this id; null when they are not the app's, undefined when there are none. */
export function labelOfTarget({ electron, origins }: HookTools, target: string): string | null | undefined {
  const contents = electron.webContents.fromDevToolsTargetId?.(target);
  if (contents === undefined || contents === null) return undefined;
  return origins.isApp(contents) ? origins.labelOf(contents) : null;
}

/** Calls the app's real handler or listener of a channel, as its first window would. */
export async function driveCall(
  { electron, origins }: HookTools,
  command: string,
  args: unknown,
): Promise<ElectronDriven> {
  const [contents] = origins.windows();
  const frame = tryRead(() => contents?.mainFrame);
  const given = decodeList(args);
  const targets = [tryRead(() => frame?.ipc), tryRead(() => contents?.ipc), electron.ipcMain];
  try {
    const handler = targets.find((ipc) => ipc?._invokeHandlers?.has(command))?._invokeHandlers?.get(command);
    if (handler !== undefined)
      return { ok: encodeValue(await handler(eventOf(contents, frame), ...given), WHOLE_CLONED) };
    const listening = targets.filter((ipc): ipc is IpcMainLike => (ipc?.listenerCount(command) ?? 0) > 0);
    if (listening.length === 0) throw new Error(`No handler registered for '${command}'`);
    return { ok: encodeValue(await askListeners(listening, command, given, eventOf(contents, frame)), WHOLE_CLONED) };
  } catch (error) {
    return { thrown: encodeValue(error, WHOLE_VALUES) };
  }
}

/** Asks the listeners of a channel as `sendSync` does: the first `event.returnValue` is the answer. */
function askListeners(targets: IpcMainLike[], command: string, args: unknown[], event: object): Promise<unknown> {
  return new Promise((resolve) => {
    Object.defineProperty(event, 'returnValue', { set: resolve, get: () => undefined });
    for (const ipc of targets) ipc.emit(command, event, ...args);
  });
}

function eventOf(contents: WebContents | undefined, frame: Frame | undefined): object {
  const reply = (channel: string, ...rest: unknown[]) => frame?.send(channel, ...rest);
  return { type: 'frame', sender: contents, senderFrame: frame, reply, defaultPrevented: false, preventDefault() {} };
}
