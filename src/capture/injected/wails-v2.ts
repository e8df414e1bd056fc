import { encodeValue } from '../../session/encode-value.ts';
import type { PagePush } from '../page-protocol.ts';
import { type OpenCall, sizeOnWire } from './call-log.ts';
import { holdGlobal } from './hold-global.ts';
import { fromJson, nativeThen, nextTask, toJson } from './natives.ts';
import type { Answered } from './node-answers.ts';
import type { PageObserver, PageTools } from './page-observer.ts';
import { ObjectPatch } from './patch-object.ts';
import { tapInvoke } from './tap-invoke.ts';
import { readWailsV2Message } from './wails-v2-messages.ts';
import { SaidAgain } from './wails-v2-queue.ts';
import { installWailsV2Runtime } from './wails-v2-runtime.ts';

/** The part of `window.wails` that the host calls. */
interface WailsRuntime {
  Callback?(message: string): unknown;
  EventsNotify?(message: string): unknown;
  eventListeners?: Record<string, unknown[]>;
}

type WailsInvoke = (message: string) => unknown;

const ignore = () => {};

/**
 * Observes Wails v2: everything that the page says goes through `window.WailsInvoke`, and everything the host says through
 * `window.wails.Callback` and `window.wails.EventsNotify`, in a webview and in the browser that `wails dev` serves.
 */
export function observeWailsV2(tools: PageTools): PageObserver {
  const { log, ask, serve } = tools;
  const label = () => serve()?.label ?? 'main';
  /** The calls that wait for an answer, by the id that the runtime gave them. */
  const open = new Map<string, OpenCall>();
  const queue = new SaidAgain();
  let isOn = true;

  const runtimePatch = new ObjectPatch({
    Callback: (target) => (self, args) => {
      queue.heard();
      answered(open, args[0]);
      return Reflect.apply(target, self, args);
    },
    EventsNotify: (target) => (self, args) => {
      queue.heard();
      const { name, data } = read(args[0]);
      if (isOn && name !== undefined)
        log.pushed('wails-v2', { name: String(name), payload: encodeValue(data), label: label() });
      return Reflect.apply(target, self, args);
    },
  });
  const runtime = holdGlobal('wails', (value) => (isObject(value) ? runtimePatch.apply(value) : value));

  const wrappers = new WeakMap<WailsInvoke, WailsInvoke>();
  const wrap = (invoke: WailsInvoke): WailsInvoke => {
    const known = wrappers.get(invoke);
    if (known !== undefined) return known;
    const wrapper = new Proxy(invoke, {
      apply: (target, self, args) => said(args[0], () => Reflect.apply(target, self, args)),
    });
    wrappers.set(invoke, wrapper);
    wrappers.set(wrapper, wrapper);
    return wrapper;
  };
  /** Stands where the host is gone and Node is the backend. */
  const toNobody = wrap(() => {});
  const pipe = holdGlobal('WailsInvoke', (value) => {
    if (typeof value === 'function') return wrap(value as WailsInvoke);
    return value === undefined && serve() !== null && isObject(runtime.value()) ? toNobody : value;
  });

  function said(message: unknown, pass: () => unknown): unknown {
    if (!isOn || typeof message !== 'string') return pass();
    const seen = readWailsV2Message(message);
    // A call is known by its id, whatever kept it.
    if (seen.kind === 'call' ? open.has(seen.id) : queue.isRepeat(message)) return pass();
    if (seen.kind === 'noise') {
      log.noise();
      return pass();
    }
    const { command, args } = seen;
    if (seen.kind === 'send') {
      log.sent({ source: 'wails-v2', command, args, label: label(), kind: 'send' });
      return pass();
    }
    const size = sizeOnWire(message);
    const call = log.started({
      source: 'wails-v2',
      command,
      args,
      label: label(),
      ...(size === undefined ? {} : { size }),
    });
    open.set(seen.id, call);
    const asked = ask({ id: call.id, source: 'wails-v2', command, args, label: label() });
    if (asked === undefined) return pass();
    nativeThen.call(asked, (answer) => goOn(seen.id, call, answer as Answered, pass), ignore);
    return undefined;
  }

  /** Lets the call pass, or answers it as the host would. */
  function goOn(id: string, call: OpenCall, answer: Answered, pass: () => unknown): void {
    if ('pass' in answer) return void pass();
    open.delete(id);
    answer.afterwards();
    const isOk = 'ok' in answer;
    if (isOk) call.ok(answer.ok, answer.mocked);
    else call.err(answer.err, answer.mocked);
    const outcome = isOk ? { result: answer.ok } : { error: answer.err };
    (runtime.value() as WailsRuntime | undefined)?.Callback?.(toJson({ callbackid: id, ...outcome }));
  }

  const supplyRuntime = () => {
    if (serve()?.runtimes.includes('wails-v2')) installWailsV2Runtime();
  };
  supplyRuntime();

  return {
    refresh: supplyRuntime,
    deliver: (push) => deliver(runtime.value() as WailsRuntime | undefined, push),
    tap: (invoke) => tapInvoke(invoke, 'wails-v2', tools),
    detach() {
      isOn = false;
      pipe.release();
      runtime.release();
      runtimePatch.restore();
    },
  };
}

function answered(open: Map<string, OpenCall>, message: unknown): void {
  const { callbackid, result, error } = read(message);
  const call = open.get(String(callbackid));
  if (call === undefined) return;
  open.delete(String(callbackid));
  // As the runtime tells them apart: an empty error is none.
  if (error) call.err(error);
  else call.ok(result);
}

/** Events of Wails v2 have any number of values: a list stands for them all, any other value for one. */
function deliver(runtime: WailsRuntime | undefined, push: PagePush): number {
  if (!('event' in push) || typeof runtime?.EventsNotify !== 'function') return 0;
  const { event, payload } = push;
  const listeners = runtime.eventListeners?.[event]?.length ?? 0;
  const data = Array.isArray(payload) || payload === null || payload === undefined ? payload : [payload];
  try {
    runtime.EventsNotify(toJson({ name: event, data: data ?? null }));
  } catch (error) {
    nextTask(() => {
      throw error;
    });
  }
  return listeners;
}

/** The members of a message in JSON; none when it is something else. */
function read(message: unknown): Record<string, unknown> {
  if (typeof message !== 'string') return {};
  try {
    const value = fromJson(message);
    return isObject(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
