import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { writeFileWhole } from '../store/write-file-whole.ts';
import type { LinkTo } from './page/causes-section.ts';
import { runPage } from './page/run-page.ts';
import type { RunFacts } from './run-facts.ts';

/**
 * Writes the report of a run as a page and returns its file.
 *
 * @param path an HTML file, or a folder, which gets an `index.html`.
 * @throws {IpcError} `VIEWER_NOT_BUILT`; the file system's error.
 */
export function writeRunPage(facts: RunFacts, path: string): string {
  const file = extname(path).toLowerCase() === '.html' ? path : join(path, 'index.html');
  writeFileWhole(file, runPage(facts, linksFrom(dirname(file))));
  return file;
}

/** Links are relative, so that a folder with both can be moved. A file on another drive has none. */
function linksFrom(folder: string): LinkTo {
  return (path) => {
    const way = relative(resolve(folder), resolve(path));
    return isAbsolute(way) ? undefined : way.split(sep).map(encodeURIComponent).join('/');
  };
}
