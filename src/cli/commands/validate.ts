import { Command } from 'commander';
import { IpcError } from '../../errors.ts';
import { escapeLines, escapeText } from '../../std/text/printable-text.ts';
import { readSession } from '../../store/read-session.ts';
import { valueWarnings } from '../../store/values/value-warnings.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { sessionWarnings } from '../io/session-warnings.ts';

export function validateCommand(io: CommandIo): Command {
  return new Command('validate')
    .summary('check sessions')
    .description(
      'Checks that sessions can be read, names the first fault of one that cannot, and warns of what was lost.',
    )
    .argument('<session...>', 'sessions, their folders, or journals')
    .option('--json', 'print the results as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ipc-recorder validate test-results/ipc/*/ipc-session.json\n  ipc-recorder validate exported-by-victauri.json --json',
    )
    .action((paths: string[], options: { json?: true }) => validate(paths, options, io));
}

interface Validation {
  path: string;
  valid: boolean;
  /** The reason why the session is not valid. */
  error?: string;
  counts?: { events: number; checkpoints: number };
  warnings: string[];
}

async function validate(paths: string[], { json }: { json?: true }, io: CommandIo): Promise<void> {
  const results: Validation[] = [];
  for (const path of paths) results.push(await check(path));
  if (results.some(({ valid }) => !valid)) io.exitWith(2);
  if (json) return printJson(io, results);
  for (const { path, valid, error, counts, warnings } of results) {
    if (!valid) io.print(`✗ ${escapeText(path)}\n    ${escapeLines(error ?? '')}`);
    else io.print(`✓ ${escapeText(path)}: ${counts?.events} events, ${counts?.checkpoints} checkpoints`);
    for (const warning of warnings) io.print(`    warning: ${escapeText(warning)}`);
  }
}

async function check(path: string): Promise<Validation> {
  try {
    const session = await readSession(path);
    const counts = { events: session.events.length, checkpoints: session.checkpoints.length };
    return { path, valid: true, counts, warnings: [...sessionWarnings(session), ...valueWarnings(session, path)] };
  } catch (error) {
    if (!(error instanceof IpcError)) throw error;
    return { path, valid: false, error: error.message, warnings: [] };
  }
}
