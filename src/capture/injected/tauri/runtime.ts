import { readEventTarget } from '../../../calls/event-target.ts';
import { TAURI } from '../../../calls/runtimes.ts';
import { defined } from '../../../std/defined.ts';
import { defineProperty, NativePromise, nativeThen } from '../core/natives.ts';
import type { TauriCallbacks } from './callbacks.ts';
import type { CallbackId } from './find-channels.ts';
import type { TauriInternals } from './invoke.ts';

interface Runtime extends TauriInternals {
  invoke(command: string): Promise<never>;
  transformCallback(): number;
  unregisterCallback(id: CallbackId): void;
  runCallback(id: CallbackId, payload: unknown): void;
  convertFileSrc(path: string, protocol?: string): string;
  plugins: object;
}

/**
 * Installs the globals that `@tauri-apps/api` needs, for a page whose backend is Node: `invoke` is never reached (Node answers before it),
 * callbacks, channels and events work as in Tauri. What the app's own mock put there stays.
 *
 * @param supplying is told of our object before it is there.
 */
export function installTauriRuntime(
  callbacks: TauriCallbacks,
  label: string,
  supplying: (runtime: object) => void,
): void {
  const page = window as unknown as Record<string, unknown>;
  const ids = new Uint32Array(1);
  const runtime: Runtime = {
    invoke: (command) => NativePromise.reject(`Command ${command} not found`),
    transformCallback: () => crypto.getRandomValues(ids)[0] ?? 0,
    unregisterCallback: (id) => callbacks.forget(id),
    runCallback: (id, payload) => {
      if (!callbacks.run(id, payload)) console.warn(`[TAURI] Couldn't find callback id ${id}.`);
    },
    convertFileSrc: (path, protocol = 'asset') => `${protocol}://localhost/${encodeURIComponent(path)}`,
    metadata: { currentWindow: { label }, currentWebview: { label, ...{ windowLabel: label } } },
    plugins: { path: { sep: '/', delimiter: ':' } },
  };
  const found = page.__TAURI_INTERNALS__;
  if (typeof found === 'object' && found !== null) {
    for (const [key, value] of Object.entries(runtime)) if (!(key in found)) Reflect.set(found, key, value);
  } else {
    supplying(runtime);
    page.__TAURI_INTERNALS__ = runtime;
  }

  const events = page.__TAURI_EVENT_PLUGIN_INTERNALS__;
  if (typeof events !== 'object' || events === null) {
    page.__TAURI_EVENT_PLUGIN_INTERNALS__ = {
      unregisterListener: (_event: string, id: number) => callbacks.forget(id),
    };
  }
  if (!('isTauri' in page)) defineProperty(page, 'isTauri', { value: true, configurable: true });
}

const { listen, unlisten, emit } = TAURI.events;

/**
 * Leaves the commands of Tauri's event plugin to a stand-in that goes on beside Node: its listeners are told by it, and what the app is
 * given is the id that the stand-in knows a listener by, where that is one. Undefined when the command is not one of them.
 */
export function leaveEventCommand(
  callbacks: TauriCallbacks,
  command: string,
  args: unknown,
  shadow: Promise<unknown>,
): { value: unknown } | undefined {
  if (command === listen) {
    const { handler } = (args ?? {}) as { handler?: CallbackId };
    const idOf = (id: unknown) => (typeof id === 'number' ? id : handler);
    return { value: nativeThen.call(shadow, idOf, () => handler) };
  }
  if (command === unlisten) callbacks.unlisten(args, true);
  return command === unlisten || command === emit[0] || command === emit[1] ? { value: null } : undefined;
}

/**
 * Answers the commands of Tauri's event plugin in the page itself; undefined when the command is not one of them.
 * What the page emits reaches its own listeners here; Node passes it on to the other windows.
 */
export function answerEventCommand(
  callbacks: TauriCallbacks,
  command: string,
  args: unknown,
): { value: unknown } | undefined {
  const { event, handler, payload, target } = (args ?? {}) as {
    event?: string;
    handler?: CallbackId;
    payload?: unknown;
    target?: unknown;
  };
  switch (command) {
    case listen:
      return { value: handler };
    case unlisten:
      return { value: null };
    case emit[0]:
    case emit[1]:
      callbacks.deliver({ event: String(event), payload, ...defined({ target: readEventTarget(target) }) });
      return { value: null };
    default:
      return undefined;
  }
}
