import { dirname } from 'node:path';
import process from 'node:process';
import type { TestCase, TestResult } from '@playwright/test/reporter';
import { quoteArgument } from '../src/std/text/quote-argument.ts';
import { counted } from '../src/std/text/readable-numbers.ts';
import { type IpcRecorderMode, recordsAttempt } from '../src/store/recorder-mode.ts';
import type { Judgement } from './judge-attempt.ts';
import { projectOption } from './project-option.ts';
import type { OutsideCalls } from './worker-recordings.ts';

/** How the folders are named whose sessions belong to no test. */
const WORKER_FOLDERS = 'worker-*';

/** Counts what was recorded in a run, and what was not. */
export class RecordingTally {
  private readonly kept: string[] = [];
  private readonly modes = new Set<IpcRecorderMode>();
  private recorded = 0;
  private calls = 0;
  private ran = 0;
  private outside: OutsideCalls = { calls: 0, kept: [] };
  /** The files in which a test was recorded. */
  private readonly recordedFiles = new Set<string>();
  /** Failed tests without a recording, counted by file. */
  private readonly missed = new Map<string, number>();

  /** Takes an attempt that has ended. @param judged undefined when nothing was recorded. */
  add(test: TestCase, result: TestResult, failed: boolean, judged: Judgement | undefined): void {
    if (hasRun(result)) this.ran += 1;
    const { file } = test.location;
    if (judged !== undefined) {
      this.recorded += 1;
      this.calls += judged.calls;
      this.recordedFiles.add(file);
      this.modes.add(judged.mode);
      if (judged.kept !== undefined) this.kept.push(judged.kept.sessionFile);
    } else if (failed && hasRun(result) && recordsAttempt(modeOf(test), result.retry)) {
      this.missed.set(file, (this.missed.get(file) ?? 0) + 1);
    }
  }

  /** Takes the calls that belong to no test. */
  addOutside(outside: OutsideCalls): void {
    this.outside = outside;
  }

  /** Says, a sentence for each file, in which files tests have failed and none was recorded. @param nameOf makes a file's name fit to be read. */
  unrecorded(nameOf: (file: string) => string): string[] {
    return [...this.missed]
      .filter(([file]) => !this.recordedFiles.has(file))
      .map(
        ([file, count]) =>
          `The IPC of ${counted(count, 'failed test')} in ${nameOf(file)} was not recorded: the test there has not the recording fixtures, or turns ipcRecorder off. Import test from 'playwright-ipc-recorder/fixtures', or start the suite by "npx ipc-recorder run".`,
      );
  }

  /** Says in a sentence or two where the sessions are. */
  ending(): string {
    const mode = [...this.modes].join(', ');
    // A test that was interrupted has not run to its end, and is recorded all the same.
    if (this.recorded === 0 && this.ran === 0) return 'Nothing was recorded: no test ran.';
    if (this.recorded === 0)
      return `Nothing was recorded: the mode ${forcedMode() ?? 'that the config sets'} records none of the tests that ran. --mode on records and keeps all.`;
    const { calls, kept } = this.outside;
    const outside = calls === 0 ? '' : `, and ${counted(calls, 'call')} outside of tests, as in beforeAll`;
    const all = `${counted(this.recorded, 'test')} recorded, with ${counted(this.calls, 'call')}${outside}`;
    const why = this.calls + calls === 0 ? ' "npx ipc-recorder doctor" says why there are none.' : '';
    const [first] = this.kept;
    if (first === undefined) {
      const advice =
        mode.includes('retry') || mode.includes('retries') ? 'nothing was retried or failed' : 'none failed';
      return `${all}.${why} No session was kept: ${advice}, and the mode is ${mode}. --mode on keeps every session.`;
    }
    const folder = dirname(dirname(first));
    const also = kept.length === 0 ? '' : `, and ${kept.length} of what passed outside of tests: ${WORKER_FOLDERS}`;
    return `${all}.${why} ${counted(this.kept.length, 'session')} kept in ${folder} (mode ${mode})${also}. Look at ${this.kept.length === 1 ? 'it' : 'the first'}: npx ipc-recorder show ${quoteArgument(dirname(first))}`;
  }
}

/** Whether the body of a test ran: where a hook or a fixture fails before it, ours may not have begun. */
function hasRun({ workerIndex, status, steps }: TestResult): boolean {
  if (workerIndex < 0 || status === 'skipped' || status === 'interrupted') return false;
  return steps.some(
    ({ title, category, error }) => category === 'hook' && title === 'Before Hooks' && error === undefined,
  );
}

/** The mode of a test as its project has it: a file may set another one. */
function modeOf(test: TestCase): IpcRecorderMode {
  return (forcedMode() ?? projectOption(test).mode ?? 'retain-on-failure') as IpcRecorderMode;
}

function forcedMode(): string | undefined {
  return process.env.IPC_RECORDER_MODE || undefined;
}
