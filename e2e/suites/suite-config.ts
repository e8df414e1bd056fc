import { defineConfig } from '@playwright/test';
import type { IpcRecorderOptions } from 'playwright-ipc-recorder/fixtures';
import { browserLaunchOptions } from '../../scripts/browser.mjs';

/** The config of a suite in `testDir`. */
export const suiteConfig = (testDir: string) =>
  defineConfig<IpcRecorderOptions>({
    testDir,
    outputDir: `${testDir}/test-results`,
    timeout: 15_000,
    expect: { timeout: 2_000 },
    reporter: [['playwright-ipc-recorder/reporter'], ['list']],
    use: { ipcRecorder: 'retain-on-failure', launchOptions: browserLaunchOptions() },
  });
