import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import type { FullConfig, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { createRedactor } from '../src/redact/redactor.ts';
import { shareRunKey } from '../src/redact/run-key.ts';
import type { RecordedSession } from '../src/session/format/schema.ts';
import { escapeText } from '../src/std/printable-text.ts';
import { REPORTER_ENV } from '../src/store/recording-files.ts';
import { type Paint, renderFailureBlock } from '../src/triage/failure-block.ts';
import { failureFacts } from '../src/triage/failure-facts.ts';
import {
  type AttemptStatus,
  compareWithPass,
  discardRecording,
  hasFailed,
  judgeAttempt,
  type KeptAttempt,
} from './judge-attempt.ts';
import { redactorOf } from './redactor-of.ts';
import { type ReplayOptions, replayFailure } from './replay-failures.ts';
import { faultOfReporterOptions, type IpcReporterOptions } from './reporter-options.ts';
import { WorkerRecordings } from './worker-recordings.ts';

export type { ReplayOptions } from './replay-failures.ts';
export type { IpcReporterOptions } from './reporter-options.ts';

/** The reporter that stores what is attached when a test ends: ours must come before it. */
const STORES_AT_TEST_END = 'blob';

/** What Playwright adds to the options it was given. */
type GivenOptions = IpcReporterOptions & { _mode?: 'list' | 'test' | 'merge' };

const PAINTS = { title: 'bold', pending: 'yellow', failed: 'red', quiet: 'dim' } as const;

/**
 * Attaches the session, timeline and summary of each failed test, prints what went wrong on the boundary, and deletes the
 * recordings that are not kept. Decides when a test has ended, so that a killed worker's recording is attached too.
 * Never throws, and changes nothing that another reporter says.
 */
export default class IpcReporter implements Reporter {
  private readonly options: GivenOptions;
  private readonly running = new Map<TestResult, TestCase>();
  private readonly failures: (KeptAttempt & { block: string })[] = [];
  private readonly workers = new WorkerRecordings((name, rule) => warn(`An ${name} was withheld. ${advice(rule)}`));
  private config: FullConfig | undefined;

  constructor(options: GivenOptions = {}) {
    this.options = options;
    process.env[REPORTER_ENV] = String(process.pid);
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
    if (this.options.print !== false) this.safely('The failures were not printed', () => this.print());
    const { replay } = this.options;
    if (replay !== undefined)
      await this.replay(replay).catch((error: unknown) => warn(`The failures were not replayed: ${String(error)}`));
  }

  private judge(test: TestCase, result: TestResult, status: AttemptStatus): void {
    // A merged report has its attachments; what lies in the output folder is of another run.
    if (this.isMerging()) return;
    const failed = hasFailed(test, status);
    this.safely(`The recording of "${titleOf(test)}" was not attached`, () => {
      this.workers.seen(test);
      const judged = judgeAttempt(test, result, status, this.configFile());
      if (judged === undefined) return;
      const { session, kept } = judged;
      if (kept === undefined) discardRecording(test, result);
      if (kept?.problem !== undefined) warn(`The files of "${titleOf(test)}" were not written: ${kept.problem}.`);
      if (kept !== undefined) warnOfWithheld(kept, session.withheld);
      if (kept !== undefined && failed) this.failures.push(Object.assign(kept, { block: blockOf(kept, session) }));
      if (status !== 'passed' || failed) return;
      for (const attempt of this.failures) if (attempt.test === test) compare(attempt, session);
    });
    if (!failed || result.workerIndex < 0) return;
    this.safely(`The recording of the worker of "${titleOf(test)}" was not attached`, () =>
      this.workers.attachTo(test, result, this.config?.rootDir ?? process.cwd()),
    );
  }

  private print(): void {
    for (const { test, result, block, divergence, withheldBy } of this.failures) {
      if (withheldBy !== undefined) continue;
      const project = test.parent.project()?.name;
      const { text: redact } = redactorOf(test);
      const title =
        [
          ...(project ? [`[${project}]`] : []),
          ...test
            .titlePath()
            .slice(2)
            .map((one) => redact(one)),
        ].join(' › ') + (result.retry > 0 ? ` (retry ${result.retry})` : '');
      process.stderr.write(`\n  ${paint('title', escapeText(title))}\n`);
      process.stderr.write(`${block.replace(/^(?=.)/gm, '  ')}\n`);
      if (divergence !== undefined)
        process.stderr.write(
          `  ${paint('failed', 'first difference to the attempt that passed:')} ${escapeText(divergence.text)}\n`,
        );
    }
  }

  private async replay(options: ReplayOptions): Promise<void> {
    for (const { test, sessionFile, withheldBy } of this.failures) {
      if (withheldBy !== undefined) continue;
      const { same, text } = await replayFailure(sessionFile, options, this.config?.configFile);
      process.stderr.write(
        `\n  ${styleText(same ? 'green' : 'yellow', 'IPC replayed', { stream: process.stderr })} ${escapeText(titleOf(test))}: ${escapeText(redactorOf(test).text(text))}\n`,
      );
    }
  }

  /** `merge-reports` has no project's options. */
  private isMerging(): boolean {
    return this.options._mode === 'merge';
  }

  private configFile(): string | undefined {
    return this.config?.configFile === undefined ? undefined : relative(process.cwd(), this.config.configFile);
  }

  /** What we fail at is a warning: a reporter that throws fails the run. */
  private safely(what: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      warn(`${what}: ${createRedactor().text(error instanceof Error ? error.message : String(error))}`);
    }
  }
}

/** What the two attempts differ in can be the first text that holds a secret. */
function compare(failed: KeptAttempt, passed: RecordedSession): void {
  if (failed.withheldBy !== undefined) return;
  compareWithPass(failed, passed);
  warnOfWithheld(failed);
}

function titleOf(test: TestCase): string {
  return redactorOf(test).text(test.title);
}

/** That something was missed is for the user to mend: the net below redaction is no second redaction. */
function warnOfWithheld({ test, withheldBy }: KeptAttempt, withheld: RecordedSession['withheld'] = {}): void {
  if (withheldBy !== undefined) {
    warn(`The session of "${titleOf(test)}" was withheld. ${advice(withheldBy)}`);
    return;
  }
  const rules = Object.entries(withheld).map(([rule, count]) => `${rule} (${count})`);
  if (rules.length > 0) warn(`Some of the session of "${titleOf(test)}" was withheld. ${advice(rules.join(', '))}`);
}

function advice(rules: string): string {
  return `It holds secrets that redaction missed, found by ${rules}: tell the option "redact" of them.`;
}

/** On stderr: JSON and JUnit may be on stdout. */
const paint: Paint = (what, text) => styleText(PAINTS[what], text, { stream: process.stderr });

/** Made when the test ends, so that no session is held for it. */
function blockOf({ sessionFile, replayCommand, problem }: KeptAttempt, session: RecordedSession): string {
  return renderFailureBlock(failureFacts(session), {
    ...(problem === undefined && { sessionFile, replayCommand }),
    paint,
  });
}

function warn(text: string): void {
  process.stderr.write(`[ipc-reporter] ${escapeText(text)}\n`);
}
