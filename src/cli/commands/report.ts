import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import process from 'node:process';
import { Command } from 'commander';
import { IpcError } from '../../errors.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { counted } from '../../std/text/readable-numbers.ts';
import { findSessions } from '../../store/find-sessions.ts';
import { readSession } from '../../store/read-session.ts';
import { renderView, viewData } from '../../views/render-view.ts';
import { RunReport } from '../../views/run-report.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { endInOrder } from '../io/interruption.ts';
import { withProgress } from '../io/progress.ts';
import { readEach, unreadText } from '../io/read-each.ts';
import { parseBudget } from '../views/view-command.ts';

interface ReportOptions {
  commands?: string;
  budget?: number;
  json?: true;
}

export function reportCommand(io: CommandIo): Command {
  return new Command('report')
    .summary('say of a run which tests failed by which cause, and what its commands did')
    .description(
      'Reads all sessions below a folder: failed and flaky tests by cause, so that twelve tests with one cause are one entry, and the commands with their calls, failures and times. Attempts of a test are one.',
    )
    .argument('<folder>', 'the folder of a run, such as test-results, or of an HTML report')
    .option(
      '--commands <file>',
      "the app's own commands, one a line or a JSON array: those that no test has called are named",
    )
    .option('--budget <tokens>', 'print no more than about so many tokens, and say what is left out', parseBudget)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ipc-recorder report test-results\n  ipc-recorder report test-results --commands commands.txt --budget 2000',
    )
    .action((folder: string, options: ReportOptions) => endInOrder(io, (stop) => report(folder, options, io, stop)));
}

async function report(
  folder: string,
  { commands, budget, json }: ReportOptions,
  io: CommandIo,
  stop: AbortSignal,
): Promise<void> {
  const known = commands === undefined ? [] : readCommands(commands);
  const sessions = await findSessions(folder).catch((cause: Error) => {
    throw new IpcError('SESSION_NOT_READABLE', `Failed to list "${folder}": ${cause.message}.`, { cause });
  });
  const run = new RunReport();
  let count = 0;
  const add = (session: RecordedSession, path: string) => {
    count += 1;
    run.add(session, relative(process.cwd(), path) || path);
  };
  const unread = await withProgress(
    io,
    (progress) => readEach(sessions, readSession, add, { stop, onRead: (text) => progress.now(text) }),
    { isMostlyShort: true },
  );
  if (unread.length > 0) io.note(unreadText(unread));
  const isInterrupted = stop.aborted;
  if (isInterrupted) io.note(`Interrupted: this is of ${count} of ${counted(sessions.length, 'session')}.`);
  const view = run.view(known);
  if (json) printJson(io, { ...viewData(view, budget), unread, ...(isInterrupted ? { isInterrupted } : {}) });
  else io.print(renderView(view, budget));
}

function readCommands(file: string): string[] {
  try {
    const text = readFileSync(file, 'utf8');
    const list: unknown = text.trimStart().startsWith('[') ? JSON.parse(text) : text.split(/\r?\n/);
    if (Array.isArray(list) && list.every((name) => typeof name === 'string'))
      return list.map((name) => name.trim()).filter((name) => name !== '');
  } catch (cause) {
    throw new IpcError('INVALID_OPTION', `Failed to read "${file}" of --commands: ${(cause as Error).message}`, {
      cause,
    });
  }
  throw new IpcError(
    'INVALID_OPTION',
    `"${file}" of --commands is neither a line for each command nor a JSON array of names.`,
  );
}
