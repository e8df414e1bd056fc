// Each test of the project's own suites, replayed from its own recording with the backend gone.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { test as base } from '@playwright/test';
import { buildNotes } from '../../scripts/build-notes.mjs';
import { withElectron } from '../support/electron/with-electron.ts';
import { runCli } from '../support/runner/run-cli.ts';

const { expect } = base;
const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');

/** How often each recording is replayed. IPC_REPLAY_TIMES=20 is what a release is checked with. */
const TIMES = Number(process.env.IPC_REPLAY_TIMES ?? 1);

interface Suite {
  config: string;
  /** Takes the backend away. */
  env: Record<string, string>;
  tests: number;
  /** More arguments for the replay. */
  args?: string[];
}

interface Replays {
  replays: { title: string; replay: { same: boolean; verdict: string; stub?: { missed: { message: string }[] } } }[];
}

/** Records all tests of a suite, and replays each from its recording. */
async function replaySuite(output: string, { config, env, tests, args = [] }: Suite): Promise<void> {
  base.setTimeout(120_000 + 120_000 * TIMES);
  const ran = await run(['test', '-c', config, `--output=${output}`]);
  for (let time = 1; time <= TIMES; time++) {
    const { stdout, stderr } = await runCli(['replay', `${output}/ipc`, '--config', config, ...args, '--json'], {
      cwd: root,
      env,
    });
    const { replays } = JSON.parse(stdout || '{"replays":[]}') as Replays;
    expect(replays, `${ran}\n${stderr}`).toHaveLength(tests);
    const wrong = replays.filter(({ replay }) => !(replay.same && replay.stub?.missed.length === 0));
    expect(wrong, `round ${time} of ${TIMES}`).toEqual([]);
    if (TIMES > 1) console.log(`${base.info().title}: round ${time} of ${TIMES}`);
  }
}

function run(args: string[]): Promise<string> {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: root,
    env: { ...process.env, IPC_RECORDER_MODE: 'on', CI: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve) => child.once('close', () => resolve(output)));
}

base('the demo, on Tauri', { tag: '@slow' }, async ({}, testInfo) => {
  await buildNotes();
  await replaySuite(testInfo.outputPath('results'), {
    config: 'e2e/demo/playwright.config.ts',
    env: { NOTES_BACKEND: 'none' },
    tests: 3,
  });
});

base('the Wails suite', { tag: '@slow' }, async ({}, testInfo) => {
  await replaySuite(testInfo.outputPath('results'), {
    config: 'e2e/suites/wails/playwright.config.ts',
    env: { WAILS_BACKEND: 'none' },
    tests: 3,
  });
});

base('the Comlink suite', { tag: '@slow' }, async ({}, testInfo) => {
  await replaySuite(testInfo.outputPath('results'), {
    config: 'e2e/suites/comlink/playwright.config.ts',
    env: { COMLINK_BACKEND: 'none' },
    tests: 2,
  });
});

base('the suite of two windows, on Tauri', { tag: ['@rust', '@slow'] }, async ({}, testInfo) => {
  await replaySuite(testInfo.outputPath('results'), {
    config: 'e2e/suites/windows/playwright.config.ts',
    env: { WINDOWS_BACKEND: 'none' },
    tests: 3,
  });
});

const electron = base.extend<object, { display: undefined }>(withElectron);

electron('the Electron demo', { tag: ['@electron', '@slow'] }, async ({}, testInfo) => {
  await replaySuite(testInfo.outputPath('results'), {
    config: 'e2e/demo-electron/playwright.config.ts',
    env: { ELECTRON_NOTES_BACKEND: 'none' },
    tests: 9,
    // A session can only answer: no window is opened by it, and no process dies of it.
    args: ['--passthrough', 'settings:open', '--passthrough', 'debug:crash'],
  });
});
