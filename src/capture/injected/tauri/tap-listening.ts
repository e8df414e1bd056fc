import { TAURI } from '../../../calls/runtimes.ts';
import type { CallLog } from '../core/call-log.ts';
import { NativePromise, nativeThen } from '../core/natives.ts';
import type { AnyFunction } from '../patch/patch-method.ts';
import { watchPromise } from '../patch/watch-promise.ts';
import type { TauriCallbacks } from './callbacks.ts';

/** Listeners that we number ourselves are numbered from here: no runtime gives such ids. */
const FIRST_ID = 2 ** 40;

interface TapListeningTools {
  log: CallLog;
  callbacks: TauriCallbacks;
  label: () => string;
}

const { listen, unlisten } = TAURI.events;

/**
 * Makes a wrapper for functions that are called as `listen` and `once` of `@tauri-apps/api/event`, of a mock that has no internals object: listening
 * goes through to it and is recorded as the runtime's own command; what comes to a listener is a push, and a session's pushes come to it too.
 */
export function tapListening({ log, callbacks, label }: TapListeningTools) {
  let count = 0;
  return (target: AnyFunction, self: unknown, [event, handler, ...rest]: unknown[], isOnce: boolean): unknown => {
    if (typeof handler !== 'function') return Reflect.apply(target, self, [event, handler, ...rest]);
    count += 1;
    const id = FIRST_ID + count;
    const { wrapped, registered } = callbacks.wrap(handler as (message: unknown) => unknown, isOnce);
    registered(id);
    callbacks.nameListener(id, String(event), id);
    const args = { event, target: { kind: 'Any' }, handler: id };
    const call = log.started({ source: 'tauri', command: listen, args, label: label() });
    const stop = (off: unknown) =>
      typeof off === 'function'
        ? new Proxy(off as AnyFunction, {
            apply(unlistening, unlisteningSelf, given) {
              callbacks.forget(id);
              const gone = {
                source: 'tauri',
                command: unlisten,
                args: { event, eventId: id },
                label: label(),
              } as const;
              log.started(gone).ok(null);
              return Reflect.apply(unlistening, unlisteningSelf, given);
            },
          })
        : off;
    const failed = (reason: unknown) => {
      callbacks.forget(id);
      call.err(reason);
    };
    let listening: unknown;
    try {
      listening = Reflect.apply(target, self, [event, wrapped, ...rest]);
    } catch (error) {
      failed(error);
      throw error;
    }
    if (!(listening instanceof NativePromise)) {
      watchPromise(listening, () => call.ok(id), failed);
      return stop(listening);
    }
    return nativeThen.call(
      listening,
      (off) => {
        call.ok(id);
        return stop(off);
      },
      (reason) => {
        failed(reason);
        throw reason;
      },
    );
  };
}
