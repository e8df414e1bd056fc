import { tryRead } from './try-read.ts';

/** The parts of Electron's main process that the hook touches, private ones marked by their underscore. Seen in Electron 25. */

export interface Emitter {
  emit(name: string | symbol, ...rest: unknown[]): boolean;
  on(name: string, listener: (...rest: never[]) => void): unknown;
  removeListener(name: string, listener: (...rest: never[]) => void): unknown;
  listenerCount(name: string): number;
}

/** `ipcMain`, `webContents.ipc` and `webFrameMain.ipc`. */
export interface IpcMainLike extends Emitter {
  _invokeHandlers?: Map<string, Handler>;
}

export type Handler = (event: object, ...args: unknown[]) => unknown;

export interface Frame {
  readonly url: string;
  readonly parent: Frame | null;
  readonly top: Frame | null;
  /** Stays when the frame navigates. */
  readonly frameTreeNodeId?: number;
  readonly ipc?: IpcMainLike;
  send(channel: string, ...args: unknown[]): void;
  executeJavaScript?(code: string): Promise<unknown>;
  postMessage(channel: string, message: unknown, transfer?: unknown[]): void;
}

export interface WebContents extends Emitter {
  readonly id: number;
  readonly mainFrame: Frame;
  readonly ipc?: IpcMainLike;
  getType(): string;
  getURL(): string;
  isLoadingMainFrame(): boolean;
  isDestroyed(): boolean;
}

/** The event that a message of a renderer comes with. */
export interface IpcEvent {
  /** `frame`, or `service-worker`, in later versions. */
  type?: string;
  sender?: WebContents;
  senderFrame?: Frame | null;
  processId?: number;
  frameId?: number;
  _replyChannel?: ReplyChannel;
}

export interface ReplyChannel {
  sendReply(value: unknown): unknown;
}

export interface Port extends Emitter {
  readonly _internalPort?: object;
  postMessage(message: unknown, transfer?: unknown[]): void;
  start(): void;
  close(): void;
}

export interface UtilityProcess extends Emitter {
  postMessage(message: unknown, transfer?: unknown[]): void;
}

export interface Electron {
  app: Emitter & { commandLine?: { removeSwitch(name: string): void }; relaunch?(options?: object): void };
  ipcMain: IpcMainLike;
  webContents: {
    getAllWebContents(): WebContents[];
    fromFrame?(frame: Frame): WebContents | undefined;
    fromDevToolsTargetId?(id: string): WebContents | undefined;
  };
  webFrameMain?: { fromId(processId: number, frameId: number): Frame | undefined };
  BrowserWindow: { fromWebContents(contents: WebContents): { id: number; webContents: WebContents } | null };
  MessageChannelMain: new () => { port1: Port; port2: Port };
  utilityProcess?: { fork(module: string, ...rest: unknown[]): UtilityProcess };
}

/** Electron's own bindings, where this version has them. */
export function binding<Parts extends object>(name: string): Partial<Parts> {
  try {
    const { _linkedBinding: link } = process as unknown as { _linkedBinding?: (name: string) => Parts };
    return link?.(name) ?? {};
  } catch {
    return {};
  }
}

/** Returns the frame that sent an event; Electron 25 tells it by numbers until the event is on its way. */
export function frameOf(electron: Electron, event: IpcEvent): Frame | null | undefined {
  const { processId, frameId } = event;
  return (
    tryRead(() => event.senderFrame) ??
    (processId && frameId ? tryRead(() => electron.webFrameMain?.fromId(processId, frameId)) : undefined)
  );
}
