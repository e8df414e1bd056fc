import { spawn } from 'node:child_process';
import process from 'node:process';
import { Command, Option } from 'commander';
import { RECORDER_MODES } from '../../store/recorder-mode.ts';
import { RUN_ENV } from '../../store/run-environment.ts';
import type { CommandIo } from '../io/command-io.ts';
import { endInOrder } from '../io/interruption.ts';
import { untilEnded } from '../io/until-ended.ts';
import { configIn } from '../replay/playwright/config-in.ts';
import { findPlaywright } from '../replay/playwright/find-playwright.ts';
import { recordingEnvironment } from '../replay/playwright/recording-environment.ts';

interface RunFlags {
  mode?: string;
  pin?: true;
}

export function runCommand(io: CommandIo): Command {
  return new Command('run')
    .summary('run a Playwright suite as it is, and record its IPC')
    .description(
      'Runs "playwright test" with the arguments after --, and records the IPC of every test. No file of the suite is changed.\n' +
        'The exit code is that of Playwright.',
    )
    .argument('[playwright-args...]', 'after --: what you type after "playwright test"')
    .addOption(
      new Option('--mode <mode>', "when a session is kept (default: the config's, or retain-on-failure)").choices(
        RECORDER_MODES,
      ),
    )
    .option(
      '--pin',
      'give the pages the same random numbers, and a clock that begins at the same time, in each run and in each replay',
    )
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder run
  ipc-recorder run -- notes.spec.ts --project=chromium
  ipc-recorder run --mode on -- --workers=1`,
    )
    .action(async (playwrightArgs: string[], flags: RunFlags) => {
      await endInOrder(io, async (stop) => io.exitWith(await run(playwrightArgs, flags, io, stop)));
    });
}

async function run(
  playwrightArgs: string[],
  { mode, pin }: RunFlags,
  io: CommandIo,
  stop: AbortSignal,
): Promise<number> {
  const cli = findPlaywright(configIn(playwrightArgs));
  const kept = mode ?? process.env.IPC_RECORDER_MODE;
  io.note(
    `[ipc-recorder] Records the IPC of every test: Tauri, Wails and Neutralino in the pages, Electron in the main process. ${keepsText(kept)}`,
  );
  const child = spawn(process.execPath, [cli, 'test', ...playwrightArgs], {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...recordingEnvironment(),
      [RUN_ENV]: '1',
      ...(mode === undefined ? {} : { IPC_RECORDER_MODE: mode }),
      ...(pin ? { IPC_RECORDER_PIN: '1' } : {}),
    },
  });
  return (await untilEnded(child, stop)) ?? 1;
}

function keepsText(mode: string | undefined): string {
  if (mode === 'on') return 'Every session is kept.';
  return mode === undefined
    ? 'Sessions of failing tests are kept; --mode on keeps all.'
    : `Sessions are kept by the mode ${mode}.`;
}
