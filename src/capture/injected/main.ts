import { decodeValue } from '../../session/decode-value.ts';
import { encodeValue } from '../../session/encode-value.ts';
import {
  PAGE_HANDLE,
  type PageAnswer,
  type PageConfig,
  type PageHandle,
  type PageQuestion,
  type RoutePattern,
} from '../page-protocol.ts';
import { CallLog } from './call-log.ts';
import { defineProperty, fromJson, nextTask, toJson } from './natives.ts';
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

/** Binary data in a question is for the backend: it must be whole. */
const WHOLE = {
  maxBinary: Number.POSITIVE_INFINITY,
  maxString: Number.POSITIVE_INFINITY,
  maxItems: Number.POSITIVE_INFINITY,
  maxNodes: Number.POSITIVE_INFINITY,
};

/** Starts observing this document. Runs once in every document, before its first script. */
export function install(config: PageConfig): void {
  const scope = window as unknown as Record<string | symbol, unknown>;
  const slot = Symbol.for(PAGE_HANDLE);
  const binding = scope[config.binding];
  if (scope[slot] !== undefined || typeof binding !== 'function') return;
  const call = binding as Binding;
  delete scope[config.binding];

  let { routes, serve } = config;
  const outbox = new Outbox((batch) => void call(batch));
  const log = new CallLog(outbox);
  const internals = () => (scope.__TAURI_INTERNALS__ ?? {}) as TauriInternals;
  const callbacks = new TauriCallbacks((name, payload, channel) =>
    log.pushed(name, payload, labelOf(internals()), channel),
  );

  const answer: Answerer = (id, command, args, options, label) => {
    if (serve !== null) {
      const own = answerEventCommand(callbacks, command, args);
      if (own !== undefined) return Promise.resolve({ ok: own.value, mocked: false, afterwards() {} });
    } else if (!routes.some((pattern) => matches(pattern, command))) return undefined;
    outbox.flush();
    const question: PageQuestion = {
      id,
      command,
      args: encodeValue(args, WHOLE),
      options: encodeValue(options, WHOLE),
      label,
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

  const invokes = new TauriInvoke(log, callbacks, answer);
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
    push(pushes, label) {
      if (label !== undefined && label !== labelOf(internals())) return 0;
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
