import { dirname, relative, resolve } from 'node:path';
import type { FullConfig, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import type { FindLeak } from '../src/redact/find-leak.ts';
import { createRedactor } from '../src/redact/redactor.ts';
import type { RecordedSession } from '../src/session/format/schema.ts';
import { escapeText } from '../src/std/text/printable-text.ts';
import { RUN_ENV } from '../src/store/run-environment.ts';
import { type AttemptStatus, hasFailed } from './attempt-status.ts';
import { Baselines } from './compare/baselines.ts';
import { failedHook } from './failed-hook.ts';
import { FailureReport, titleOf, warnOfWithheld, withheldAdvice } from './failure-report.ts';
import { discardRecording, judgeAttempt } from './judge-attempt.ts';
import { RecordingTally } from './recording-tally.ts';
import { faultOfReporterOptions, type GivenOptions } from './reporter-options.ts';
import { isTakenBySuite } from './taken-by-suite.ts';
import { print, warn } from './terminal.ts';
import { WorkerRecordings } from './worker-recordings.ts';

const UNFINISHED = 'A recording of what passed outside of tests was not finished';

/** Judges the attempts of a run, and says at its end what went wrong on the boundary. Never throws. */
export class RunJudge {
  private readonly options: GivenOptions;
  private readonly config: FullConfig;
  private readonly failures = new FailureReport();
  private readonly workers = new WorkerRecordings((name, rule) =>
    warn(`An ${name} was withheld. ${withheldAdvice(rule)}`),
  );
  private readonly tally = new RecordingTally();
  private readonly baselines: Baselines | undefined;
  private hasOwnIpc = false;
  /** The page of the run, when tests have failed. */
  private reportOfFailures: string | undefined;

  constructor(options: GivenOptions, config: FullConfig) {
    this.options = options;
    this.config = config;
    const fault = faultOfReporterOptions(options);
    if (fault !== undefined) warn(fault);
    const { baseline } = options;
    // In a replay a recording answers: a pass shows nothing of the backend.
    if (typeof baseline === 'string' && baseline !== '' && !process.env.IPC_RECORDER_REPLAY)
      this.baselines = new Baselines(resolve(dirname(config.configFile ?? '.'), baseline), (what, error) =>
        this.warnOf(what, error),
      );
  }

  /** Keeps and attaches the recording of an attempt that has ended, or deletes it. */
  judge(test: TestCase, result: TestResult, status: AttemptStatus): void {
    const failed = hasFailed(test, status);
    let isRecorded = false;
    const what = () => `The recording of "${titleOf(test)}" was not attached`;
    this.safely(what, () => {
      this.workers.seen(test);
      const isCompared = status === 'passed' && (this.baselines !== undefined || this.failures.awaitsPass(test));
      const judged = judgeAttempt(test, result, status, {
        configFile: this.configFile(),
        isCompared,
        explain: (session, findLeak) => this.baselines?.explain(test, session, findLeak),
      });
      this.tally.add(test, result, failed, judged);
      if (judged === undefined) return;
      const { session, findLeak, kept, leftOut } = judged;
      isRecorded = kept !== undefined;
      this.hasOwnIpc ||= isTakenBySuite(test, 'ipc');
      if (kept === undefined) discardRecording(test, result);
      if (kept?.problem !== undefined) warn(`The files of "${titleOf(test)}" were not written: ${kept.problem}.`);
      if (session === undefined || findLeak === undefined) return;
      if (kept !== undefined && leftOut !== undefined)
        warn(
          `The recording of "${titleOf(test)}" is too large to be attached whole: its ${leftOut} oldest events were left out.`,
        );
      if (kept !== undefined) warnOfWithheld(kept, session.withheld);
      if (kept !== undefined && failed) this.failures.add(kept, session);
      if (status === 'passed' && !failed) this.passed(test, session, findLeak);
    });
    if (!failed || result.workerIndex < 0) return;
    const ofWorker = () => `The recording of the worker of "${titleOf(test)}" was not attached`;
    this.safely(ofWorker, () => {
      const sessions = this.workers.attachTo(test, result, this.config.rootDir);
      const hook = failedHook(result);
      // Where the test itself was not even begun, what failed it lies before it.
      if (hook !== undefined || !isRecorded) this.failures.addOfWorker(test, result, sessions, hook);
    });
  }

  /** Compares a pass with the failed attempts before it, and then keeps it: it is no baseline of itself. */
  private passed(test: TestCase, session: RecordedSession, findLeak: FindLeak): void {
    const what = () => `The failed attempt of "${titleOf(test)}" was not compared with the one that passed`;
    if (this.failures.awaitsPass(test))
      this.safely(what, () => this.failures.compare(test, session, this.baselines?.passesOf(session, findLeak)));
    this.baselines?.keep(session, findLeak);
  }

  /** All tests have ended. */
  end(): void {
    this.safely(UNFINISHED, () =>
      this.tally.addOutside(this.workers.finish((error) => this.warnOf(UNFINISHED, error))),
    );
  }

  /** Writes the page of the run, where one is asked for. All attachments are there: those of a merged run, too. */
  async writeReport(suite: Suite): Promise<void> {
    const { report, _mode: mode } = this.options;
    if (typeof report !== 'string' || mode === 'list') return;
    try {
      const { writeReport } = await import('./write-report.ts');
      const { configFile } = this.config;
      const { file, failed } = writeReport(suite, resolve(configFile === undefined ? '' : dirname(configFile), report));
      if (failed) this.reportOfFailures = file;
    } catch (error) {
      this.warnOf('The report of the run was not written', error);
    }
  }

  /** The other reporters have printed their failures. */
  async exit(): Promise<void> {
    this.safely('Tests without a recording were not named', () => this.nameUnrecorded());
    if (this.options.print !== false) this.safely('The failures were not printed', () => this.failures.print());
    if (this.options.print !== false && this.reportOfFailures !== undefined)
      print(`[ipc-reporter] Report of the run: ${escapeText(relative(process.cwd(), this.reportOfFailures))}`);
    if (process.env[RUN_ENV] === '1' && this.options._mode === 'test')
      this.safely('The end of the run was not told', () => print(`[ipc-recorder] ${escapeText(this.tally.ending())}`));
    if (this.options.print !== false && this.hasOwnIpc)
      warn('The suite has a fixture ipc of its own; the recording of a test is its fixture ipcRecording.');
    const { replay } = this.options;
    if (replay !== undefined)
      await this.failures
        .replay(replay, this.config.configFile)
        .catch((error: unknown) => warn(`The failures were not replayed: ${String(error)}`));
  }

  /** Names the files whose tests failed without a recording: nothing else would tell. */
  private nameUnrecorded(): void {
    for (const text of this.tally.unrecorded((file) => relative(this.config.rootDir, file))) warn(text);
  }

  private configFile(): string | undefined {
    const { configFile } = this.config;
    return configFile === undefined ? undefined : relative(process.cwd(), configFile);
  }

  /** Turns a failure of ours into a warning: a reporter that throws fails the run. */
  private safely(what: string | (() => string), run: () => void): void {
    try {
      run();
    } catch (error) {
      this.warnOf(typeof what === 'string' ? what : what(), error);
    }
  }

  private warnOf(what: string, error: unknown): void {
    warn(`${what}: ${createRedactor().text(error instanceof Error ? error.message : String(error))}`);
  }
}
