import { defineConfig } from '@playwright/test';
import type { IpcRecorderOptions } from 'playwright-ipc-recorder/fixtures';
import { browserLaunchOptions } from '../../scripts/browser.mjs';

export default defineConfig<IpcRecorderOptions>({
  testDir: '.',
  outputDir: 'test-results',
  workers: 1,
  timeout: 15_000,
  expect: { timeout: 600 },
  reporter: [
    ['playwright-ipc-recorder/reporter'],
    ['list'],
    // For scripts/checks/screenshots.mjs.
    ['json', { outputFile: 'test-results/results.json' }],
  ],
  use: {
    baseURL: 'http://localhost/',
    // The passing attempt of the flaky test stands beside the failed one.
    ipcRecorder: 'on',
    launchOptions: browserLaunchOptions(),
  },
});
