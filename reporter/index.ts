import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FullConfig, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { createRedactor } from '../src/redact/redactor.ts';
import { shareRunKey } from '../src/redact/run-key.ts';
import { announceReporter } from '../src/store/reporter-presence.ts';
import { type AttemptStatus, hasFailed } from './attempt-status.ts';
import { failedHook } from './failed-hook.ts';
import { FailureReport, titleOf, warnOfWithheld, withheldAdvice } from './failure-report.ts';
import { discardRecording, judgeAttempt } from './judge-attempt.ts';
import { faultOfReporterOptions, type IpcReporterOptions } from './reporter-options.ts';
import { warn } from './terminal.ts';
import { WorkerRecordings } from './worker-recordings.ts';

export type { ReplayOptions } from './replay-failures.ts';
export type { IpcReporterOptions } from './reporter-options.ts';

/** The reporter that stores what is attached when a test ends: ours must come before it. */
const STORES_AT_TEST_END = 'blob';

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
  private config: FullConfig | undefined;

  constructor(options: GivenOptions = {}) {
    this.options = options;
    announceReporter();
    shareRunKey();
  }

  /** False: our lines come on top of those of the suite's own terminal reporter. */
  printsToStdio(): boolean {
    return false;
  }

  onBegin(config: FullConfig): void {
    this.config = config;
    const fault = faultOfReporterOptions(this.options);
    if (fault !== undefined) warn(fault);
    this.safely('The order of reporters was not checked', () => {
      const names = config.reporter.map(([name]) => name);
      const blob = names.indexOf(STORES_AT_TEST_END);
      if (blob >= 0 && blob < names.lastIndexOf(fileURLToPath(import.meta.url))) {
        warn(
          'List playwright-ipc-recorder/reporter before blob in your config: blob misses what is attached after it.',
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
    if (!this.isMerging()) this.safely('Recordings of workers were not deleted', () => this.workers.cleanUp());
  }

  /** Comes after the other reporters have printed their failures. */
  async onExit(): Promise<void> {
    if (this.options.print !== false) this.safely('The failures were not printed', () => this.failures.print());
    const { replay } = this.options;
    if (replay !== undefined)
      await this.failures
        .replay(replay, this.config?.configFile)
        .catch((error: unknown) => warn(`The failures were not replayed: ${String(error)}`));
  }

  private judge(test: TestCase, result: TestResult, status: AttemptStatus): void {
    // A merged report has its attachments; what lies in the output folder is of another run.
    if (this.isMerging()) return;
    const failed = hasFailed(test, status);
    let isRecorded = false;
    this.safely(`The recording of "${titleOf(test)}" was not attached`, () => {
      this.workers.seen(test);
      const judged = judgeAttempt(test, result, status, this.configFile());
      if (judged === undefined) return;
      const { session, kept } = judged;
      isRecorded = kept !== undefined;
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
      warn(`${what}: ${createRedactor().text(error instanceof Error ? error.message : String(error))}`);
    }
  }
}
