// From a bare checkout to a lie of a mock: the same specs run in Chromium on mocks and on a real Tauri app; then it is said where they part, which mock
// lies, and that the real session drives the Rust backend again.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { buildPackage } from './build.mjs';
import { readResults, runSuite } from './demo-suite.mjs';
import { startDisplay } from './electron.mjs';
import { setUp } from './setup.mjs';
import { root, runSteps, step } from './steps.mjs';
import { buildTauriApp, missingForTauri, TAURI_ENVIRONMENT } from './tauri.mjs';

const SUITE = 'e2e/tauri-app/suite';
const DEMO = { config: `${SUITE}/playwright.config.ts`, results: `${SUITE}/test-results/results.json` };
/** The projects, which are the folders of their results, too. */
const [MOCKED, REAL] = ['mocked', 'real'].map((project) => `${SUITE}/test-results/${project}`);
/** What the mocks say that the backend has never said. */
const LIE = 'savedAt';

await runSteps(async () => {
  await step('set-up', setUp);
  const missing = missingForTauri();
  if (missing !== undefined) return console.log(`\nSKIPPED demo:tauri, the demo on a real Tauri app. ${missing}`);
  await step('build', buildPackage);
  const app = await step('build the Tauri app', buildTauriApp);
  const stopDisplay = await startDisplay();
  Object.assign(process.env, TAURI_ENVIRONMENT, { TAURI_APP: app });
  try {
    await step('run the specs twice: on mocks, and on the real app (all pass)', () => runSuite(DEMO));
    const failed = readResults(DEMO).filter(({ status }) => status !== 'passed');
    if (failed.length > 0) throw new Error(`These should have passed: ${failed.map(({ title }) => title).join(', ')}`);
    await step('where do they part?', () => expectWords(1, LIE, 'diff', MOCKED, REAL, '--tests'));
    await step('which mock lies?', () =>
      expectWords(
        1,
        'answer.body is missing',
        'contract',
        'verify',
        MOCKED,
        '--target',
        'victauri',
        '--app',
        app,
        '--fresh',
      ),
    );
    await step('drive the backend with what was recorded on it', () =>
      expectWords(0, 'Same', 'replay', sessionOf('save_note'), '--target', 'victauri', '--app', app),
    );
  } finally {
    stopDisplay();
  }
});

/** Runs the command line as a user would, prints what it says, and throws when that is not what it should be. */
function expectWords(exitCode, words, ...args) {
  console.log(`\n$ npx ipc-recorder ${args.join(' ')}`);
  const run = spawnSync(process.execPath, ['dist/src/cli/main.js', ...args], { cwd: root, encoding: 'utf8' });
  console.log(run.stdout, run.stderr);
  if (run.status !== exitCode || !run.stdout.includes(words))
    throw new Error(`It should have ended with ${exitCode} and said "${words}", but ended with ${run.status}.`);
}

/** The session of the real app in which a command was called. */
function sessionOf(command) {
  const folder = join(root, REAL);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('ipc-session.json'),
  );
  const found = files
    .map((name) => join(REAL, name))
    .find((file) => readFileSync(join(root, file), 'utf8').includes(`"${command}"`));
  if (found === undefined) throw new Error(`No session of the real app has ${command}.`);
  return found;
}
