import process from 'node:process';
import { configFile } from '../../support/runner/run-inline-test.ts';

/** The executable that `npm run test:tauri` has built. */
export const APP = process.env.TAURI_APP ?? '';

/** The config of an inline project whose tests have the real app. @param options more of the fixture's options, as source text. */
export const appConfig = (options = ''): string =>
  configFile({ use: `ipcRecorder: 'on', tauri: { command: ${JSON.stringify(APP)}, ${options} },` });

/** How specs on the real app begin. */
export const APP_HEAD = `import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
import { tauriFixtures } from 'playwright-ipc-recorder/tauri';
const test = base.extend(tauriFixtures);
// The app is there before the first test: its first calls are the worker's.
test.beforeAll(async ({ tauriApp }) => void (await tauriApp.windows()));
const press = (id) => [(id) => document.getElementById(id).click(), id];
`;
