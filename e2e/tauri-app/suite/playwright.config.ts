// Run by `npm run demo:tauri`, which builds the app, names it in TAURI_APP and gives it a display.
import process from 'node:process';
import { defineConfig } from '@playwright/test';
import type { IpcRecorderOptions } from 'playwright-ipc-recorder/fixtures';
import type { TauriConfig } from 'playwright-ipc-recorder/tauri';
import { browserLaunchOptions } from '../../../scripts/browser.mjs';

export default defineConfig<IpcRecorderOptions, TauriConfig>({
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['playwright-ipc-recorder/reporter'],
    ['list'],
    // For scripts/demo-tauri.mjs.
    ['json', { outputFile: 'test-results/results.json' }],
  ],
  use: { ipcRecorder: 'on', launchOptions: browserLaunchOptions() },
  projects: [
    { name: 'mocked', testMatch: 'mocked.spec.ts', outputDir: 'test-results/mocked' },
    {
      name: 'real',
      testMatch: 'real.spec.ts',
      outputDir: 'test-results/real',
      use: { tauri: { command: process.env.TAURI_APP ?? '' } },
    },
  ],
});
