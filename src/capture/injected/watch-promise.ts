import { defineProperty, NativePromise, nativeThen } from './natives.ts';

const ignore = () => {};

/** Promises the browser has reported as unhandled, with their reasons: how they ended is known, and to react to them now would show. */
const reported = new WeakMap<object, { reason: unknown }>();
addEventListener('unhandledrejection', ({ promise, reason }) => reported.set(promise, { reason }), true);

/**
 * Learns how a promise of the app ends, and hands the app that same promise.
 *
 * A reaction of ours marks the promise as handled, so the browser would no longer report a rejection that the app leaves
 * unhandled. Everything that handles a promise reads its `constructor` first (`then` for the species, `await` and
 * `Promise.resolve` for PromiseResolve: ECMA-262, 27.2.5.4 and 27.2.4.7.1), so an own getter there tells whether the app
 * has handled it. If it has not, a promise of ours rejects with the same reason and the browser reports that one, once.
 *
 * @returns what to give to the app: the promise itself; a promise of the same class for a foreign thenable; any other value as it is.
 */
export function watchPromise(
  value: unknown,
  fulfilled: (value: unknown) => void,
  rejected: (reason: unknown) => void,
): unknown {
  if (!isThenable(value)) {
    fulfilled(value);
    return value;
  }
  if (!(value instanceof NativePromise) || !Object.isExtensible(value)) {
    return value.then(
      (result: unknown) => {
        fulfilled(result);
        return result;
      },
      (reason: unknown) => {
        rejected(reason);
        throw reason;
      },
    );
  }
  const known = reported.get(value);
  if (known === undefined) watchNative(value, fulfilled, rejected);
  else rejected(known.reason);
  return value;
}

function watchNative(
  promise: Promise<unknown>,
  fulfilled: (value: unknown) => void,
  rejected: (reason: unknown) => void,
): void {
  let handled = false;
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
    set(replacement: unknown) {
      defineProperty(promise, 'constructor', {
        configurable: true,
        enumerable: true,
        writable: true,
        value: replacement,
      });
    },
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> & { then: (ok: unknown, err: unknown) => unknown } {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
