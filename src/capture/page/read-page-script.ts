import { readFileSync } from 'node:fs';
import type { PageConfig } from '../page-protocol.ts';

let bundle: string | undefined;

/** The text to run first in every document: the bundled page script, started with `config`. */
export function pageScript(config: PageConfig): string {
  bundle ??= readFileSync(new URL('../page-script.js', import.meta.url), 'utf8');
  return `(() => {\n${bundle}\n__ipcRecorderPage.install(${JSON.stringify(config)});\n})();`;
}
