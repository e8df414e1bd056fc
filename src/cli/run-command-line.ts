import { createRequire } from 'node:module';
import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { IpcError } from '../errors.ts';
import { cutText } from '../std/text/cut-text.ts';
import { escapeLines } from '../std/text/printable-text.ts';
import { codegenCommand } from './commands/codegen.ts';
import { contractCommand } from './commands/contract.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { lsCommand } from './commands/ls.ts';
import { mcpCommand } from './commands/mcp.ts';
import { minimizeCommand } from './commands/minimize.ts';
import { packCommand, unpackCommand } from './commands/pack.ts';
import { replayCommand } from './commands/replay.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { showCommand } from './commands/show.ts';
import { validateCommand } from './commands/validate.ts';
import { verifyCommand } from './commands/verify.ts';
import { callCommand, callsCommand, pushCommand, stateCommand, stepCommand, summaryCommand } from './commands/views.ts';
import type { CommandIo } from './io/command-io.ts';
import { isEndingInOrder } from './io/interruption.ts';

/** Runs the command line of this process, and ends it. */
export async function runCommandLine(): Promise<void> {
  // The reader of a pipe may have had enough: `ipc-recorder show --text … | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isEndingInOrder()) process.exit(error.code === 'EPIPE' ? 0 : 2);
  });
  // Notes that nobody reads change nothing, such as those of a command whose terminal was closed.
  process.stderr.on('error', () => {});
  exit(await run(process.argv.slice(2)));
}

/** Runs the command line and returns the exit code: see `EXIT_CODES`. */
async function run(args: string[]): Promise<number> {
  let exitCode = 0;
  const io: CommandIo = {
    print: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
    exitWith: (code) => {
      exitCode = code;
    },
  };
  try {
    await buildProgram(io).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has printed its message, or the help
    io.note(`Error: ${escapeLines(cutText(messageOf(error), MAX_MESSAGE))}`);
    return exitCode === 125 ? 125 : 2;
  }
}

/** Characters of an error: names and texts of a session are in it, and may be of any length. */
const MAX_MESSAGE = 10_000;

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A file that cannot be written, and the like: the message says all.
  if (error instanceof IpcError || 'syscall' in error) return error.message;
  if (error instanceof RangeError && error.message === 'Invalid string length')
    return 'The result is longer than any text can be. Give a smaller session: minimize, or cut its events.';
  return error.stack ?? error.message;
}

const EXIT_CODES = `
Exit codes: 0 done or same, 1 differs, 2 wrong use or bad input, 130 interrupted (143 by SIGTERM, 129 by SIGHUP).
With doctor, 1 says that there is something to do; with pack and unpack, that large values could not be read; with minimize, that the time was over before the result was known to be the least, or that no answer is known to matter; with explain and verify, 2 says that it cannot be told. With replay --bisect, 125 says that nothing can be told.`;

function buildProgram(io: CommandIo): Command {
  const { version } = createRequire(import.meta.url)('playwright-ipc-recorder/package.json') as { version: string };
  const program = new Command('ipc-recorder')
    .description(
      "Shows, compares and replays recordings of an app's IPC; cuts them down, writes specs from them, and learns contracts.",
    )
    .version(version)
    .addHelpText('after', EXIT_CODES);
  const commands = [
    runCommand,
    doctorCommand,
    showCommand,
    lsCommand,
    reportCommand,
    summaryCommand,
    callsCommand,
    callCommand,
    stepCommand,
    pushCommand,
    stateCommand,
    replayCommand,
    explainCommand,
    verifyCommand,
    diffCommand,
    minimizeCommand,
    codegenCommand,
    contractCommand,
    exportCommand,
    validateCommand,
    packCommand,
    unpackCommand,
    mcpCommand,
  ].map((create) => create(io));
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands]) {
    command.exitOverride().configureOutput({
      outputError: (text, write) =>
        write(escapeLines(text).replace(/^error: (\w)/, (_start, first: string) => `Error: ${first.toUpperCase()}`)),
    });
  }
  return program;
}

/** Ends at once: what a replay's target left running must not keep the process alive. */
function exit(code: number): void {
  process.stdout.write('', () => process.exit(code));
}
