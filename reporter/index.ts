import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { FullConfig, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { REPORTER_ENV } from '../src/session/attachments.ts';
import { escapeText } from '../src/triage/escape-text.ts';
import { type Paint, renderFailureBlock } from '../src/triage/failure-block.ts';
import { failureFacts } from '../src/triage/failure-facts.ts';
import { compareWithPass, discardRecording, judgeAttempt, type KeptAttempt } from './judge-attempt.ts';
import { type ReplayOptions, replayFailure } from './replay-failures.ts';
import { WorkerRecordings } from './worker-recordings.ts';

export type { ReplayOptions } from './replay-failures.ts';

/** Options of the reporter, as in `['playwright-ipc-recorder/reporter', { … }]`. */
export interface IpcReporterOptions {
  /** Print a block for each failed test at the end of the run. @default true */
  print?: boolean;
  /** Replay the IPC of each failure against a backend after the run, and print what came of it. @default no replay */
  replay?: ReplayOptions;
}

/** Reporters that store what is attached when a test ends: they must come after ours. */
const READERS = ['blob', 'html', 'json', 'junit'];

const PAINTS = { title: 'bold', pending: 'yellow', failed: 'red', quiet: 'dim' } as const;

/**
 * Attaches the session, timeline and summary of each failed test, prints what went wrong on the boundary, and deletes the
 * recordings that are not kept. Decides when a test has ended, so that a killed worker's recording is attached too.
 * Never throws, and changes nothing that another reporter says.
 */
export default class IpcReporter implements Reporter {
  private readonly options: IpcReporterOptions;
  private readonly running = new Map<TestResult, TestCase>();
  private readonly kept: KeptAttempt[] = [];
  private readonly workers = new WorkerRecordings();
  private config: FullConfig | undefined;

  constructor(options: IpcReporterOptions = {}) {
    this.options = options;
    process.env[REPORTER_ENV] = String(process.pid);
  }

  /** False: our lines come on top of those of the suite's own terminal reporter. */
  printsToStdio(): boolean {
    return false;
  }

  onBegin(config: FullConfig): void {
    this.safely('The order of reporters was not checked', () => {
      this.config = config;
      const names = config.reporter.map(([name]) => name);
      const ours = names.findIndex((name) => /playwright-ipc-recorder|[\\/]reporter[\\/]index\.[jt]s$/.test(name));
      const before = READERS.filter((name) => names.indexOf(name) >= 0 && names.indexOf(name) < ours);
      if (before.length > 0)
        warn(
          `List playwright-ipc-recorder/reporter before ${before.join(', ')} in your config: they may miss what it attaches.`,
        );
    });
  }

  onTestBegin(test: TestCase, result: TestResult): void {
    this.running.set(result, test);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.running.delete(result);
    this.safely(`The recording of "${escapeText(test.title)}" was not attached`, () => this.judge(test, result));
  }

  onEnd(): void {
    // When time for the whole run is up, this comes before the end of the tests that run.
    for (const [result, test] of this.running)
      this.safely('A recording was not attached', () => this.judge(test, result));
    this.safely('Recordings of workers were not deleted', () => this.workers.cleanUp());
  }

  /** Comes after the other reporters have printed their failures. */
  async onExit(): Promise<void> {
    if (this.options.print !== false) this.safely('The failures were not printed', () => this.print());
    const { replay } = this.options;
    if (replay !== undefined)
      await this.replay(replay).catch((error: unknown) => warn(`The failures were not replayed: ${String(error)}`));
  }

  private judge(test: TestCase, result: TestResult): void {
    this.workers.seen(test);
    const judged = judgeAttempt(test, result, this.configFile());
    const failed = result.status !== test.expectedStatus && result.status !== 'skipped';
    if (failed && result.workerIndex >= 0) this.workers.attachTo(test, result, this.config?.rootDir ?? process.cwd());
    if (judged === undefined) return;
    if ('session' in judged) {
      if (failed) this.kept.push(judged);
    } else discardRecording(test, result);
    if (failed) return;
    const passed = 'session' in judged ? judged.session : judged;
    for (const attempt of this.kept) if (attempt.test === test) compareWithPass(attempt, passed);
  }

  private print(): void {
    const paint: Paint = (what, text) => styleText(PAINTS[what], text);
    for (const { test, result, session, sessionFile, replayCommand, divergence } of this.kept) {
      const project = test.parent.project()?.name;
      const title =
        [...(project ? [`[${project}]`] : []), ...test.titlePath().slice(2)].join(' › ') +
        (result.retry > 0 ? ` (retry ${result.retry})` : '');
      process.stdout.write(`\n  ${paint('title', escapeText(title))}\n`);
      const block = renderFailureBlock(failureFacts(session), { sessionFile, replayCommand, paint });
      process.stdout.write(`${block.replace(/^(?=.)/gm, '  ')}\n`);
      if (divergence !== undefined)
        process.stdout.write(
          `  ${paint('failed', 'first difference to the attempt that passed:')} ${escapeText(divergence.text)}\n`,
        );
    }
  }

  private async replay(options: ReplayOptions): Promise<void> {
    for (const { test, sessionFile } of this.kept) {
      const { same, text } = await replayFailure(sessionFile, options, this.config?.configFile);
      process.stdout.write(
        `\n  ${styleText(same ? 'green' : 'yellow', 'IPC replayed')} ${escapeText(test.title)}: ${escapeText(text)}\n`,
      );
    }
  }

  private configFile(): string | undefined {
    return this.config?.configFile === undefined ? undefined : relative(process.cwd(), this.config.configFile);
  }

  /** What we fail at is a warning: a reporter that throws fails the run. */
  private safely(what: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function warn(text: string): void {
  process.stderr.write(`[ipc-reporter] ${escapeText(text)}\n`);
}
