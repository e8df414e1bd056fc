import { defineConfig } from '@playwright/test';
import type { IpcRecorderOptions } from 'playwright-ipc-recorder/fixtures';
import { browserLaunchOptions } from '../../scripts/browser.mjs';

export default defineConfig<IpcRecorderOptions>({
  testDir: '.',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  timeout: 15_000,
  expect: { timeout: 2_000 },
  reporter: [
    ['playwright-ipc-recorder/reporter'],
    ['list'],
    ['html', { open: 'never', outputFolder: 'playwright-report' }],
    // For scripts/demo.mjs.
    ['json', { outputFile: 'test-results/results.json' }],
  ],
  webServer: {
    command: 'node serve.mjs',
    // Playwright puts the named group into the environment, in capitals.
    wait: { stdout: /on port (?<notes_port>\d+)/ },
  },
  use: {
    baseURL: `http://127.0.0.1:${process.env.NOTES_PORT}`,
    ipcRecorder: 'retain-on-failure',
    launchOptions: browserLaunchOptions(),
  },
});
