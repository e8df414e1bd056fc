import { WEBVIEW2 } from '../../../calls/runtimes.ts';
import { UndoStack } from '../../../std/undo-stack.ts';
import { epochMs } from '../core/natives.ts';
import type { PageObserver, PageTools } from '../core/page-observer.ts';
import { recordValue } from '../core/record-value.ts';
import { lateGlobal } from '../patch/late-global.ts';
import type { AnyFunction } from '../patch/patch-method.ts';
import { ObjectPatch } from '../patch/patch-object.ts';

type Listener = AnyFunction | { handleEvent?: AnyFunction };

/** A listener of the app's, as it is registered. */
interface Registered {
  on: object;
  add: AnyFunction;
  remove: AnyFunction;
  listener: Listener;
}

const { name: source, windowLabel: label } = WEBVIEW2;
const channel = 'chrome.webview';

/**
 * Observes the web messages of `chrome.webview`, the host's or a stand-in, in place. Host objects are not looked at:
 * each of their members may be a call to the host.
 *
 * The app's listeners are registered through ours, not after one of ours: a stand-in may keep one listener only.
 */
export function observeWebView2({ log, probes }: PageTools): PageObserver {
  const wrappers = new WeakMap<object, object>();
  const registered = new Map<object, Registered>();
  const seen = new WeakSet<object>();
  let isOn = true;

  const record = (direction: 'out' | 'in', data: unknown) => {
    if (isOn) log.raw(source, { direction, channel, data: recordValue(data), label, at: epochMs() });
  };
  const received = (event: unknown) => {
    // Each listener gets the same event.
    if (typeof event !== 'object' || event === null || seen.has(event)) return;
    seen.add(event);
    try {
      record('in', (event as { data?: unknown }).data);
    } catch {
      // A stand-in's event that cannot be read: the app will see for itself.
    }
  };
  const wrapperOf = (listener: Listener): object => {
    const known = wrappers.get(listener);
    if (known !== undefined) return known;
    const wrapper =
      typeof listener === 'function'
        ? new Proxy(listener, {
            apply(target, self, args) {
              received(args[0]);
              return Reflect.apply(target, self, args);
            },
          })
        : {
            handleEvent(event: unknown) {
              received(event);
              return listener.handleEvent?.(event);
            },
          };
    wrappers.set(listener, wrapper);
    return wrapper;
  };

  const post = (target: AnyFunction) => (self: unknown, args: unknown[]) => {
    record('out', args[0]);
    return Reflect.apply(target, self, args);
  };
  const patch = new ObjectPatch({
    postMessage: post,
    postMessageWithAdditionalObjects: post,
    addEventListener: (target) => (self, args) => {
      const [type, listener, ...options] = args;
      if (!isOn || type !== 'message' || !isListener(listener)) return Reflect.apply(target, self, args);
      const wrapper = wrapperOf(listener);
      const remove: unknown = (self as { removeEventListener?: unknown }).removeEventListener;
      // A listener with options (once, a signal) may be gone by itself, and is not to come back.
      if (options.length === 0 && typeof remove === 'function')
        registered.set(wrapper, { on: self as object, add: target, remove: remove as AnyFunction, listener });
      return Reflect.apply(target, self, [type, wrapper, ...options]);
    },
    removeEventListener: (target) => (self, args) => {
      const [type, listener, ...options] = args;
      const wrapper = type === 'message' && isListener(listener) ? wrappers.get(listener) : undefined;
      if (wrapper === undefined) return Reflect.apply(target, self, args);
      registered.delete(wrapper);
      return Reflect.apply(target, self, [type, wrapper, ...options]);
    },
  });
  const undo = new UndoStack();
  undo.add(() => patch.restore());
  undo.add(() => {
    // The app's listeners go on as themselves, so that the app can remove them.
    for (const [wrapper, { on, add, remove, listener }] of registered) {
      Reflect.apply(remove, on, ['message', wrapper]);
      Reflect.apply(add, on, ['message', listener]);
    }
    registered.clear();
  });
  const chrome = lateGlobal(
    'chrome',
    probes,
    (found) => {
      try {
        const webview: unknown = Reflect.get(found, 'webview');
        if (typeof webview === 'object' && webview !== null) patch.apply(webview);
      } catch {
        // A getter that throws: the app will see for itself.
      }
      return found;
      // A browser has a global of this name itself.
    },
    { canBeCalled: () => false },
  );
  undo.add(chrome.restore);
  undo.add(() => {
    isOn = false;
  });

  return { detach: undo.run };
}

const isListener = (value: unknown): value is Listener =>
  typeof value === 'function' || (typeof value === 'object' && value !== null);
