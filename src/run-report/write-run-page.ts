import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { writeFileWhole } from '../store/write-file-whole.ts';
import type { LinkTo } from './page/causes-section.ts';
import { runPage } from './page/run-page.ts';
import type { RunFacts } from './run-facts.ts';

/**
 * Writes the report of a run as a page and returns its file.
 *
 * @param path an HTML file, or a folder, which gets an `index.html`.
 * @throws {IpcError} `VIEWER_NOT_BUILT`; the file system's error; an error where another page is there.
 */
export function writeRunPage(facts: RunFacts, path: string): string {
  const file = extname(path).toLowerCase() === '.html' ? path : join(path, 'index.html');
  if (isOfOthers(file))
    throw new Error('a page is there that is not of this report, such as that of the HTML reporter');
  writeFileWhole(file, runPage(facts, linksFrom(dirname(file))));
  return file;
}

/** Tells whether a file is there that this report has not written. */
function isOfOthers(file: string): boolean {
  return existsSync(file) && !readFileSync(file, 'utf8').slice(0, HEAD).includes(MARK);
}

/** Stands in the head of each page. */
const MARK = '<meta name="generator" content="playwright-ipc-recorder report">';
const HEAD = 4_096;

/** Links are relative, so that a folder with both can be moved. A file on another drive has none. */
function linksFrom(folder: string): LinkTo {
  return (path) => {
    const way = relative(resolve(folder), resolve(path));
    return isAbsolute(way) ? undefined : way.split(sep).map(encodeURIComponent).join('/');
  };
}
