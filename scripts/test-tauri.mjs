// The tests on a real Tauri app: builds it, gives it a display, runs them. Where that cannot be, it says what is missing, and skips them by name.
import process from 'node:process';
import { buildPackage } from './build.mjs';
import { startDisplay } from './electron.mjs';
import { countsLine, runTests } from './run-tests.mjs';
import { setUp } from './setup.mjs';
import { runSteps, step } from './steps.mjs';
import { buildTauriApp, missingForTauri, TAURI_ENVIRONMENT } from './tauri.mjs';

const args = process.argv.slice(2);

await runSteps(async () => {
  await step('set-up', setUp);
  const missing = missingForTauri();
  if (missing !== undefined) return console.log(`\nSKIPPED test:tauri, the tests on a real Tauri app. ${missing}`);
  await step('build', buildPackage);
  const app = await step('build the Tauri app', buildTauriApp);
  const stopDisplay = await startDisplay();
  Object.assign(process.env, TAURI_ENVIRONMENT, { TAURI_APP: app });
  try {
    await step('tests on the Tauri app', () => runTests(['-c', 'e2e/tauri-app/playwright.config.ts', ...args]));
  } finally {
    stopDisplay();
  }
});
const line = countsLine();
if (line !== null) console.log(`\n${line}`);
