import { decodeValue } from '../../session/decode-value.ts';
import { encodeValue } from '../../session/encode-value.ts';
import { WHOLE_VALUES } from '../../session/values.ts';
import {
  PAGE_HANDLE,
  type PageAnswer,
  type PageConfig,
  type PageHandle,
  type PageQuestion,
  type RoutePattern,
} from '../page-protocol.ts';
import { CallLog } from './call-log.ts';
import { defineProperty, fromJson, NativePromise, nativeThen, nextTask, toJson } from './natives.ts';
import { Outbox } from './outbox.ts';
import { readPageState } from './page-state.ts';
import { TauriCallbacks } from './tauri-callbacks.ts';
import {
  type Answered,
  type Answerer,
  labelOf,
  neverSettles,
  type TauriInternals,
  TauriInvoke,
} from './tauri-invoke.ts';
import { answerEventCommand, installTauriRuntime } from './tauri-runtime.ts';
import { watchGlobal } from './watch-global.ts';

type Binding = (text: string) => Promise<string | undefined>;

const ignore = () => {};

/** Starts observing this document. Runs once in every document, before its first script. */
export function install(config: PageConfig): void {
  const scope = window as unknown as Record<string | symbol, unknown>;
  const slot = Symbol.for(PAGE_HANDLE);
  const binding = scope[config.binding];
  if (typeof binding !== 'function') return;
  delete scope[config.binding];
  // A frame that was looked into before it loaded keeps its window and gets another document.
  if (scope[slot] !== undefined) {
    (scope[slot] as PageHandle).restart();
    return;
  }
  const call = binding as Binding;

  let { routes, serve } = config;
  // What Node may throw is no rejection of the app's.
  const outbox = new Outbox((batch) => void nativeThen.call(call(batch), ignore, ignore));
  const log = new CallLog(outbox);
  const label = () => labelOf((scope.__TAURI_INTERNALS__ ?? {}) as TauriInternals);
  const callbacks = new TauriCallbacks((name, payload, channel) => log.pushed(name, payload, label(), channel));

  const answer: Answerer = (id, command, args, options, from) => {
    if (serve !== null) {
      const own = answerEventCommand(callbacks, command, args, from);
      if (own !== undefined) return NativePromise.resolve({ ok: own.value, mocked: false, afterwards() {} });
    } else if (!routes.some((pattern) => matches(pattern, command))) return undefined;
    outbox.flush();
    const question: PageQuestion = {
      id,
      command,
      args: encodeValue(args, WHOLE_VALUES),
      options: encodeValue(options, WHOLE_VALUES),
      label: from,
    };
    return call(toJson(question)).then((text) => take(fromJson(text ?? '{"action":"continue"}') as PageAnswer));
  };
  const take = (given: PageAnswer): Answered | Promise<never> => {
    for (const push of given.before ?? []) callbacks.deliver(decodeValue(push) as never);
    const afterwards = () => {
      const { after = [] } = given;
      if (after.length > 0) nextTask(() => after.forEach((push) => void callbacks.deliver(decodeValue(push) as never)));
    };
    if (given.action === 'continue') return { pass: true };
    if (given.action === 'pending') {
      afterwards();
      return neverSettles();
    }
    const settled = { mocked: given.mocked === true, afterwards };
    const value = decodeValue(given.value);
    return given.action === 'ok' ? { ok: value, ...settled } : { err: value, ...settled };
  };

  const invokes = new TauriInvoke(log, callbacks, answer, label);
  const watch = watchGlobal('__TAURI_INTERNALS__', '__TAURI_EVENT_PLUGIN_INTERNALS__', invokes.adopt);
  const startServing = () => {
    if (serve === null) return;
    installTauriRuntime(callbacks, serve.label);
    watch.look();
  };
  startServing();

  const handle: PageHandle = {
    state() {
      const state = readPageState();
      outbox.flush();
      return state;
    },
    push(pushes, only) {
      if (only !== undefined && only !== label()) return 0;
      let ran = 0;
      for (const push of pushes) ran += callbacks.deliver(decodeValue(push) as never);
      outbox.flush();
      return ran;
    },
    routes(patterns) {
      routes = patterns;
    },
    serve(options) {
      serve = options;
      startServing();
    },
    restart() {
      watch.restart();
      startServing();
    },
    detach() {
      watch.stop();
      invokes.restore();
      outbox.flush();
      delete scope[slot];
    },
  };
  defineProperty(scope, slot, { value: handle, configurable: true });
}

function matches(pattern: RoutePattern, command: string): boolean {
  return typeof pattern === 'string' ? pattern === command : new RegExp(pattern.source, pattern.flags).test(command);
}
