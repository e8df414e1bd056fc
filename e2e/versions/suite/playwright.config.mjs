import { defineConfig } from '@playwright/test';

const ours = process.env.PLAIN ? [] : [['playwright-ipc-recorder/reporter']];

export default defineConfig({
  reporter: [...ours, ['./steps-reporter.mjs'], ['json', { outputFile: 'report.json' }], ['line']],
  outputDir: 'test-results',
  workers: 1,
  use: { launchOptions: JSON.parse(process.env.LAUNCH_OPTIONS ?? '{}') },
});
