import { encodeValue } from '../../../session/codec/encode-value.ts';
import { WHOLE_VALUES } from '../../../session/codec/values.ts';
import type { DrivenCall, ElectronDriven } from '../electron-protocol.ts';
import { decodeList, WHOLE_CLONED } from './cloned.ts';
import type { Frame, IpcMainLike, WebContents } from './electron-parts.ts';
import type { HookTools } from './hook-tools.ts';
import { tryRead } from './try-read.ts';

/** Milliseconds in which a window must be there that an earlier call has opened. */
const WINDOW_LIMIT_MS = 2_000;
const LOOK_AGAIN_MS = 50;

/** Calls the app's real handler or listener of a channel, as the window would that the call comes from. */
export async function driveCall(
  tools: HookTools,
  { command, args, kind, window }: DrivenCall,
): Promise<ElectronDriven> {
  const contents = await windowOf(tools, window);
  if (window !== undefined && contents === undefined) return { notSent: `its window ${window} is not there` };
  const frame = tryRead(() => contents?.mainFrame);
  const given = decodeList(args);
  const targets = [tryRead(() => frame?.ipc), tryRead(() => contents?.ipc), tools.electron.ipcMain];
  const listening = targets.filter((ipc): ipc is IpcMainLike => (ipc?.listenerCount(command) ?? 0) > 0);
  try {
    if (kind === 'send') {
      if (listening.length === 0) return { notSent: 'nobody in the app listens to it' };
      for (const ipc of listening) ipc.emit(command, eventOf(contents, frame), ...given);
      return {};
    }
    const handler = targets.find((ipc) => ipc?._invokeHandlers?.has(command))?._invokeHandlers?.get(command);
    if (handler !== undefined) return answerOf(await handler(eventOf(contents, frame), ...given));
    if (listening.length === 0) throw `Error: No handler registered for '${command}'`;
    return answerOf(await askListeners(listening, command, given, eventOf(contents, frame)));
  } catch (error) {
    return { thrown: encodeValue(error ?? NEVER_SENT, WHOLE_VALUES) };
  }
}

/** The error that a window gets of a handler that fails with nothing. */
const NEVER_SENT = 'reply was never sent';

/** The window that has a label, when it is there or comes soon; the first one where none is named. */
async function windowOf({ origins }: HookTools, label: string | undefined): Promise<WebContents | undefined> {
  const deadline = performance.now() + WINDOW_LIMIT_MS;
  for (;;) {
    const found = origins.windows().find((contents) => label === undefined || origins.labelOf(contents) === label);
    if (found !== undefined || label === undefined || performance.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Electron sends an error in the place of what cannot be cloned. */
function answerOf(value: unknown): ElectronDriven {
  try {
    structuredClone(value);
  } catch {
    return { thrown: 'Error: An object could not be cloned.' };
  }
  return { ok: encodeValue(value, WHOLE_CLONED) };
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
