import { encodeValue } from '../../../session/codec/encode-value.ts';
import type { CallLog } from '../core/call-log.ts';
import type { AppearanceProbes } from '../patch/appearance-probes.ts';
import { lateGlobal } from '../patch/late-global.ts';
import { ObjectPatch } from '../patch/patch-object.ts';
import type { TauriInvoke } from './invoke.ts';

interface GlobalApiTools {
  log: CallLog;
  probes: AppearanceProbes;
  tap: TauriInvoke['tap'];
  label: () => string;
  /** Whether the page has a runtime's internals: then each call comes through these and is seen there. */
  hasInternals: () => boolean;
}

/**
 * Observes `window.__TAURI__` where it stands alone: apps built with `withGlobalTauri` call `__TAURI__.core.invoke`, and a mock for
 * them may bring nothing else.
 *
 * @returns how to undo it.
 */
export function observeGlobalApi({ log, probes, tap, label, hasInternals }: GlobalApiTools): () => void {
  const core = new ObjectPatch({
    invoke: (target) => {
      const tapped = tap(target as Parameters<typeof tap>[0]) as typeof target;
      return (self, args) => Reflect.apply(hasInternals() ? target : tapped, self, args);
    },
  });
  const listening =
    (isOnce: boolean) =>
    (target: (...args: never[]) => unknown) =>
    (self: unknown, args: unknown[]): unknown => {
      const [event, handler, ...rest] = args;
      if (hasInternals() || typeof handler !== 'function') return Reflect.apply(target, self, args);
      let isDone = false;
      const heard = new Proxy(handler as (message: unknown) => unknown, {
        apply(listener, listenerSelf, given) {
          if (!isDone) {
            const { payload } = (given[0] ?? {}) as { payload?: unknown };
            log.pushed('tauri', { name: String(event), payload: encodeValue(payload), label: label() });
          }
          isDone = isOnce;
          return Reflect.apply(listener, listenerSelf, given);
        },
      });
      return Reflect.apply(target, self, [event, heard, ...rest]);
    };
  const events = new ObjectPatch({ listen: listening(false), once: listening(true) });
  const parts: [name: string, patch: ObjectPatch][] = [
    ['core', core],
    ['event', events],
  ];
  const adopt = (api: object): object => {
    for (const [name, patch] of parts) {
      try {
        const part: unknown = Reflect.get(api, name);
        if (typeof part !== 'object' || part === null) continue;
        const handedOut = patch.apply(part);
        if (handedOut !== part) Reflect.set(api, name, handedOut);
      } catch {
        // A getter of the app's that throws.
      }
    }
    return api;
  };
  const global = lateGlobal('__TAURI__', probes, adopt, { canBeCalled: (api) => !hasInternals() && hasCore(api) });
  return () => {
    global.restore();
    core.restore();
    events.restore();
  };
}

function hasCore(api: unknown): boolean {
  try {
    return typeof (api as { core?: { invoke?: unknown } }).core?.invoke === 'function';
  } catch {
    return true;
  }
}
