import type { TapSource } from './source-options.ts';

/** The key of the page script's handle (`PAGE_HANDLE` of `page-protocol.ts`, spelt out: this file is bundled with the app and imports nothing but types). */
const HANDLE = Symbol.for('playwright-ipc-recorder');

// biome-ignore lint/suspicious/noExplicitAny: a function of the app's, called as it calls it
type Invoke = (command: string, ...rest: any[]) => any;

// biome-ignore lint/suspicious/noExplicitAny: a function of the app's, called as it calls it
type Listen = (event: any, handler: any, ...rest: any[]) => any;

// biome-ignore lint/suspicious/noExplicitAny: a function of the app's, called as it calls it
type Emit = (event: any, payload?: any) => any;

/** The part of the page script's handle that is read. */
interface Handle {
  tap?<T extends Invoke>(invoke: T, source?: string): T;
  tapEvents?(what: 'listen' | 'once' | 'emit', own: Listen): (self: unknown, args: unknown[]) => unknown;
}

/**
 * Records the calls of an app's own `invoke`: for a frontend whose bundler puts a mock in the place of `@tauri-apps/api/core`,
 * so that its calls never reach `window.__TAURI_INTERNALS__`. Where nothing records, it calls `invoke` and does no more.
 *
 * A replay answers above the function: it is not called. What the mock writes down for tests belongs above the tap, around the function that
 * `tap` returns.
 *
 * @param source The runtime whose place the function takes. @default 'tauri'
 * @returns a function that is called like `invoke`, and answers as it does.
 * @example
 * import { tap } from 'playwright-ipc-recorder/tap';
 * export const invoke = tap(async (command, args) => handlers[command](args));
 * export const listen = tap.listen(mockListen);
 */
export function tap<T extends Invoke>(invoke: T, source?: TapSource): T {
  return tapped(invoke, (handle) => {
    const own = handle.tap?.(invoke, source);
    return own && ((self, args) => Reflect.apply(own, self, args));
  });
}

/**
 * Records the events that come to the listeners of an app's own `listen`, for a mock in the place of `@tauri-apps/api/event`. Listening goes
 * through to the mock, in a replay too, so that what the test fires by it reaches the app; a session's events reach the same listeners.
 *
 * @returns a function that is called like `listen`.
 */
tap.listen = <T extends Listen>(listen: T): T => tapped(listen, (handle) => handle.tapEvents?.('listen', listen));

/** Records the event that comes to a listener of an app's own `once`; see `tap.listen`. */
tap.once = <T extends Listen>(once: T): T => tapped(once, (handle) => handle.tapEvents?.('once', once));

/**
 * Records the events that the app sends by its own `emit`, as calls of the runtime's command.
 *
 * @returns a function that is called like `emit`.
 */
tap.emit = <T extends Emit>(emit: T): T => tapped(emit, (handle) => handle.tapEvents?.('emit', emit));

/** Returns a function that is observed by the document's recorder, if there is one when it is called. */
function tapped<T extends Invoke | Listen | Emit>(
  own: T,
  observe: (handle: Handle) => ((self: unknown, args: unknown[]) => unknown) | undefined,
): T {
  let known: { handle: Handle; call: ReturnType<typeof observe> } | undefined;
  return new Proxy(own, {
    apply(target, self, args) {
      const handle = (globalThis as never)[HANDLE] as Handle | undefined;
      if (handle === undefined) return Reflect.apply(target, self, args);
      if (known?.handle !== handle) known = { handle, call: observe(handle) };
      return known.call === undefined ? Reflect.apply(target, self, args) : known.call(self, args);
    },
  });
}
