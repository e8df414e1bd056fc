import { UndoStack } from '../../../../std/undo-stack.ts';
import type { PagePush } from '../../../page-protocol.ts';
import { throwLater, toJson } from '../../core/natives.ts';
import type { PageObserver, PageTools } from '../../core/page-observer.ts';
import { StandInMock } from '../../core/stand-in-mock.ts';
import { tapInvoke } from '../../core/tap-invoke.ts';
import { earlyGlobal } from '../../patch/early-global.ts';
import { ObjectPatch } from '../../patch/patch-object.ts';
import { WailsV2Pipe } from './pipe.ts';
import { installWailsV2Runtime } from './runtime.ts';

/** The part of `window.wails` that Go calls. */
interface WailsRuntime {
  Callback?(message: string): unknown;
  EventsNotify?(message: string): unknown;
  eventListeners?: Record<string, unknown[]>;
}

type WailsInvoke = (message: string) => unknown;

/**
 * Observes Wails v2: all that the page says goes through `window.WailsInvoke`, and all that Go says through `window.wails.Callback` and
 * `window.wails.EventsNotify`, in a webview and in the browser that `wails dev` serves.
 */
export function observeWailsV2(tools: PageTools): PageObserver {
  const { serve, phase } = tools;
  const mock = new StandInMock('wails-v2', tools);
  const pipe = new WailsV2Pipe(tools, mock, (message) => void runtime()?.Callback?.(message));

  const answers = new ObjectPatch({
    Callback: (target) => (self, args) => {
      return pipe.answered(args[0]) ? Reflect.apply(target, self, args) : undefined;
    },
    EventsNotify: (target) => (self, args) => {
      return pipe.notified(args[0]) ? Reflect.apply(target, self, args) : undefined;
    },
  });
  const undo = new UndoStack();
  undo.add(() => answers.restore());
  const wails = earlyGlobal('wails', (value) =>
    typeof value === 'object' && value !== null ? answers.apply(value) : value,
  );
  undo.add(wails.restore);
  const runtime = () => wails.value() as WailsRuntime | undefined;

  const wrappers = new WeakMap<WailsInvoke, WailsInvoke>();
  const wrap = (invoke: WailsInvoke): WailsInvoke => {
    const known = wrappers.get(invoke);
    if (known !== undefined) return known;
    const wrapper = new Proxy(invoke, {
      apply: (target, self, args) => pipe.say(args[0], () => Reflect.apply(target, self, args)),
    });
    wrappers.set(invoke, wrapper);
    wrappers.set(wrapper, wrapper);
    if (isOfWailsFile()) mock.foundRuntime();
    else if (invoke !== nobody) mock.found();
    return wrapper;
  };
  /** Stands where the webview is gone and Node is the backend. */
  const nobody = () => {};
  const toNobody = wrap(nobody);
  const invoke = earlyGlobal('WailsInvoke', (value) => {
    if (typeof value === 'function') return wrap(value as WailsInvoke);
    return value === undefined && serve() !== null && runtime() !== undefined ? toNobody : value;
  });

  undo.add(invoke.restore);
  undo.add(() => pipe.stop());

  const supplyRuntime = (haveInitScriptsRun?: boolean) => {
    if (mock.isRuntimeWanted(haveInitScriptsRun)) installWailsV2Runtime();
  };
  supplyRuntime();
  undo.add(phase.onceInitScriptsRan(() => supplyRuntime(true)));

  return {
    refresh: () => supplyRuntime(),
    deliver: (push) => (mock.makes(push) ? 1 : deliver(runtime(), push)),
    tap: (tapped) => tapInvoke(tapped, 'wails-v2', tools, mock),
    detach: undo.run,
  };
}

/** Events of Wails v2 have any number of values: a list stands for them all, any other value for one. */
function deliver(runtime: WailsRuntime | undefined, push: PagePush): number {
  if (!('event' in push) || typeof runtime?.EventsNotify !== 'function') return 0;
  const { event, payload = null } = push;
  const listeners = runtime.eventListeners?.[event]?.length ?? 0;
  try {
    runtime.EventsNotify(
      toJson({ name: event, data: Array.isArray(payload) || payload === null ? payload : [payload] }),
    );
  } catch (error) {
    throwLater(error);
  }
  return listeners;
}

/** Whether the script that runs now is the file by which Wails' own server gives a page its `WailsInvoke`. */
function isOfWailsFile(): boolean {
  const { currentScript } = document;
  return currentScript instanceof HTMLScriptElement && currentScript.src.includes('/wails/');
}
