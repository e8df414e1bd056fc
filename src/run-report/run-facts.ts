import type { CauseKind, Confidence, FaultPlace } from '../triage/causes/verdict.ts';

/** Facts of a run: its failures by cause, and the commands that its sessions have called. All texts are as they were recorded. */
export interface RunFacts {
  counts: RunCounts;
  /** The causes of tests that failed, the one with the most tests first. */
  failed: CauseFact[];
  /** The causes of tests that failed and then passed. */
  flaky: CauseFact[];
  /** The app's own commands that no test has called. Absent where they are not known. */
  uncalled?: string[];
  /** The commands, those with the most trouble first. */
  commands: CommandFact[];
  /** Sentences of ours on what may be missing here. */
  notes: string[];
}

/** Counts of a run. */
export interface RunCounts extends RunTotals {
  sessions: number;
  commands: number;
  calls: number;
}

/** How the tests of a run have ended. Skipped ones are not counted. */
export interface RunTotals {
  tests: number;
  failed: number;
  flaky: number;
}

/** A cause, with the tests that have it. */
export interface CauseFact {
  /** Equal for the same cause in all tests and runs. */
  id: string;
  /** Absent where the calls do not tell, not even as a lead. */
  kind?: CauseKind;
  confidence: Confidence;
  /** Where the fault lies. */
  where: FaultPlace;
  /** The cause in a sentence, as the first of its tests has it. */
  text: string;
  tests: FailedTest[];
}

/** A test that failed, by its last attempt that did. */
export interface FailedTest {
  title: string;
  /** The file of the test and the line, as `notes.spec.ts:12`. */
  place: string;
  /** 0 for the first run, 1 for the first retry. */
  attempt: number;
  /** The first line of its error; empty where there is none. */
  error: string;
  files: AttemptFiles;
}

/** Where an attempt's files are, as a reader would type it. */
export interface AttemptFiles {
  session: string;
  /** Absent where there is none. */
  timeline?: string;
}

/** A command of the app, in all sessions of a run. */
export interface CommandFact {
  command: string;
  calls: number;
  failed: number;
  pending: number;
  /** The titles of the tests that have called it, sorted. */
  tests: string[];
  /** Absent where no call was answered. */
  times?: CommandTimes;
  /** The times in an earlier run. Absent where it has none of them. */
  earlier?: CommandTimes;
}

/** How long a command took, in milliseconds. */
export interface CommandTimes {
  median: number;
  /** 95 of 100 calls took no longer. */
  p95: number;
}
