import { existsSync, readFileSync } from 'node:fs';
import { IpcError } from '../errors.ts';
import { builtFile } from '../package-files.ts';

/** The pages that the build has made: HTML files with marks such as `<!--ipc:title-->`. */
export type PageName = keyof typeof PAGES;

const PAGES = {
  timeline: () => builtFile('src/viewer/timeline.html'),
  'run report': () => builtFile('src/viewer/run-report.html'),
};

/**
 * Puts parts of HTML into a built page, each in the place of the mark with its name.
 *
 * @throws {IpcError} `VIEWER_NOT_BUILT` when the page was not built.
 */
export function fillPage(page: PageName, parts: Record<string, string>): string {
  // One pass, by function: neither a mark nor a `$&` inside a part is ever read as ours.
  return readPage(page).replace(/<!--ipc:(\w+)-->/g, (mark, name: string) => parts[name] ?? mark);
}

const read = new Map<PageName, string>();

function readPage(page: PageName): string {
  const known = read.get(page);
  if (known !== undefined) return known;
  const file = PAGES[page]();
  if (!existsSync(file)) {
    throw new IpcError(
      'VIEWER_NOT_BUILT',
      `Failed to write a ${page}: its page "${file}" is missing. In a checkout, build it with "node scripts/build-viewer.mjs"; in a project, install playwright-ipc-recorder again.`,
    );
  }
  const text = readFileSync(file, 'utf8');
  read.set(page, text);
  return text;
}
