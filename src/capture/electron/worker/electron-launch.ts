import { fileURLToPath } from 'node:url';
import type { ElectronApplication } from '@playwright/test';
import { ELECTRON_ENV, ELECTRON_HANDLE, type ElectronConfig } from '../electron-protocol.ts';

/** The bundled hook: one CommonJS file for Electron's main process. */
const ELECTRON_HOOK = fileURLToPath(new URL('../../electron-hook.cjs', import.meta.url));

/** The options of `_electron.launch` that matter to the hook. */
export interface LaunchOptions {
  args?: string[] | undefined;
  executablePath?: string | undefined;
  env?: { [name: string]: string } | undefined;
}

/** Tells whether these options start a packaged app, which knows no `-r`: one that is not packaged is named by an argument. */
export function isPackaged({ executablePath, args = [] }: LaunchOptions): boolean {
  return executablePath !== undefined && args.every((arg) => arg.startsWith('-'));
}

/** Adds to launch options what loads the hook before the app. */
export function withHook<Options extends LaunchOptions>(options: Options, config: ElectronConfig): Options {
  const { args = [], env = process.env } = options;
  return {
    ...options,
    args: ['-r', ELECTRON_HOOK, ...args],
    env: { ...env, [ELECTRON_ENV]: JSON.stringify({ ...config, hook: ELECTRON_HOOK }) },
  };
}

/** Tells whether launch options load the hook already. */
export function hasHook({ args = [] }: LaunchOptions): boolean {
  return args.includes(ELECTRON_HOOK);
}

/** Returns the id of the launch whose hook is in the app; undefined when there is none. */
export async function hookIn(app: ElectronApplication): Promise<string | undefined> {
  return await app.evaluate(
    (_electron, slot) => (globalThis as unknown as Record<symbol, { id?: string } | undefined>)[Symbol.for(slot)]?.id,
    ELECTRON_HANDLE,
  );
}

/** Puts the hook into an app that runs already; false where its main process has no `require` to load it with. */
export async function installHook(app: ElectronApplication, config: ElectronConfig): Promise<boolean> {
  return await app.evaluate(
    (_electron, { file, config }) => {
      const { mainModule, getBuiltinModule } = process as unknown as {
        mainModule?: { require(file: string): unknown };
        getBuiltinModule?(name: string): { createRequire(file: string): (file: string) => unknown };
      };
      const load = mainModule?.require.bind(mainModule) ?? getBuiltinModule?.('module').createRequire(file);
      const hook = load?.(file) as { install(config: unknown): void } | undefined;
      hook?.install(config);
      return hook !== undefined;
    },
    { file: ELECTRON_HOOK, config },
  );
}
