import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { Electron } from './electron-parts.ts';
import { FirstListeners } from './patch/first-listeners.ts';
import type { Patches } from './patch/patches.ts';
import { tryRead } from './try-read.ts';

/** Bundled as CommonJS, the hook knows the file it was loaded from. */
declare const __filename: string;

/** The switch that halts a packaged app at its first line. It stands where Playwright's own switches end. */
const HALT = /^--inspect-brk=\d+$/;

/** Takes the arguments that load the hook out of `process.argv`, in a process that the app started again too. */
export function hideArguments(): void {
  const rest = withoutOurs(process.argv);
  if (rest.length < process.argv.length) process.argv.splice(0, process.argv.length, ...rest);
}

/**
 * Hides the arguments where Electron itself tells of them: its command line, the arguments of a second instance, and those that an app
 * starts itself with again. Playwright's own arguments stay.
 */
export function hideElectronsArguments({ app }: Electron, patches: Patches, isHalted: boolean): void {
  if (isHalted) app.commandLine?.removeSwitch('inspect-brk');
  else if (!process.argv.includes('-r')) tryRead(() => app.commandLine?.removeSwitch('r'));
  const first = new FirstListeners(patches, {
    'second-instance': (_app, [, argv]) => {
      if (Array.isArray(argv)) argv.splice(0, argv.length, ...withoutOurs(argv as string[]));
    },
  });
  patches.whenTaken(app, 'emit', (_app, emit) => {
    first.put(app);
    return emit;
  });
  if (!isHalted) return; // the hook that a new process loads hides itself
  const own = process.argv.slice(1);
  patches.around(app, 'relaunch', (relaunch, _app, args) => {
    const options = (args[0] ?? {}) as { args?: string[] };
    // A process that halts again, with nobody there to let it go on, would hang.
    args[0] = { ...options, args: options.args ?? own };
    return relaunch();
  });
}

/** Chromium sorts arguments, so `-r` and the file need not be neighbours. */
function withoutOurs(argv: readonly string[]): string[] {
  const rest = [...argv];
  const at = rest.findIndex(isHook);
  if (at > 0) {
    rest.splice(at, 1);
    const flag = /^(?:-r|--require)$/.test(rest[at - 1] ?? '') ? at - 1 : rest.indexOf('-r');
    if (flag >= 0) rest.splice(flag, 1);
  }
  const halt = rest.indexOf('--remote-debugging-port=0') + 1;
  if (halt > 0 && HALT.test(rest[halt] ?? '')) rest.splice(halt, 1);
  return rest;
}

/** The path may lead here through links. */
function isHook(argument: string): boolean {
  if (basename(argument) !== basename(__filename)) return false;
  return argument === __filename || tryRead(() => realpathSync(argument)) === __filename;
}
