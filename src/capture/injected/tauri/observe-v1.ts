import { TAURI_V1 } from '../../../calls/runtimes.ts';
import { UndoStack } from '../../../std/undo-stack.ts';
import { beforeEnd } from '../core/call-log.ts';
import { defineProperty, getOwnPropertyDescriptor, nativeThen } from '../core/natives.ts';
import { settle } from '../core/node-answers.ts';
import type { PageObserver, PageTools } from '../core/page-observer.ts';
import type { OnDefine } from '../patch/define-property-trap.ts';
import { lateGlobal } from '../patch/late-global.ts';
import { TauriCallbacks } from './callbacks.ts';
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
export function observeTauriV1({ log, ask, serve, probes, definePropertyTrap }: PageTools): PageObserver {
  let isOn = true;
  const callbacks = new TauriCallbacks((name, payload) =>
    log.pushed('tauri-v1', { name, payload, label: currentLabel() ?? 'main' }),
  );
  const observed = new WeakMap<object, Send>();

  const send = (pass: () => unknown, message: TauriV1Message): unknown => {
    const { cmd, callback, error, ...args } = message;
    const label = currentLabel() ?? 'main';
    const command = commandOf(cmd, args);
    const begun = log.started({ source: 'tauri-v1', command, args, label });
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

    const own = serve() === null ? undefined : answerEvent(callbacks, command, args);
    if (own !== undefined) return void run(callback, own.value);
    const answered = ask({ id: call.id, source: 'tauri-v1', command, args, label });
    if (answered === undefined) return pass();
    return nativeThen.call(answered, (given) => {
      const answer = given as Awaited<typeof answered>;
      if ('pass' in answer) return pass();
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
        const pass = () => Reflect.apply(target, self, args);
        const [message] = args;
        // A mock may pass a call on to the function it found, which is ours too: it is one call.
        return isOn && isMessage(message) && !callbacks.expects(message.callback) ? send(pass, message) : pass();
      },
    });
    observed.set(found, wrapper);
    observed.set(wrapper, wrapper);
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
  const supplyRuntime = () => {
    const served = serve();
    if (served === null || !served.runtimes.includes('tauri-v1')) return;
    installTauriV1Runtime(served.label);
    global.look();
  };
  supplyRuntime();

  return {
    label: currentLabel,
    deliver: (push) => callbacks.deliver(push),
    refresh: supplyRuntime,
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

function run(id: CallbackId, value: unknown): unknown {
  return (window as unknown as Record<string, ((value: unknown) => unknown) | undefined>)[`_${id}`]?.(value);
}

/** Answers the runtime's event commands in the page itself; undefined when the command is not one of them. */
function answerEvent(callbacks: TauriCallbacks, command: string, args: unknown): { value: unknown } | undefined {
  const { message } = args as BuiltIn;
  if (command === listen) return { value: message?.handler };
  if (command === unlisten) return { value: null };
  if (command !== emit[0]) return undefined;
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
function installTauriV1Runtime(label: string): void {
  const page = window as unknown as Record<string, unknown>;
  page.__TAURI_IPC__ ??= ({ cmd, error }: TauriV1Message) => run(error, `Command ${cmd} not found`);
  page.__TAURI_METADATA__ ??= { __windows: [{ label }], __currentWindow: { label } };
}
