import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import type { ElectronConfig } from 'playwright-ipc-recorder/electron';
import type { IpcRecorderOptions } from 'playwright-ipc-recorder/fixtures';
import { electronLaunchOptions } from '../../scripts/electron.mjs';

/** What the environment adds for a single run: no backend while a recording is replayed. */
const { ELECTRON_NOTES_BACKEND = '' } = process.env;

export default defineConfig<IpcRecorderOptions & ElectronConfig>({
  testDir: '.',
  outputDir: 'test-results',
  timeout: 15_000,
  expect: { timeout: 3_000 },
  reporter: [
    ['playwright-ipc-recorder/reporter'],
    ['list'],
    ['html', { open: 'never', outputFolder: 'playwright-report' }],
    // For scripts/demo-electron.mjs.
    ['json', { outputFile: 'test-results/results.json' }],
  ],
  use: {
    ipcRecorder: 'retain-on-failure',
    electron: {
      ...electronLaunchOptions(join(import.meta.dirname, '../apps/electron-notes')),
      closeTimeout: 2_000,
      env: { ...(process.env as Record<string, string>), ELECTRON_NOTES_BACKEND },
    },
  },
});
