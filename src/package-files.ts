import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Returns the path of a file that the build has made, such as `reporter/index.js`: wherever the code that asks was bundled into, and for sources too. */
export function builtFile(path: string): string {
  folder ??= packageFolder();
  return join(folder, 'dist', path);
}

let folder: string | undefined;

/** The folder of this package: the first one above this file that has a manifest. */
function packageFolder(): string {
  let above = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(above, 'package.json')) && above !== dirname(above)) above = dirname(above);
  return above;
}
