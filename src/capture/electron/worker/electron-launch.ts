import type { ElectronApplication } from '@playwright/test';
import { builtFile } from '../../../package-files.ts';
import { ELECTRON_ENV, ELECTRON_HANDLE, type ElectronConfig, type HookEntry } from '../electron-protocol.ts';
import type { ElectronSource } from './electron-source.ts';
import { choosePort, enterHalted } from './enter-halted.ts';
import { isBareElectron } from './is-bare-electron.ts';

/** The bundled hook: one CommonJS file for Electron's main process. */
const ELECTRON_HOOK = builtFile('src/capture/electron-hook.cjs');

/** The options of `_electron.launch` that matter to the hook. */
export interface LaunchOptions {
  args?: string[] | undefined;
  executablePath?: string | undefined;
  env?: { [name: string]: string } | undefined;
}

/** Tells whether options can be given what loads the hook before the app: they have no hook yet, and no inspector of the user's own in a packaged app. */
export function takesHook({ args = [], executablePath }: LaunchOptions): boolean {
  if (args.includes(ELECTRON_HOOK)) return false;
  return takesArgument(executablePath) || !args.some((arg) => arg.startsWith('--inspect'));
}

/**
 * Adds to launch options what loads the hook before the app: `-r` where Electron knows it. A packaged app does not: it is halted at its
 * first line by the inspector, as Playwright starts it with one anyway, and the hook goes into it then.
 *
 * @param failed told when the hook did not get into a packaged app; the app goes on.
 */
export function withHook<Options extends LaunchOptions>(
  options: Options,
  source: ElectronSource,
  failed: () => void = () => {},
): Options {
  const { args = [], env = process.env, executablePath } = options;
  if (takesArgument(executablePath)) {
    return {
      ...options,
      args: ['-r', ELECTRON_HOOK, ...args],
      env: { ...env, [ELECTRON_ENV]: JSON.stringify(source.config) },
    };
  }
  const port = choosePort();
  enterHalted(port, installing(source.config), () => !source.isGone && !source.isLive).catch(failed);
  return { ...options, args: [`--inspect-brk=${port}`, ...args] };
}

/** Without a path, Playwright takes the Electron of the npm package `electron`, which has no app of its own. */
function takesArgument(executablePath: string | undefined): boolean {
  return executablePath === undefined || isBareElectron(executablePath);
}

/** Writes what loads the hook at the first line of an app. The app's own module gets no child by it. */
function installing(config: ElectronConfig): string {
  const [file, entry] = [ELECTRON_HOOK, 'halt' satisfies HookEntry].map((text) => JSON.stringify(text));
  return `void require('module').createRequire(${file})(${file}).install(${JSON.stringify(config)}, ${entry})`;
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
    (_electron, { file, config, entry }) => {
      const { mainModule, getBuiltinModule } = process as unknown as {
        mainModule?: { require(file: string): unknown };
        getBuiltinModule?(name: string): { createRequire(file: string): (file: string) => unknown };
      };
      const load = mainModule?.require.bind(mainModule) ?? getBuiltinModule?.('module').createRequire(file);
      const hook = load?.(file) as { install(config: unknown, entry: string): void } | undefined;
      hook?.install(config, entry);
      return hook !== undefined;
    },
    { file: ELECTRON_HOOK, config, entry: 'late' satisfies HookEntry },
  );
}
