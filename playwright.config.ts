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
      timeout: 120_000,
      expect: { timeout: 20_000 },
    },
    {
      name: 'e2e',
      testDir: 'e2e',
      // One folder for each area. The demos and what lies deeper have configs of their own.
      testMatch: /[\\/]e2e[\\/](?!demo)[^\\/]+[\\/][^\\/]+\.spec\.ts$/,
      outputDir: 'test-results/e2e',
      // Limits are nets for what hangs, far above what a loaded machine needs: many tests start a runner with browsers of its own.
      timeout: 300_000,
      // No retries: a test that a busy machine fails is a test to repair. So what must come may take its time, and costs none when it comes.
      expect: { timeout: 20_000 },
      retries: 0,
    },
  ],
});
