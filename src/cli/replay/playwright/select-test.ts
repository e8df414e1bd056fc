import { escapePattern } from '../../../std/text/escape-pattern.ts';
import type { ListedTest } from './find-test.ts';

/** Makes the arguments that select one test. */
export function selectTest({ file, line, titlePath, project }: Omit<ListedTest, 'results'>): string[] {
  return [
    `${filePattern(file)}${line === undefined ? '' : `:${line}`}`,
    titlePattern([titlePath]),
    ...(project === '' ? [] : [`--project=${project}`]),
  ];
}

/** The arguments with which a test runs once, alone. */
export const ONCE = ['--retries=0', '--workers=1', '--repeat-each=1'];

/** Writes a pattern for a whole path: from a separator on, so that it is no option and no end of another name. Whole paths have no `..`. */
export function filePattern(file: string): string {
  return ['', ...file.split('/').filter((part) => part !== '..')].map(escapePattern).join('[\\\\/]');
}

/** Writes the option for tests of these titles. */
export function titlePattern(titlePaths: string[][]): string {
  const titles = titlePaths.map((path) => path.map(escapePattern).join(' '));
  return `--grep=(?:^| )${titles.length === 1 ? titles[0] : `(?:${titles.join('|')})`}(?: @.*)?$`;
}
