import type { AppearanceProbes } from '../patch/appearance-probes.ts';
import { lateGlobal } from '../patch/late-global.ts';
import type { AnyFunction } from '../patch/patch-method.ts';
import { ObjectPatch } from '../patch/patch-object.ts';
import type { TauriInvoke } from './invoke.ts';
import type { tapListening } from './tap-listening.ts';

interface GlobalApiTools {
  probes: AppearanceProbes;
  tap: TauriInvoke['tap'];
  listen: ReturnType<typeof tapListening>;
  /** Called when it is there, and alone: it is a stand-in. */
  found: () => void;
  /** Whether the page has a runtime's internals: then each call comes through these and is seen there. */
  hasInternals: () => boolean;
}

/**
 * Observes `window.__TAURI__` where it stands alone: apps built with `withGlobalTauri` call `__TAURI__.core.invoke`, and a mock for
 * them may bring nothing else.
 *
 * @returns how to undo it.
 */
export function observeGlobalApi({ probes, tap, listen, found, hasInternals }: GlobalApiTools): () => void {
  const core = new ObjectPatch({
    invoke: (target) => {
      if (!hasInternals()) found();
      const tapped = tap(target as Parameters<typeof tap>[0]) as typeof target;
      return (self, args) => Reflect.apply(hasInternals() ? target : tapped, self, args);
    },
  });
  const listening =
    (isOnce: boolean) =>
    (target: AnyFunction) =>
    (self: unknown, args: unknown[]): unknown =>
      hasInternals() ? Reflect.apply(target, self, args) : listen(target, self, args, isOnce);
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
