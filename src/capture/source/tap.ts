import type { TapSource } from './source-options.ts';

/** The key of the page script's handle (`PAGE_HANDLE` of `page-protocol.ts`, spelt out: this file is bundled with the app and imports nothing but types). */
const HANDLE = Symbol.for('playwright-ipc-recorder');

// biome-ignore lint/suspicious/noExplicitAny: a function of the app's, called as it calls it
type Invoke = (command: string, ...rest: any[]) => any;

/**
 * Records the calls of an app's own `invoke`: for a frontend whose bundler puts a mock in the place of `@tauri-apps/api/core`,
 * so that its calls never reach `window.__TAURI_INTERNALS__`. Where nothing records, it calls `invoke` and does no more.
 *
 * @param source The runtime whose place the function takes. @default 'tauri'
 * @returns a function that is called like `invoke`, and answers as it does.
 * @example
 * import { tap } from 'playwright-ipc-recorder/tap';
 * export const invoke = tap(async (command, args) => handlers[command](args));
 */
export function tap<T extends Invoke>(invoke: T, source?: TapSource): T {
  let known: { handle: unknown; tapped: T } | undefined;
  return new Proxy(invoke, {
    apply(target, self, args) {
      const handle = (globalThis as never)[HANDLE] as { tap?: (invoke: T, source?: string) => T } | undefined;
      if (handle?.tap === undefined) return Reflect.apply(target, self, args);
      if (known?.handle !== handle) known = { handle, tapped: handle.tap(target, source) };
      return Reflect.apply(known.tapped, self, args);
    },
  });
}
