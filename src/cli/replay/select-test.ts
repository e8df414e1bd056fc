import { escapePattern } from '../../std/escape-pattern.ts';
import type { ListedTest } from './find-test.ts';

/** Makes the arguments that run one test, once. */
export function selectTest({ file, line, titlePath, project }: Omit<ListedTest, 'results'>): string[] {
  const title = titlePath.map(escapePattern).join(' ');
  return [
    // A pattern for a whole path: from a separator on, so that it is no option and no end of another name. Whole paths have no `..`.
    `${['', ...file.split('/').filter((part) => part !== '..')].map(escapePattern).join('[\\\\/]')}${line === undefined ? '' : `:${line}`}`,
    `--grep=(?:^| )${title}(?: @.*)?$`,
    ...(project === '' ? [] : [`--project=${project}`]),
    '--retries=0',
    '--workers=1',
    '--repeat-each=1',
  ];
}
