import type { SessionTest } from '../session/format/schema.ts';

/** A key that all attempts, repeats and runs of one test share, and no other test. */
export function testKey({ project, file, title_path }: SessionTest): string {
  return JSON.stringify([project, file, title_path]);
}

/** Names a test as the runner's list does, without the line: `[project] file › titles`. */
export function testTitle({ project, file, title_path }: SessionTest): string {
  return `${project === '' ? '' : `[${project}] `}${[file, ...title_path].join(' › ')}`;
}
