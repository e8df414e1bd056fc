import { TAURI_CHANNEL_FETCH, VICTAURI_PREFIX } from '../../../calls/runtimes.ts';
import { keepNewest } from '../../../std/keep-newest.ts';
import { UndoStack } from '../../../std/undo-stack.ts';
import { MAX_FOLLOWED } from '../../page-protocol.ts';
import { beforeEnd, type CallLog, type OpenCall } from '../core/call-log.ts';
import { toJson } from '../core/natives.ts';
import { type Answered, type Answerer, type Given, settle } from '../core/node-answers.ts';
import { readyResponse } from '../core/ready-response.ts';
import { type Around, patchMethod } from '../patch/patch-method.ts';
import { watchPromise } from '../patch/watch-promise.ts';
import type { TauriCallbacks } from './callbacks.ts';
import type { CallbackId } from './find-channels.ts';
import { registeredListeners } from './registered-listeners.ts';
import { readAnswer, readFetch, readPosted, type TauriRequest } from './request.ts';

interface TauriWireOptions {
  log: CallLog;
  callbacks: TauriCallbacks;
  ask: Answerer;
  label: () => string;
  /** Returns the id of the call that is being sent, when `invoke` is observed, by the command on the wire. */
  sending: (command: string) => string | undefined;
}

type Run = (id: CallbackId, value: unknown) => void;

/**
 * Observes the way from Tauri's `invoke` to the native side: a `fetch` of the custom protocol, or `window.ipc.postMessage`.
 *
 * Where `invoke` is observed, it looks for one thing only: calls that the runtime sends a second time, because the page was
 * reloaded under the first or the protocol is blocked (https://github.com/tauri-apps/tauri/issues/14154): the command runs twice then.
 * Where `invoke` cannot be (attached late, to a runtime that cannot be changed any more), the calls are observed here.
 */
export class TauriWire {
  private readonly options: TauriWireOptions;
  /** Calls on their way, by the callback their answer comes to. */
  private readonly sent = new Map<CallbackId, string>();
  /** Calls that are not on their way yet, by that callback. */
  private readonly bound = new Map<unknown, string>();
  /** The callback of each call that `invoke` was observed at: `sent` the other way round. */
  private readonly callbackOf = new Map<string, CallbackId>();
  private readonly undo = new UndoStack();
  /** Runs a callback of the runtime; set when calls are observed here. */
  private run: Run | undefined;
  /** Tells whether answers are seen at the callbacks; else they are read from the response. */
  private seesCallbacks = false;
  private isWatching = false;
  /** Tells whether `window.ipc` is ours. */
  private hasDoor = false;

  constructor(options: TauriWireOptions) {
    this.options = options;
  }

  /** Looks for calls that are sent a second time, while `invoke` is observed. */
  watchResends(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    const { ipc, chrome, webkit } = window as unknown as NativeDoors;
    const patchDoor = (door: object | undefined) => door && patchMethod(door, 'postMessage', this.posting);
    this.undo.add(patchMethod(window, 'fetch', this.fetching));
    // `window.ipc` is frozen: then the platform's own door behind it.
    if (!this.hasDoor)
      this.undo.add(patchDoor(ipc) ?? patchDoor(chrome?.webview) ?? patchDoor(webkit?.messageHandlers?.ipc));
  }

  /** Records calls on the wire from now on, because `invoke` cannot be observed. */
  watchCalls(internals: { callbacks?: unknown; runCallback?: unknown }): void {
    if (this.run !== undefined) return;
    const { callbacks } = this.options;
    this.run = (id, value) => {
      if (typeof internals.runCallback === 'function') internals.runCallback(id, value);
      else callbacks.run(id, value);
    };
    if (internals.callbacks instanceof Map) {
      this.seesCallbacks = true;
      this.undo.add(callbacks.observeMap(internals.callbacks));
      for (const { event, eventId, handler } of registeredListeners()) callbacks.nameListener(handler, event, eventId);
    }
    this.watchResends();
  }

  /** Returns the property to define as `window.ipc`, which is frozen: its `postMessage` is observed. */
  beforeIpcDefined(descriptor: PropertyDescriptor): PropertyDescriptor {
    const ipc: unknown = descriptor?.value;
    // One that is not frozen is patched in place, later; one of a class is another's, and stays whole.
    if (typeof ipc !== 'object' || ipc === null || !Object.isFrozen(ipc)) return descriptor;
    if (Object.getPrototypeOf(ipc) !== Object.prototype) return descriptor;
    const ours = { ...ipc };
    if (patchMethod(ours, 'postMessage', this.posting) === undefined) return descriptor;
    this.hasDoor = true;
    return { ...descriptor, value: Object.freeze(ours) };
  }

