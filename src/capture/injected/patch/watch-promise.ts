import { defineProperty, getOwnPropertyDescriptor, NativePromise, nativeThen } from '../core/natives.ts';

const ignore = () => {};

/** Promises that were handled while a mock ran: it may react itself to the promise it returns. */
const handledInside = new WeakSet<object>();

/** Promises the browser has reported as unhandled, with their reasons: how they ended is known, and to react to them now would show. */
const reported = new WeakMap<object, { reason: unknown }>();
addEventListener('unhandledrejection', ({ promise, reason }) => reported.set(promise, { reason }), true);

/** Runs the app's own `invoke`, and notes which promises it handles meanwhile. */
export function notingHandled<Value>(run: () => Value): Value {
  const prototype = NativePromise.prototype;
  const own = getOwnPropertyDescriptor(prototype, 'constructor');
  if (own === undefined || !own.configurable || own.get !== undefined) return run();
  defineProperty(prototype, 'constructor', {
    configurable: true,
    get() {
      handledInside.add(this);
      return own.value;
    },
    set(value: unknown) {
      defineProperty(this, 'constructor', { configurable: true, enumerable: true, writable: true, value });
    },
  });
  try {
    return run();
  } finally {
    defineProperty(prototype, 'constructor', own);
  }
}

/**
 * Learns how a promise of the app ends, and hands the app that same promise.
 *
 * A reaction of ours marks the promise as handled, so the browser would no longer report a rejection that the app leaves
 * unhandled. What handles a promise in script reads its `constructor` first (`then` for the species, `await` and
 * `Promise.resolve` for PromiseResolve: ECMA-262, 27.2.5.4 and 27.2.4.7.1), so an own getter there tells whether the app
 * has handled it. If it has not, a promise of ours rejects with the same reason and the browser reports that one, once.
 * The browser's own code that takes promises (streams, view transitions) reads nothing: a rejection that only such code
 * handles is reported all the same.
 *
 * @returns what to give to the app: the promise or the foreign thenable itself; any other value as it is.
 */
export function watchPromise(
  value: unknown,
  fulfilled: (value: unknown) => void,
  rejected: (reason: unknown) => void,
): unknown {
  const then = thenOf(value);
  if (then === undefined) {
    fulfilled(value);
    return value;
  }
  const promise = value as Promise<unknown>;
  const known = reported.get(promise);
  if (known !== undefined) rejected(known.reason);
  else if (!Object.isExtensible(promise)) fulfilled(undefined);
  else if (promise instanceof NativePromise) watchNative(promise, fulfilled, rejected);
  else watchThenable(promise, then, fulfilled, rejected);
  return promise;
}

function watchNative(
  promise: Promise<unknown>,
  fulfilled: (value: unknown) => void,
  rejected: (reason: unknown) => void,
): void {
  let handled = handledInside.has(promise);
  let stand: Promise<never> | undefined;
  const unwatch = () => Reflect.deleteProperty(promise, 'constructor');

  nativeThen.call(
    promise,
    (result) => {
      unwatch();
      fulfilled(result);
    },
    (reason) => {
      rejected(reason);
      if (handled) return;
      stand = new NativePromise<never>((_resolve, reject) => reject(reason));
    },
  );
  defineProperty(promise, 'constructor', {
    configurable: true,
    get() {
      handled = true;
      unwatch();
      if (stand !== undefined) nativeThen.call(stand, ignore, ignore);
      return promise.constructor;
    },
    set(value: unknown) {
      defineProperty(promise, 'constructor', { configurable: true, enumerable: true, writable: true, value });
    },
  });
}

type Then = (this: unknown, ok?: unknown, err?: unknown, ...rest: unknown[]) => unknown;

/** Watches a thenable of a library: what the app hands to its `then` is called through ours. Nobody asks the thenable when the app does not. */
function watchThenable(
  thenable: object,
  then: Then,
  fulfilled: (value: unknown) => void,
  rejected: (reason: unknown) => void,
): void {
  const watched: Then = function (ok, err, ...rest) {
    const passOn = (value: unknown) => {
      fulfilled(value);
      return typeof ok === 'function' ? ok(value) : value;
    };
    const passError = (reason: unknown) => {
      rejected(reason);
      if (typeof err === 'function') return err(reason);
      throw reason;
    };
    return Reflect.apply(then, this, [passOn, passError, ...rest]);
  };
  Reflect.defineProperty(thenable, 'then', { configurable: true, writable: true, value: watched });
}

function thenOf(value: unknown): Then | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    const { then } = value as { then?: unknown };
    return typeof then === 'function' ? (then as Then) : undefined;
  } catch {
    return undefined;
  }
}
