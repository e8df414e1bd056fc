import { resolve } from 'node:path';
import type { SessionTest } from '../../session/format/schema.ts';
import { findPlaywright } from './find-playwright.ts';
import { findTest, type ListedTest } from './find-test.ts';
import { type JsonReport, type PlaywrightRun, runPlaywright } from './run-playwright.ts';

/** Runs tests of a Playwright project again. The tests are listed once, when the first one is looked for. */
export class TestProject {
  private readonly config: string | undefined;
  private listed: Promise<JsonReport> | undefined;

  /** @param config its config file; left out, Playwright finds it. */
  constructor(config: string | undefined) {
    this.config = config;
  }

  /**
   * Returns the test that a session was recorded in.
   *
   * @throws {IpcError} `TEST_NOT_FOUND`, `PLAYWRIGHT_NOT_FOUND`
   */
  async find(wanted: SessionTest): Promise<ListedTest> {
    this.listed ??= this.run({ args: ['--list'], reporters: [] });
    return findTest(await this.listed, wanted);
  }

  /**
   * Runs Playwright on it.
   *
   * @throws {IpcError} `PLAYWRIGHT_NOT_FOUND`
   */
  async run({ args, ...run }: Omit<PlaywrightRun, 'cli'>): Promise<JsonReport> {
    const config = this.config === undefined ? [] : [`--config=${resolve(this.config)}`];
    return await runPlaywright({ cli: findPlaywright(this.config), args: [...config, ...args], ...run });
  }
}
