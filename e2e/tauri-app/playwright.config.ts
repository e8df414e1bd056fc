// Run by `npm run test:tauri`, which builds the app, names it in TAURI_APP and gives it a display.
import { defineConfig } from '@playwright/test';
import { browserLaunchOptions } from '../../scripts/browser.mjs';

export default defineConfig({
  testDir: 'tests',
  outputDir: '../../test-results/tauri',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [
    [process.env.CI ? 'dot' : 'list'],
    // scripts/run-tests.mjs counts the tests in it.
    ['json', { outputFile: '../../node_modules/.cache/ipc-recorder/last-run.json' }],
  ],
  use: { launchOptions: browserLaunchOptions() },
});
