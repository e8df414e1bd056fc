import type { Fault, InjectedFault } from './faults/inject-faults.ts';
import type { MockDifference } from './mock-differences.ts';
import type { AddedCall } from './update/missing-call.ts';

/** How a replay went, as a JSON value. */
export interface StubReport {
  /** Calls the recording answered, `repeated` and `pending` ones among them. */
  answered: number;
  /** Answers given again because the recording had no more. */
  repeated: number;
  /** Answers recorded in another step than the one they were asked for in. */
  shifted: number;
  /** Calls left without an answer, as in the recording. */
  pending: number;
  /** Calls that the app itself answered. Absent when there were none. */
  leftToApp?: number;
  /** Calls and pushes that were not given because the recording has them in part only; they are among `missed`. Absent when there were none. */
  notWhole?: number;
  /** Calls that went to the suite's own backend: those left to the app, and those not in the session where such may pass. Absent when there were none. */
  past?: CommandCount[];
  /** Calls in the same worker that no test owned, such as those of `beforeAll`. Absent when there were none. */
  outside?: OutsideReport;
  missed: { command: string; args: unknown; message: string }[];
  /** Calls that were added to the session, where it was to be updated. Absent when it was not. */
  added?: AddedCall[];
  /** Why the session was not updated, in a sentence. */
  notAdded?: string;
  /** Recorded calls that nobody asked for. Not among them: framework calls, and those a mock answered. */
  unused: UnusedCall[];
  /** Places where a mock that went on beside the session answered otherwise than it; fifty at most. Absent where there were none. */
  mockDiffers?: MockDifference[];
  /** The faults that were put in, and the seed that gives the same ones again. Absent when none were asked for. */
  faults?: {
    seed: number;
    injected: InjectedFault[];
    /** Faults that were put in nowhere; absent when there are none. */
    unmet?: Fault[];
  };
  /** Whether the answers that were to change places have. Absent when none were to, or one of the two was not given. */
  swapped?: boolean;
}

/** Calls of one command. */
export interface CommandCount {
  command: string;
  calls: number;
}

/** What became of calls that no test owned while a session was replayed. */
export interface OutsideReport {
  /** Calls that the worker's session answered. */
  answered: number;
  /** Calls that the worker's session had no answer for. */
  missed: StubReport['missed'];
  /** Calls that were refused: there was no session to answer them, and they were for a real backend. */
  refused: CommandCount[];
  /** Calls that the suite's own mock in the page answered. */
  toMock: CommandCount[];
  /** Calls that went to the suite's own backend. */
  toBackend: CommandCount[];
}

/** A recorded call that nobody asked for. */
export interface UnusedCall {
  id: string;
  index: number;
  command: string;
  /** Whether it would have changed something in the backend: then the test did not do what it did when it was recorded. */
  write: boolean;
  /** Whether it came so near to the end of the test that now it may come after it. */
  late: boolean;
}
