import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The name of a map's file. In the variable `IPC_RECORDER_REPLAY` it may stand in the place of a session. */
const MAP_NAME = 'ipc-replay-map.json';

/** The variable that names the file into which the reporter of a replay writes a line for each test that has ended. */
export const REPLAY_RESULTS_ENV = 'IPC_RECORDER_REPLAY_RESULTS';

/** A test of a run, by what tells it from all others. */
export interface TestName {
  /** The name of its project. */
  project: string;
  /** The spec file, relative to the config's root directory, with `/`. */
  file: string;
  /** Titles from the outermost `describe` to the test. */
  titlePath: string[];
  /** The number of its repetition, from 0. */
  repeat: number;
}

/** A test of a run in which sessions are replayed, and the session that answers it. */
export interface MappedTest extends TestName {
  /** Absolute; absent when the test has the suite's own backend. */
  session?: string;
}

/** A line of a replay's results. */
export type ReplayLine =
  | ({ type: 'test' } & TestName & ReplayedResult)
  /** A group whose tests run one after the other, and none behind one that fails: its tests, in their order. */
  | { type: 'serial'; tests: TestName[] }
  | { type: 'error'; message: string }
  | { type: 'end'; status: string };

/** How a test of such a run has ended. */
export interface ReplayedResult {
  status: 'passed' | 'failed' | 'timedOut' | 'skipped' | 'interrupted';
  durationMs: number;
  error?: { message: string };
  /** The reason why it was skipped, where one was given. */
  skipped?: string;
  attachments: { name: string; contentType: string; path?: string; body?: string }[];
}

/** Returns a text that two names share when they are of one test. */
export function testKey({ project, file, titlePath, repeat }: TestName): string {
  return JSON.stringify([project, file, ...titlePath, repeat]);
}

/** Writes a map into a folder, and returns its path. */
export function writeReplayMap(folder: string, tests: MappedTest[]): string {
  const path = join(folder, MAP_NAME);
  writeFileSync(path, JSON.stringify({ tests }));
  return path;
}

/** Tells whether a file that is to be replayed is such a map, and no session. */
export function isReplayMap(path: string): boolean {
  return basename(path) === MAP_NAME;
}

/** Returns what a map says of a test; undefined when that is none of the run. */
export function mappedTest(path: string, name: TestName): MappedTest | undefined {
  const key = testKey(name);
  return testsOf(path).find((test) => testKey(test) === key);
}

/** Returns the sessions of a map whose tests are of a project, each with the spec file of its test. */
export function sessionsOf(path: string, project: string): { file: string; session: string }[] {
  return testsOf(path).flatMap(({ project: name, file, session }) =>
    name === project && session !== undefined ? [{ file, session }] : [],
  );
}

function testsOf(path: string): MappedTest[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as { tests: MappedTest[] }).tests;
}
