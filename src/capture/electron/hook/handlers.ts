import type { CallLog } from './call-log.ts';
import type { Electron, Frame, Handler, IpcMainLike, WebContents } from './electron-parts.ts';
import type { Patches } from './patches.ts';
import { tryRead } from './try-read.ts';

const { apply } = Reflect;
const nativeThen = Promise.prototype.then;

/**
 * Sees what handlers throw. Electron tells the renderer only the text of an error, so the error itself is taken where the handler
 * is called. Handlers are wrapped as Electron looks them up, so those registered before the hook are seen too.
 */
export class Handlers {
  private readonly patches: Patches;
  private readonly log: CallLog;
  private readonly wrapped = new WeakMap<Handler, Handler>();
  private readonly genuine = new WeakSet<object>();
  private readonly thrown = new WeakMap<object, { reason: unknown }>();

  constructor(electron: Electron, patches: Patches, log: CallLog) {
    this.patches = patches;
    this.log = log;
    this.watch(electron.ipcMain);
  }

  /** A renderer has made a call: its handler is looked up next, in its frame, its contents and `ipcMain`. */
  called(event: object, frame: Frame | null | undefined, contents: WebContents): void {
    this.genuine.add(event);
    this.watch(tryRead(() => frame?.ipc));
    this.watch(tryRead(() => contents.ipc));
  }

  /** Returns the error that the handler of a call has thrown, if it has. */
  thrownFor(event: object): { reason: unknown } | undefined {
    return this.thrown.get(event);
  }

  private watch(ipc: IpcMainLike | undefined): void {
    this.patches.around<Map<string, Handler>>(ipc?._invokeHandlers, 'get', (original, _self, [channel]) => {
      const handler = original();
      return typeof handler === 'function' ? this.wrap(handler as Handler, String(channel)) : handler;
    });
  }

  private wrap(handler: Handler, channel: string): Handler {
    const known = this.wrapped.get(handler);
    if (known !== undefined) return known;
    const wrapped = new Proxy(handler, {
      apply: (target, self, list: Parameters<Handler>) => {
        const [event] = list;
        if (typeof event === 'object' && event !== null && this.genuine.has(event))
          return this.run(target, self, list, (reason) => this.thrown.set(event, { reason }));
        return this.runTestMade(target, self, list, channel);
      },
    });
    this.wrapped.set(handler, wrapped);
    return wrapped;
  }

  /** A test helper calls the handler with an event of its own making. */
  private runTestMade(handler: Handler, self: unknown, list: Parameters<Handler>, command: string): unknown {
    const [, ...args] = list;
    const call = this.log.started({ command, args, origin: { webview_label: 'test' }, testMade: true });
    return this.run(
      handler,
      self,
      list,
      (reason) => call.err(String(reason), { reason }),
      (value) => call.ok(value),
    );
  }

  /** Calls the handler; its answer is returned as it is. Electron and the helpers await it, so to look on changes nothing. */
  private run(
    handler: Handler,
    self: unknown,
    list: Parameters<Handler>,
    failed: (reason: unknown) => void,
    answered?: (value: unknown) => void,
  ): unknown {
    let answer: unknown;
    try {
      answer = apply(handler, self, list);
    } catch (error) {
      failed(error);
      throw error;
    }
    // Only a plain promise can be looked at: another `then` may run a query a second time.
    if (isPlainPromise(answer)) nativeThen.call(answer, answered, failed);
    else answered?.(answer);
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
