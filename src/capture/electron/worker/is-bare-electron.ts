import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Tells whether an executable is an Electron without an app of its own: it takes the app, and `-r`, from its arguments.
 * A packaged app knows no `-r` and would see it as one of its own arguments, so where nothing is known the answer is no.
 */
export function isBareElectron(executablePath: string): boolean {
  const resources = resourcesOf(executablePath);
  return (
    resources !== undefined &&
    existsSync(join(resources, 'default_app.asar')) &&
    !['app', 'app.asar'].some((name) => existsSync(join(resources, name)))
  );
}

/** Finds the folder that Electron looks for its app in: beside the executable, or where a macOS bundle has it. */
function resourcesOf(executablePath: string): string | undefined {
  try {
    const folder = dirname(realpathSync(executablePath));
    return [join(folder, 'resources'), join(folder, '..', 'Resources')].find((one) => existsSync(one));
  } catch {
    return undefined; // a command that is looked for in PATH
  }
}
