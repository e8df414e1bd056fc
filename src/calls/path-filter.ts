import { fitsWildcards } from '../std/text/wildcards.ts';

/** Whether a path is one of these, or below one. `*` stands for any text. */
export function pathTest(paths: string[]): (path: string) => boolean {
  const patterns = paths.map((path) => path.split('*'));
  return (path) => {
    const isEnd = (at: number) => at === path.length || path[at] === '.' || path[at] === '[';
    return patterns.some((pieces) => fitsWildcards(path, { pieces, isEnd }));
  };
}
