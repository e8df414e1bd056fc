import process from 'node:process';
import { defineConfig } from '@playwright/test';
import { browserLaunchOptions } from './scripts/browser.mjs';

export default defineConfig({
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // scripts/test.mjs counts the tests of each run in the JSON.
  reporter: [
    [process.env.CI ? 'dot' : 'list'],
    ['json', { outputFile: 'node_modules/.cache/ipc-recorder/last-run.json' }],
  ],
  use: { launchOptions: browserLaunchOptions() },
  projects: [
    {
      name: 'unit',
      testMatch: '**/*.test.ts',
      outputDir: 'test-results/unit',
    },
    {
      name: 'e2e',
      testDir: 'e2e',
      // Not deeper: e2e/demo has a config of its own. Globs match whole paths, so to ignore a name would ignore a checkout under that name.
      testMatch: /[\\/]e2e[\\/][^\\/]+\.spec\.ts$/,
      outputDir: 'test-results/e2e',
      timeout: 60_000,
      // Two browsers and a runner on two cores: a test that a busy machine fails once is reported as flaky, not lost.
      retries: process.env.CI ? 1 : 0,
    },
  ],
});
