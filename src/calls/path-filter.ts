import { escapePattern } from '../std/escape-pattern.ts';

/** Whether a path is one of these, or below one. `*` stands for any text. */
export function pathTest(paths: string[]): (path: string) => boolean {
  const patterns = paths.map((path) => {
    const source = path.split('*').map(escapePattern).join('.*');
    return new RegExp(`^${source}(?:[.[].*)?$`, 's');
  });
  return (path) => patterns.some((pattern) => pattern.test(path));
}
