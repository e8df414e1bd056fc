import { relative } from 'node:path';
import type { FullConfig, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';

import { createRedactor } from '../src/redact/redactor.ts';
import { shareRunKey } from '../src/redact/tokens/run-key.ts';
import { escapeText } from '../src/std/printable-text.ts';
import { announceReporter, askWorkersToAttach } from '../src/store/reporter-presence.ts';
import { RUN_ENV } from '../src/store/run-environment.ts';
import { type AttemptStatus, hasFailed } from './attempt-status.ts';
import { failedHook } from './failed-hook.ts';
import { FailureReport, titleOf, warnOfWithheld, withheldAdvice } from './failure-report.ts';
import { discardRecording, judgeAttempt } from './judge-attempt.ts';
import { faultOfReporterOptions, type IpcReporterOptions } from './reporter-options.ts';
import { reporterOrder } from './reporter-order.ts';
import { RunReport } from './run-report.ts';
import { isTakenBySuite } from './taken-by-suite.ts';
import { print, warn } from './terminal.ts';
import { WorkerRecordings } from './worker-recordings.ts';

export type { ReplayOptions } from './replay-failures.ts';
export type { IpcReporterOptions } from './reporter-options.ts';

const UNFINISHED = 'A recording of what passed outside of tests was not finished';

/** The options as Playwright hands them over, with one of its own. */
type GivenOptions = IpcReporterOptions & { _mode?: 'list' | 'test' | 'merge' };

/**
 * Attaches the session, timeline and summary of each failed test, prints what went wrong on the boundary, and deletes the
 * recordings that are not kept. Decides when a test has ended, so that a killed worker's recording is attached too.
 * Never throws, and changes nothing that another reporter says.
 */
export default class IpcReporter implements Reporter {
  private readonly options: GivenOptions;
  private readonly running = new Map<TestResult, TestCase>();
  private readonly failures = new FailureReport();
  private readonly workers = new WorkerRecordings((name, rule) =>
    warn(`An ${name} was withheld. ${withheldAdvice(rule)}`),
  );
  private readonly report = new RunReport();
  private config: FullConfig | undefined;
  /** Whether another one of us reports this run: the config may list the reporter that `run` adds. */
  private isDouble = false;
  private hasOwnIpc = false;

  constructor(options: GivenOptions = {}) {
    this.options = options;
    announceReporter();
    shareRunKey();
  }

  /** False: our lines come on top of those of the suite's own terminal reporter. */
  printsToStdio(): boolean {
    return false;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.config = config;
    this.isDouble = isReported(suite);
    if (this.isDouble) return;
    const fault = faultOfReporterOptions(this.options);
    if (fault !== undefined) warn(fault);
    this.safely('The order of reporters was not checked', () => {
      const { isLate, isAfterBlob } = reporterOrder(config);
      if (isLate) askWorkersToAttach();
      if (isAfterBlob) {
        warn(
          'List playwright-ipc-recorder/reporter before blob in your config: blob misses the sessions of workers that are killed.',
        );
      }
    });
  }

  onTestBegin(test: TestCase, result: TestResult): void {
    this.running.set(result, test);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.running.delete(result);
    this.judge(test, result, result.status);
  }

  onEnd(): void {
    // When time for the whole run is up, this comes before the end of the tests that run.
    for (const [result, test] of this.running) this.judge(test, result, 'interrupted');
    if (!this.isMerging() && !this.isDouble)
      this.safely(UNFINISHED, () =>
        this.report.addOutside(this.workers.finish((error) => this.warnOf(UNFINISHED, error))),
      );
  }

  /** Comes after the other reporters have printed their failures. */
  async onExit(): Promise<void> {
    if (this.isDouble) return;
    this.safely('Tests without a recording were not named', () => this.nameUnrecorded());
    if (this.options.print !== false) this.safely('The failures were not printed', () => this.failures.print());
    if (process.env[RUN_ENV] === '1' && this.options._mode === 'test')
      this.safely('The end of the run was not told', () => print(`[ipc-recorder] ${escapeText(this.report.ending())}`));
    if (this.options.print !== false && this.hasOwnIpc)
      warn('The suite has a fixture ipc of its own; the recording of a test is its fixture ipcRecording.');
    const { replay } = this.options;
    if (replay !== undefined)
      await this.failures
        .replay(replay, this.config?.configFile)
        .catch((error: unknown) => warn(`The failures were not replayed: ${String(error)}`));
  }

  private judge(test: TestCase, result: TestResult, status: AttemptStatus): void {
    // A merged report has its attachments; what lies in the output folder is of another run.
    if (this.isMerging() || this.isDouble) return;
    const failed = hasFailed(test, status);
    let isRecorded = false;
    this.safely(`The recording of "${titleOf(test)}" was not attached`, () => {
      this.workers.seen(test);
      const judged = judgeAttempt(test, result, status, this.configFile());
      this.report.add(test, result, failed, judged);
      if (judged === undefined) return;
      const { session, kept } = judged;
      isRecorded = kept !== undefined;
      this.hasOwnIpc ||= isTakenBySuite(test, 'ipc');
      if (kept === undefined) discardRecording(test, result);
      if (kept?.problem !== undefined) warn(`The files of "${titleOf(test)}" were not written: ${kept.problem}.`);
      if (kept !== undefined) warnOfWithheld(kept, session.withheld);
      if (kept !== undefined && failed) this.failures.add(kept, session);
      if (status === 'passed' && !failed) this.failures.compare(test, session);
    });
    if (!failed || result.workerIndex < 0) return;
    this.safely(`The recording of the worker of "${titleOf(test)}" was not attached`, () => {
      const sessions = this.workers.attachTo(test, result, this.config?.rootDir ?? process.cwd());
      const hook = failedHook(result);
      // Where the test itself was not even begun, what failed it lies before it.
      if (hook !== undefined || !isRecorded) this.failures.addOfWorker(test, result, sessions, hook);
    });
  }

  /** Names the files whose tests failed without a recording: nothing else would tell. */
  private nameUnrecorded(): void {
    const rootDir = this.config?.rootDir ?? process.cwd();
    for (const text of this.report.unrecorded((file) => relative(rootDir, file))) warn(text);
  }

  /** `merge-reports` has no project's options. */
  private isMerging(): boolean {
    return this.options._mode === 'merge';
  }

  private configFile(): string | undefined {
    return this.config?.configFile === undefined ? undefined : relative(process.cwd(), this.config.configFile);
  }

  /** Turns a failure of ours into a warning: a reporter that throws fails the run. */
  private safely(what: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.warnOf(what, error);
    }
  }

  private warnOf(what: string, error: unknown): void {
    warn(`${what}: ${createRedactor().text(error instanceof Error ? error.message : String(error))}`);
  }
}

const REPORTED = Symbol.for('playwright-ipc-recorder.reported');

/** Whether a run is reported by one of us already; the one that asks first reports it. The package may be loaded twice. */
function isReported(suite: Suite): boolean {
  const shared = globalThis as { [REPORTED]?: WeakSet<Suite> };
  shared[REPORTED] ??= new WeakSet();
  if (shared[REPORTED].has(suite)) return true;
  shared[REPORTED].add(suite);
  return false;
}
