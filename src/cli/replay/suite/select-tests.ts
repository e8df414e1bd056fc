import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOlder } from '../../../std/supported-versions.ts';
import type { ListedTest } from '../playwright/find-test.ts';
import { filePattern, titlePattern } from '../playwright/select-test.ts';

/** The first Playwright that reads the tests to run from a file. https://playwright.dev/docs/release-notes#version-156 */
const HAS_TEST_LIST = '1.56';

/** Characters of a pattern of titles at most: some systems take no more than 32,000 on a whole command line. */
const MAX_PATTERN = 8_000;

/**
 * Makes the arguments that run many tests in one run. They may select a few more, such as those that share a title: a test without a place
 * in the map of the run skips itself.
 *
 * @param folder where a list of the tests is written, for Playwrights that read one.
 */
export function selectTests(
  tests: ListedTest[],
  { playwright, folder }: { playwright: string; folder: string },
): string[] {
  const projects = unique(tests.map(({ project }) => project)).filter((project) => project !== '');
  return [
    ...(isOlder(playwright, HAS_TEST_LIST) ? byPatterns(tests) : [`--test-list=${writeList(tests, folder)}`]),
    ...projects.map((project) => `--project=${project}`),
  ];
}

function byPatterns(tests: ListedTest[]): string[] {
  const titles = titlePattern(tests.map(({ titlePath }) => titlePath));
  return [...unique(tests.map(({ file }) => file)).map(filePattern), ...(titles.length > MAX_PATTERN ? [] : [titles])];
}

function writeList(tests: ListedTest[], folder: string): string {
  const path = join(folder, 'tests.txt');
  writeFileSync(path, `${unique(tests.flatMap(linesOf)).join('\n')}\n`);
  return path;
}

/** Writes a test as lines of a list. Its spec file selects which files are loaded, the one that it is written in selects the test. */
function linesOf({ project, file, writtenIn, titlePath }: ListedTest): string[] {
  const names = [file, ...(writtenIn === undefined ? [] : [writtenIn])];
  const at = titlePath.findIndex((title) => !isPlain(title));
  const titles = at === -1 ? titlePath : titlePath.slice(0, at);
  const shown = isPlain(project) && !project.includes(']') ? [`[${project}]`] : [];
  return names.map((name) => [...shown, name, ...titles].join(' › '));
}

/** Tells whether a list gives a text back as it is: its lines are cut at `›`, and their parts trimmed. Where it does not, the titles above it select. */
function isPlain(text: string): boolean {
  return !/[›\n\r]/.test(text) && text.trim() === text;
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)];
}
