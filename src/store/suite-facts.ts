/** The variable that names the file into which the reporter of `ipc-recorder doctor` writes `SuiteFacts`. */
export const SUITE_FACTS_ENV = 'IPC_RECORDER_SUITE_FACTS';

/** What Playwright says of a suite when it lists its tests: handed by the reporter of `ipc-recorder doctor` to the command. */
export interface SuiteFacts {
  /** Absolute; absent when Playwright found no config. */
  configFile?: string;
  /** The reporters of the config: names of Playwright's own, and paths. */
  reporters: string[];
  /** How many tests are selected. */
  count: number;
  /** The first of them that runs; absent when there is none. */
  first?: ListedSuiteTest;
  /** Errors of loading the config and the specs. */
  errors: string[];
}

/** A test of a suite. */
export interface ListedSuiteTest {
  /** The spec file, relative to the config's root directory, with `/`. */
  file: string;
  /** Absent when the test is written in another file than its spec. */
  line?: number;
  /** Titles from the outermost `describe` to the test. */
  titlePath: string[];
  project: string;
  /** The mode that the project sets; absent when it sets none. */
  mode?: string;
}
