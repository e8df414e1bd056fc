import { resolve } from 'node:path';
import type { SessionTest } from '../../../session/format/schema.ts';
import { startTimer } from '../../../std/timers.ts';
import type { ReplayLine, TestName } from '../../../store/replay-run.ts';
import { InterruptedError } from '../../io/interruption.ts';
import { tellResults } from '../suite/tell-results.ts';
import { findAnyPlaywright, findPlaywright } from './find-playwright.ts';
import { findTest, type ListedTest, listedTests } from './find-test.ts';
import { type JsonReport, type PlaywrightRun, runPlaywright } from './run-playwright.ts';

/** Milliseconds in which results are still judged, once there are no more to come. */
const JUDGES_ON_MS = 3_000;

/** Runs tests of a Playwright project again. The tests are listed once, when the first one is looked for. */
export class TestProject {
  private readonly config: string | undefined;
  private readonly stop: AbortSignal;
  private readonly judging = new AbortController();
  private runs = 0;
  private listing: Promise<Listing> | undefined;

  /**
   * @param config its config file; left out, Playwright finds it.
   * @param stop ends what runs, and lets nothing more begin.
   */
  constructor(config: string | undefined, stop: AbortSignal) {
    this.config = config;
    this.stop = stop;
    stop.addEventListener('abort', () => this.endJudging(), { once: true });
  }

  /**
   * Returns the test that a session was recorded in.
   *
   * @throws {IpcError} `TEST_NOT_FOUND`, `PLAYWRIGHT_NOT_FOUND`
   */
  async find(wanted: SessionTest): Promise<ListedTest> {
    return findTest((await this.list()).report, wanted);
  }

  /**
   * Returns all its tests, in the order in which the suite has them, and its serial groups.
   *
   * @throws {IpcError} `PLAYWRIGHT_NOT_FOUND`
   */
  async tests(): Promise<ListedTests> {
    const { report, groups } = await this.list();
    return { tests: listedTests(report), groups };
  }

  /** The version of its Playwright. @throws {IpcError} `PLAYWRIGHT_NOT_FOUND` */
  get playwright(): string {
    return findAnyPlaywright(this.config).version;
  }

  /**
   * Runs Playwright on it.
   *
   * @throws {IpcError} `PLAYWRIGHT_NOT_FOUND`
   */
  async run({ args, ...run }: Omit<PlaywrightRun, 'cli' | 'stop'>): Promise<JsonReport> {
    const config = this.config === undefined ? [] : [`--config=${resolve(this.config)}`];
    const { stop } = this;
    this.runs += 1;
    try {
      return await runPlaywright({ cli: findPlaywright(this.config), args: [...config, ...args], stop, ...run });
    } finally {
      this.runs -= 1;
      this.endJudging();
    }
  }

  /** Ends the judging of results some time after the stop, or after the run that it ends: what was judged by then is told of. */
  get stopJudging(): AbortSignal {
    return this.judging.signal;
  }

  private endJudging(): void {
    if (!this.stop.aborted || this.runs > 0) return;
    startTimer(() => this.judging.abort(new InterruptedError()), JUDGES_ON_MS).unref();
  }

  private list(): Promise<Listing> {
    this.listing ??= this.readListing();
    return this.listing;
  }

  private async readListing(): Promise<Listing> {
    const groups: TestName[][] = [];
    const onLine = (line: ReplayLine) => {
      if (line.type === 'serial') groups.push(line.tests);
    };
    const report = await tellResults(onLine, ({ reporter, env }) =>
      this.run({ args: ['--list'], reporters: [reporter], isQuiet: true, env }),
    );
    return { report, groups };
  }
}

/** The tests of a project. */
export interface ListedTests {
  tests: ListedTest[];
  /** The groups whose tests run one after the other, and none behind one that fails. */
  groups: TestName[][];
}

interface Listing {
  report: JsonReport;
  groups: TestName[][];
}
