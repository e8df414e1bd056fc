/** The names that `makeSafeGlobals` gives. */
export const SAFE_GLOBALS = 'Map, Set, WeakMap, WeakSet, Promise, Reflect, Math, JSON, Proxy, MutationObserver';

/**
 * Makes what the page script uses in place of globals that the page may replace later. It runs in the page before the script, as text: nothing here
 * is of this file's surroundings.
 *
 * A proxy of ours stands before a function of the app's. Where ours fails, because the page has broken a part of the language, the app's function
 * is called as if we were not there, or has been called already and its outcome counts; `Proxy.failed` hears of it.
 */
export function makeSafeGlobals(): object {
  const native = globalThis as typeof globalThis & { MutationObserver: Observer };
  const { apply, construct, ownKeys, defineProperty, getOwnPropertyDescriptor } = native.Reflect;
  const NativeProxy = native.Proxy;
  const { create, freeze } = Object;
  const inherits = Object.prototype.isPrototypeOf;

  const copyOf = (from: object, to: object) => {
    const keys = ownKeys(from);
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as string;
      const own = getOwnPropertyDescriptor(from, key);
      if (own !== undefined && key !== 'constructor' && key !== 'prototype') defineProperty(to, key, own);
    }
    return to;
  };
  /** A class whose instances have the methods of now. */
  // biome-ignore lint/suspicious/noExplicitAny: any class
  const safe = (Native: any) => {
    class Safe extends Native {}
    copyOf(Native.prototype, Safe.prototype);
    // The page's own maps are maps to us, too: runtimes keep their callbacks and connections in them.
    const { prototype } = Native;
    defineProperty(Safe, Symbol.hasInstance, { value: (value: unknown) => apply(inherits, prototype, [value]) });
    return Safe;
  };

  /** A call that goes through one of our proxies. */
  interface Passing {
    /** How the function of the app's ended that was called last: the one that ours stands before, or what the app has put in its place. */
    outcome: 'value' | 'error' | undefined;
    value: unknown;
    /** The error that a function of the app's threw last. */
    thrown: unknown;
  }
  let now: Passing | undefined;
  const safeReflect = copyOf(native.Reflect, create(null)) as typeof Reflect;
  defineProperty(safeReflect, 'apply', {
    value: (target: never, self: unknown, args: never) => {
      const passing = now;
      if (passing === undefined) return apply(target, self, args);
      // What the app's function calls in turn is no part of this call.
      now = undefined;
      try {
        passing.value = apply(target, self, args);
        passing.outcome = 'value';
        return passing.value;
      } catch (error) {
        passing.thrown = error;
        passing.outcome = 'error';
        throw error;
      } finally {
        now = passing;
      }
    },
  });
  const none = {};
  type Apply = (target: never, self: unknown, args: never) => unknown;
  const guarded =
    (around: Apply, own: never): Apply =>
    (target, self, args) => {
      const outer = now;
      const passing: Passing = { outcome: undefined, value: undefined, thrown: none };
      now = passing;
      try {
        return around(target, self, args);
      } catch (error) {
        if (error === passing.thrown) throw error;
        now = undefined;
        SafeProxy.failed?.();
        if (passing.outcome === 'error') throw passing.thrown;
        return passing.outcome === 'value' ? passing.value : apply(own, self, args);
      } finally {
        now = outer;
      }
    };
  function SafeProxy(target: object, handler: SafeHandler): object {
    const { apply: around, own = target } = handler;
    const safe = around === undefined ? handler : { ...handler, apply: guarded(around as Apply, own as never) };
    return construct(NativeProxy, [target, safe]);
  }
  SafeProxy.failed = undefined as (() => void) | undefined;

  class SafeObserver extends (native.MutationObserver as Observer) {
    constructor(run: Observed) {
      super((records: unknown, observer: unknown) => {
        try {
          run(records, observer);
        } catch {
          SafeProxy.failed?.();
        }
      });
    }
  }

  return {
    Map: safe(native.Map),
    Set: safe(native.Set),
    WeakMap: safe(native.WeakMap),
    WeakSet: safe(native.WeakSet),
    Promise: native.Promise,
    Reflect: freeze(safeReflect),
    Math: copyOf(native.Math, create(null)),
    JSON: copyOf(native.JSON, create(null)),
    Proxy: SafeProxy,
    MutationObserver: SafeObserver,
  };
}

/** The handler of a proxy before a function of the app's. */
interface SafeHandler extends ProxyHandler<object> {
  /** Calls the app's function, where the target may not be that any more. @default the target */
  own?: object;
}

type Observed = (records: unknown, observer: unknown) => void;
type Observer = new (run: Observed) => object;
