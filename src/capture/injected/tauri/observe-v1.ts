import { TAURI, TAURI_V1 } from '../../../calls/runtimes.ts';
import { UndoStack } from '../../../std/undo-stack.ts';
import { beforeEnd } from '../core/call-log.ts';
import { defineProperty, getOwnPropertyDescriptor, NativePromise, nativeThen } from '../core/natives.ts';
import { settle } from '../core/node-answers.ts';
import type { PageObserver, PageTools } from '../core/page-observer.ts';
import { StandInMock } from '../core/stand-in-mock.ts';
import type { OnDefine } from '../patch/define-property-trap.ts';
import { lateGlobal } from '../patch/late-global.ts';
import { TauriCallbacks } from './callbacks.ts';
import { EmittedEvents } from './emitted-events.ts';
import { type CallbackId, isCallbackId } from './find-channels.ts';

const NAME = '__TAURI_IPC__';
const { listen, unlisten, emit } = TAURI_V1.events;

/** A message that `invoke` of `@tauri-apps/api` 1 sends: the arguments lie beside the command and the two callbacks. */
interface TauriV1Message {
  cmd: string;
  callback: CallbackId;
  error: CallbackId;
}

type Send = (message: TauriV1Message) => unknown;

/** A call of the runtime's event plumbing: `cmd: 'tauri'` carries all the built-in API. */
interface BuiltIn {
  __tauriModule?: unknown;
  message?: { cmd?: unknown; event?: unknown; eventId?: unknown; handler?: unknown; payload?: unknown };
}

/** Observes Tauri v1: `window.__TAURI_IPC__`, the runtime's own or a mock, and the callbacks `window._<id>` that answers and events come to. */
export function observeTauriV1(tools: PageTools): PageObserver {
  const { log, ask, serve, probes, phase, definePropertyTrap } = tools;
  const mock = new StandInMock('tauri-v1', tools);
  let isOn = true;
  const callbacks = new TauriCallbacks(
    (name, payload) => log.pushed('tauri-v1', { name, payload, label: currentLabel() ?? 'main', madeBy: mock.maker }),
    (name, payload) => mock.isHeard(name) || emitted.isHeardOf(name, payload),
  );
  const emitted = new EmittedEvents();
  const observed = new WeakMap<object, Send>();

  const send = (pass: Send, message: TauriV1Message): unknown => {
    const { cmd, callback, error, ...args } = message;
    const label = currentLabel() ?? 'main';
    const command = commandOf(cmd, args);
    const begun = log.started({ source: 'tauri-v1', command, args, label, standIn: mock.tell() });
    const ended = () => {
      callbacks.forget(callback);
      callbacks.forget(error);
    };
    const call = beforeEnd(begun, ended, (value) => learn(args, value));
    if (call.isFollowed) {
      observeCallback(callbacks, callback, call.ok);
      observeCallback(callbacks, error, call.err);
    }
    if (command === listen) observeCallback(callbacks, (args as BuiltIn).message?.handler);

    const isCalled = mock.isShadowed || (mock.isBeside && command.startsWith(TAURI_V1.events.prefix));
    const shadow = isCalled ? mock.inShadow(() => answerOf(pass, message)) : undefined;
    const own = serve() === null ? undefined : answerEvent(callbacks, command, args, shadow);
    if (own !== undefined) {
      if (shadow === undefined) return void run(callback, own.value);
      if (command === emit[0]) emitted.note(TAURI.events.emit[0], (args as BuiltIn).message);
      return nativeThen.call(NativePromise.resolve(own.value), (value) => run(callback, value));
    }
    const question = { id: call.id, source: 'tauri-v1', command, args, label } as const;
    const answered = ask(question);
    if (answered === undefined) return mock.run(() => pass(message));
    if (shadow !== undefined) mock.compare(question, answered, shadow);
    return nativeThen.call(answered, (given) => {
      const answer = given as Awaited<typeof answered>;
      if ('pass' in answer) {
        if (shadow === undefined) return mock.run(() => pass(message));
        return nativeThen.call(
          shadow,
          (value) => run(callback, value),
          (reason) => run(error, reason),
        );
      }
      settle(call, answer);
      return 'ok' in answer ? run(callback, answer.ok) : run(error, answer.err);
    });
  };

  const learn = (args: unknown, value: unknown) => {
    const { __tauriModule: module, message } = args as BuiltIn;
    if (module !== 'Event' || message === undefined) return;
    if (message.cmd === 'listen' && isCallbackId(message.handler)) {
      callbacks.nameListener(message.handler, String(message.event), Number(value));
    } else if (message.cmd === 'unlisten') callbacks.unlisten(message);
  };

  const adopt = (found: object): object => {
    if (typeof found !== 'function') return found;
    const known = observed.get(found);
    if (known !== undefined) return known;
    const wrapper = new Proxy(found as Send, {
      apply(target, self, args: [TauriV1Message]) {
        const pass: Send = (sent) => Reflect.apply(target, self, [sent, ...args.slice(1)]);
        const [message] = args;
        // A mock may pass a call on to the function it found, which is ours too: it is one call.
        const isNew = isOn && isMessage(message) && !callbacks.expects(message.callback);
        return isNew && !isInShadow(message) ? send(pass, message) : Reflect.apply(target, self, args);
      },
    });
    observed.set(found, wrapper);
    observed.set(wrapper, wrapper);
    if (found !== supplied) {
      // The runtime sends by the webview, which a browser does not have.
      if ('__TAURI_POST_MESSAGE__' in window || 'ipc' in window) mock.foundRuntime();
      else mock.found();
    }
    return wrapper;
  };

  const onDefine: OnDefine = (target, key, descriptor) =>
    target === window && key === NAME && typeof descriptor?.value === 'function'
      ? { ...descriptor, value: adopt(descriptor.value as object) }
      : descriptor;
  const undo = new UndoStack();
  undo.add(definePropertyTrap.intercept(onDefine));
  const global = lateGlobal(NAME, probes, adopt);
  undo.add(global.restore);
  undo.add(() => {
    isOn = false;
  });
  let supplied: unknown;
  const supplyRuntime = (haveInitScriptsRun?: boolean) => {
    const served = serve();
    if (served === null || !mock.isRuntimeWanted(haveInitScriptsRun)) return;
    installTauriV1Runtime(served.label, (ipc) => {
      supplied = ipc;
    });
    global.look();
  };
  supplyRuntime();
  undo.add(
    phase.onceInitScriptsRan(() => {
      global.look();
      supplyRuntime(true);
    }),
  );

  return {
    label: currentLabel,
    deliver: (push) => (mock.makes(push) ? 1 : callbacks.deliver(push)),
    refresh: () => supplyRuntime(),
    detach: undo.run,
  };
}

