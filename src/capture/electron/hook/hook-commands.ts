import { encodeValue } from '../../../session/codec/encode-value.ts';
import { defined } from '../../../std/defined.ts';
import type { Electron } from './electron-parts.ts';
import type { HookTools } from './hook-tools.ts';

/** Reads the state that the app exposes in its main process, and the state that the user's function reads there. */
export async function readMainState(electron: Electron, source: string | undefined): Promise<unknown> {
  const exposed = (globalThis as { __IPC_RECORDER_STATE__?: unknown }).__IPC_RECORDER_STATE__;
  const app = typeof exposed === 'function' ? await exposed() : exposed;
  // The user's own function, taken as text, as `electronApp.evaluate` takes one.
  const custom =
    source === undefined ? undefined : await new Function('electron', `return (${source})(electron)`)(electron);
  const encoded = (value: unknown) => (value === undefined ? undefined : encodeValue(value));
  return defined({ app: encoded(app), custom: encoded(custom) });
}

/** Returns the label of the contents that the inspector calls by this id; null when they are not the app's, undefined when there are none. */
export function labelOfTarget({ electron, origins }: HookTools, target: string): string | null | undefined {
  const contents = electron.webContents.fromDevToolsTargetId?.(target);
  if (contents === undefined || contents === null) return undefined;
  return origins.isApp(contents) ? origins.labelOf(contents) : null;
}
