import type { FullConfig, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { shareRunKey } from '../src/redact/tokens/run-key.ts';
import { announceReporter, askWorkersToAttach } from '../src/store/reporter-presence.ts';
import { RUN_ENV } from '../src/store/run-environment.ts';
import type { GivenOptions } from './reporter-options.ts';
import type { RunJudge } from './run-judge.ts';
import { hasRecording } from './start/has-recording.ts';
import { mayRecord } from './start/may-record.ts';
import { hasOwnOptions } from './start/own-options.ts';
import { reporterOrder } from './start/reporter-order.ts';
import { warn } from './terminal.ts';

export type { ReplayOptions } from './replay-failures.ts';
export type { IpcReporterOptions } from './reporter-options.ts';

type Attempt = Parameters<RunJudge['judge']>;

/**
 * Attaches the session, timeline and summary of each failed test, prints what went wrong on the boundary, and deletes the
 * recordings that are not kept. Decides when a test has ended, so that a killed worker's recording is attached too.
 * Never throws, and changes nothing that another reporter says. All that judging needs is loaded before the first test runs, unless nothing is recorded.
 */
export default class IpcReporter implements Reporter {
  private readonly options: GivenOptions;
  private readonly running = new Map<TestResult, TestCase>();
  /** Attempts that have ended while there was no judge. */
  private readonly waiting: Attempt[] = [];
  private judge: RunJudge | undefined;
  private loading: Promise<void> | undefined;
  private config: FullConfig | undefined;
  private suite: Suite | undefined;
  /** Whether another one of us reports this run: the config may list the reporter that `run` adds. */
  private isDouble = false;

  constructor(options: GivenOptions | undefined = {}) {
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
    this.suite = suite;
    this.isDouble = isReported(suite);
    if (this.isDouble) return;
    try {
      const { isLate, isAfterBlob } = reporterOrder(config);
      if (isLate) askWorkersToAttach();
      if (isAfterBlob) {
        warn(
          'List playwright-ipc-recorder/reporter before blob in your config: blob misses the sessions of workers that are killed.',
        );
      }
    } catch (error) {
      warn(`The order of reporters was not checked: ${String(error)}`);
    }
    if (hasOwnOptions(this.options) || process.env[RUN_ENV] === '1' || mayRecord(suite)) void this.load(config);
  }

  onTestBegin(test: TestCase, result: TestResult): void {
    this.running.set(result, test);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.running.delete(result);
    this.ended(test, result, result.status);
  }

  async onEnd(): Promise<void> {
    // When time for the whole run is up, this comes before the end of the tests that run.
    for (const [result, test] of this.running) this.ended(test, result, 'interrupted');
    // A mode that we could not see has recorded all the same.
    if (this.config !== undefined && this.waiting.some(hasRecording)) void this.load(this.config);
    await this.loading;
    if (!this.isMerging()) this.judge?.end();
    if (this.suite !== undefined && !this.isDouble) await this.judge?.writeReport(this.suite);
  }

  /** Comes after the other reporters have printed their failures. */
  async onExit(): Promise<void> {
    await this.judge?.exit();
  }

  /** Loads the judge, who takes the attempts that have ended meanwhile. */
  private load(config: FullConfig): Promise<void> {
    this.loading ??= import('./run-judge.ts').then(
      ({ RunJudge }) => {
        const judge = new RunJudge(this.options, config);
        this.judge = judge;
        for (const attempt of this.waiting.splice(0)) judge.judge(...attempt);
      },
      (error: unknown) => warn(`The recordings were not attached: ${String(error)}`),
    );
    return this.loading;
  }

  private ended(...attempt: Attempt): void {
    // A merged report has its attachments; what lies in the output folder is of another run.
    if (this.isMerging() || this.isDouble) return;
    if (this.judge === undefined) this.waiting.push(attempt);
    else this.judge.judge(...attempt);
  }

  /** `merge-reports` has no project's options. */
  private isMerging(): boolean {
    return this.options._mode === 'merge';
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