/** Returns the command; of the built-in API, which is one command for all, its module and its own. */
function commandOf(cmd: string, args: object): string {
  const { __tauriModule: module, message } = args as BuiltIn;
  return cmd === 'tauri' && typeof module === 'string' ? `tauri:${module}.${String(message?.cmd)}` : cmd;
}

function isMessage(message: unknown): message is TauriV1Message {
  const { cmd, callback, error } = (message ?? {}) as Partial<TauriV1Message>;
  return typeof cmd === 'string' && isCallbackId(callback) && isCallbackId(error);
}

/** Puts a function of ours before the callback `window._<id>`, which the client library has made so that it can be replaced. */
function observeCallback(callbacks: TauriCallbacks, id: unknown, answered?: (value: unknown) => void): void {
  if (!isCallbackId(id)) return;
  const own = getOwnPropertyDescriptor(window, `_${id}`);
  if (!own?.configurable || typeof own.value !== 'function') return;
  const { wrapped, registered } = callbacks.wrap(own.value as (payload: unknown) => unknown, false);
  registered(id);
  if (answered !== undefined) callbacks.expect(id, answered);
  defineProperty(window, `_${id}`, { ...own, value: wrapped });
}

/** The ids under which a stand-in gives its answers to us, and not to the app. */
const shadowIds = new Set<CallbackId>();

const isInShadow = ({ callback }: TauriV1Message): boolean => shadowIds.has(callback);

/** Sends a message of the app's with callbacks of ours; resolves with the answer, which the app is not given. */
function answerOf(pass: Send, message: TauriV1Message): Promise<unknown> {
  return new NativePromise((resolve, reject) => {
    const ids: CallbackId[] = [];
    const register = (settle: (value: unknown) => void): CallbackId => {
      const id = Math.floor(Math.random() * 2 ** 32);
      const name = `_${id}`;
      ids.push(id);
      shadowIds.add(id);
      const value = (answer: unknown) => {
        for (const one of ids) {
          shadowIds.delete(one);
          Reflect.deleteProperty(window, `_${one}`);
        }
        settle(answer);
      };
      defineProperty(window, name, { configurable: true, writable: true, enumerable: false, value });
      return id;
    };
    const sent = pass({ ...message, callback: register(resolve), error: register(reject) });
    // A mock that is an async function and fails.
    nativeThen.call(NativePromise.resolve(sent), () => {}, reject);
  });
}

function run(id: CallbackId, value: unknown): unknown {
  return (window as unknown as Record<string, ((value: unknown) => unknown) | undefined>)[`_${id}`]?.(value);
}

/**
 * Answers the runtime's event commands in the page itself; undefined when the command is not one of them.
 *
 * @param shadow the answer of a stand-in that goes on beside Node: its listeners are told by it, and the app gets its ids.
 */
function answerEvent(
  callbacks: TauriCallbacks,
  command: string,
  args: unknown,
  shadow: Promise<unknown> | undefined,
): { value: unknown } | undefined {
  const { message } = args as BuiltIn;
  const handler = message?.handler;
  if (command === listen) {
    const idOf = (id: unknown) => (typeof id === 'number' ? id : handler);
    return { value: shadow === undefined ? handler : nativeThen.call(shadow, idOf, () => handler) };
  }
  if (command === unlisten) {
    if (shadow !== undefined) callbacks.unlisten(message, true);
    return { value: null };
  }
  if (command !== emit[0]) return undefined;
  if (shadow !== undefined) return { value: null };
  callbacks.deliver({ event: String(message?.event), payload: message?.payload });
  return { value: null };
}

function currentLabel(): string | undefined {
  try {
    const { __TAURI_METADATA__: metadata } = window as unknown as {
      __TAURI_METADATA__?: { __currentWindow?: { label?: unknown } };
    };
    const label = metadata?.__currentWindow?.label;
    return typeof label === 'string' ? label : undefined;
  } catch {
    return undefined;
  }
}

/** Installs the globals that `@tauri-apps/api` 1 needs, for a page whose backend is Node. What the app's own mock put there stays. */
function installTauriV1Runtime(label: string, supplying: (ipc: object) => void): void {
  const page = window as unknown as Record<string, unknown>;
  if (page.__TAURI_IPC__ === undefined || page.__TAURI_IPC__ === null) {
    const ipc = ({ cmd, error }: TauriV1Message) => run(error, `Command ${cmd} not found`);
    supplying(ipc);
    page.__TAURI_IPC__ = ipc;
  }
  page.__TAURI_METADATA__ ??= { __windows: [{ label }], __currentWindow: { label } };
}
