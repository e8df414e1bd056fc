import process from 'node:process';
import { defineConfig } from '@playwright/test';
import { browserLaunchOptions } from './scripts/browser.mjs';

export default defineConfig({
  testDir: '.',
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
      testIgnore: ['**/dist/**', '**/e2e/**'],
      outputDir: 'test-results/unit',
    },
    {
      name: 'e2e',
      testDir: 'e2e',
      testMatch: '**/*.spec.ts',
      testIgnore: ['**/apps/**', '**/demo/**'],
      outputDir: 'test-results/e2e',
      timeout: 60_000,
    },
  ],
});