  /** Returns the property to define as `ipc` of the internals. `invoke` calls it at once, so a callback is known as that of a call however late the request is sent. */
  bindingCallbacks(descriptor: PropertyDescriptor): PropertyDescriptor {
    const ipc: unknown = descriptor?.value;
    if (typeof ipc !== 'function') return descriptor;
    const value = new Proxy(ipc, {
      apply: (target, self, args: [{ cmd?: unknown; callback?: unknown } | undefined]) => {
        const { cmd, callback } = args[0] ?? {};
        const id = typeof cmd === 'string' && this.isWatching ? this.options.sending(cmd) : undefined;
        if (id !== undefined) keepNewest(this.bound, callback, id, MAX_FOLLOWED);
        return Reflect.apply(target, self, args);
      },
    });
    return { ...descriptor, value: Object.isFrozen(ipc) ? Object.freeze(value) : value };
  }

  /** A call that `invoke` was observed at has ended. */
  ended(callId: string): void {
    const callback = this.callbackOf.get(callId);
    if (callback === undefined) return;
    this.callbackOf.delete(callId);
    this.sent.delete(callback);
  }

  detach(): void {
    this.undo.run();
    this.isWatching = false;
    this.run = undefined;
  }

  private readonly fetching: Around = (target, self, args) =>
    this.fetched(() => Reflect.apply(target, self, args), args);

  private readonly posting: Around = (target, self, args) => this.posted(() => Reflect.apply(target, self, args), args);

  private fetched(pass: () => unknown, args: unknown[]): unknown {
    const request = readFetch(args);
    if (request === undefined) return pass();
    const call = this.sending(request);
    if (call === undefined) return pass();
    const answered = this.ask(call, request);
    if (answered !== undefined) {
      return answered.then((answer) => ('pass' in answer ? pass() : responseOf(answer)));
    }
    const promise = pass();
    if (!this.seesCallbacks) {
      const read = (response: unknown) => readAnswer(response as Response, call.ok, call.err);
      // A fetch that fails is no answer: the runtime takes the other way then.
      return watchPromise(promise, read, () => {});
    }
    return promise;
  }

  private posted(pass: () => unknown, [text]: unknown[]): unknown {
    const request = readPosted(text);
    if (request === undefined) return pass();
    const call = this.sending(request);
    const answered = call && this.ask(call, request);
    if (answered === undefined) return pass();
    void answered.then((answer) => {
      if ('pass' in answer) pass();
      else if ('ok' in answer) this.run?.(request.callback, answer.ok);
      else this.run?.(request.error, answer.err);
    });
    return undefined;
  }

  /** Notes a call on its way; returns it when it is observed here and has just begun. */
  private sending(request: TauriRequest): OpenCall | undefined {
    const { log, label, sending } = this.options;
    const { command, options, callback } = request;
    if (command.startsWith(VICTAURI_PREFIX)) return undefined;
    const known = this.sent.get(callback);
    if (known !== undefined) {
      const { args } = request;
      log.sent({ source: 'tauri', command, args, options, label: label(), kind: 'send', retryOf: known });
      return undefined;
    }
    if (this.run !== undefined) return this.started(request);
    const id = this.bound.get(callback) ?? sending(command);
    this.bound.delete(callback);
    if (id !== undefined) {
      keepNewest(this.sent, callback, id, MAX_FOLLOWED);
      keepNewest(this.callbackOf, id, callback, MAX_FOLLOWED);
    }
    return undefined;
  }

  private started({ command, args, options, callback, error }: TauriRequest): OpenCall | undefined {
    const { log, callbacks, label } = this.options;
    // The answer is the message of a channel, and is recorded as that.
    if (command === TAURI_CHANNEL_FETCH) {
      log.noise();
      return undefined;
    }
    const begun = log.started({ source: 'tauri', command, args, options, label: label() });
    keepNewest(this.sent, callback, begun.id, MAX_FOLLOWED);
    callbacks.nameFrom(begun.id, command, args);
    if (!begun.isFollowed) return begun;
    const ended = () => {
      this.sent.delete(callback);
      callbacks.expect(callback, undefined);
      callbacks.expect(error, undefined);
    };
    const call = beforeEnd(begun, ended, (value) => callbacks.answered(command, args, value));
    callbacks.expect(callback, call.ok);
    callbacks.expect(error, call.err);
    return call;
  }

  private ask(call: OpenCall, { command, args, options }: TauriRequest): Promise<Answered> | undefined {
    const { ask, label } = this.options;
    const answered = ask({ id: call.id, source: 'tauri', command, args, options, label: label() });
    return answered?.then((answer) => {
      if ('pass' in answer) return answer;
      settle(call, answer);
      return answer;
    });
  }
}

interface NativeDoors {
  ipc?: object;
  chrome?: { webview?: object };
  webkit?: { messageHandlers?: { ipc?: object } };
}

/** Makes the response with which the custom protocol would give Node's answer. */
function responseOf(answer: Given): Response {
  const [value, outcome] = 'ok' in answer ? [answer.ok, 'ok'] : [answer.err, 'error'];
  const isBinary = value instanceof ArrayBuffer || ArrayBuffer.isView(value);
  const type = isBinary ? 'application/octet-stream' : 'application/json';
  const body = isBinary ? (value as ArrayBuffer | ArrayBufferView<ArrayBuffer>) : toJson(value ?? null);
  return readyResponse(body, { headers: { 'content-type': type, 'Tauri-Response': outcome } });
}
