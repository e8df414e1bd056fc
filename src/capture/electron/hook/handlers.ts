import type { CallLog } from './call-log.ts';
import type { Electron, Frame, Handler, IpcMainLike, WebContents } from './electron-parts.ts';
import type { Patches } from './patch/patches.ts';
import { tryRead } from './try-read.ts';

const { apply } = Reflect;
const nativeThen = Promise.prototype.then;
/** Taken here, before the app can replace it. */
const { queueMicrotask: afterThis } = globalThis;

/**
 * Sees calls of handlers that no renderer has made: test helpers look a handler up and call it. Electron itself is given the handler as
 * it is, so that no frame of ours is in its stacks.
 */
export class Handlers {
  private readonly patches: Patches;
  private readonly log: CallLog;
  private readonly wrapped = new WeakMap<Handler, Handler>();
  private readonly genuine = new WeakSet<object>();
  /** The channel whose handler Electron looks up next. */
  private expected: string | undefined;

  constructor(electron: Electron, patches: Patches, log: CallLog) {
    this.patches = patches;
    this.log = log;
    this.watch(electron.ipcMain);
  }

  /** A renderer has made a call: Electron looks its handler up in this task, in its frame, its contents and `ipcMain`. */
  called(event: object, command: string, frame: Frame | null | undefined, contents: WebContents): void {
    this.genuine.add(event);
    this.expected = command;
    afterThis(() => {
      this.expected = undefined;
    });
    this.watch(tryRead(() => frame?.ipc));
    this.watch(tryRead(() => contents.ipc));
  }

  /** Tells whether Electron has not yet looked up the handler of the call that came in this task. */
  isLookedFor(command: string): boolean {
    return this.expected === command;
  }

  private watch(ipc: IpcMainLike | undefined): void {
    this.patches.around<Map<string, Handler>>(ipc?._invokeHandlers, 'get', (original, _self, [channel]) => {
      const handler = original();
      if (typeof handler !== 'function' || typeof channel !== 'string') return handler;
      if (this.expected !== channel) return this.wrap(handler as Handler, channel);
      this.expected = undefined;
      return handler;
    });
  }

  private wrap(handler: Handler, channel: string): Handler {
    const known = this.wrapped.get(handler);
    if (known !== undefined) return known;
    const wrapped = new Proxy(handler, {
      apply: (target, self, list: Parameters<Handler>) => {
        const [event] = list;
        // The app may have looked its own handler up, to call it in another one.
        const isRecorded = typeof event === 'object' && event !== null && this.genuine.has(event);
        return isRecorded ? apply(target, self, list) : this.runTestMade(target, self, list, channel);
      },
    });
    this.wrapped.set(handler, wrapped);
    return wrapped;
  }

  /** A test helper calls the handler with an event of its own making. */
  private runTestMade(handler: Handler, self: unknown, list: Parameters<Handler>, command: string): unknown {
    const [, ...args] = list;
    const call = this.log.started({ command, args, origin: { webview_label: 'test' }, testMade: true });
    const failed = (reason: unknown) => call.err(String(reason), { reason });
    let answer: unknown;
    try {
      answer = apply(handler, self, list);
    } catch (error) {
      failed(error);
      throw error;
    }
    // The helpers await it, so to look on changes nothing; but only a plain promise can be looked at: another `then` may run a query a second time.
    if (isPlainPromise(answer)) nativeThen.call(answer, (value) => call.ok(value), failed);
    else call.ok(answer);
    return answer;
  }
}

function isPlainPromise(value: unknown): value is Promise<unknown> {
  return (
    value instanceof Promise &&
    Object.getPrototypeOf(value) === Promise.prototype &&
    !Object.hasOwn(value, 'then') &&
    !Object.hasOwn(value, 'constructor')
  );
}
