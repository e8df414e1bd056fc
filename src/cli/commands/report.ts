import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import process from 'node:process';
import { Command } from 'commander';
import { IpcError } from '../../errors.ts';
import { attemptFiles } from '../../run-report/attempt-files.ts';
import type { RunFacts } from '../../run-report/run-facts.ts';
import { RunReport } from '../../run-report/run-report.ts';
import { runView } from '../../run-report/run-view.ts';
import { writeRunPage } from '../../run-report/write-run-page.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { escapeText } from '../../std/text/printable-text.ts';
import { counted } from '../../std/text/readable-numbers.ts';
import { findSessions } from '../../store/find-sessions.ts';
import { readSession } from '../../store/read-session.ts';
import { renderView, viewData } from '../../views/render-view.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { endInOrder } from '../io/interruption.ts';
import { withProgress } from '../io/progress.ts';
import { readEach, type UnreadSession, unreadText } from '../io/read-each.ts';
import { parseBudget } from '../views/view-command.ts';

interface ReportOptions {
  commands?: string;
  baseline?: string;
  html?: string;
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
    .option('--baseline <folder>', 'an earlier run: what commands took there stands beside')
    .option('--html <path>', 'write the report as one HTML page, too: a file, or a folder for its index.html')
    .option('--budget <tokens>', 'print no more than about so many tokens, and say what is left out', parseBudget)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder report test-results
  ipc-recorder report test-results --html ipc-report --baseline results-of-main
  ipc-recorder report test-results --commands commands.txt --budget 2000`,
    )
    .action((folder: string, options: ReportOptions) => endInOrder(io, (stop) => report(folder, options, io, stop)));
}

async function report(
  folder: string,
  { commands, baseline, html, budget, json }: ReportOptions,
  io: CommandIo,
  stop: AbortSignal,
): Promise<void> {
  const known = commands === undefined ? undefined : readCommands(commands);
  const before = baseline === undefined ? undefined : await readRun(baseline, io, stop);
  const { run, unread, of, count } = await readRun(folder, io, stop);
  const allUnread = [...unread, ...(before?.unread ?? [])];
  if (allUnread.length > 0) io.note(unreadText(allUnread));
  const isInterrupted = stop.aborted;
  if (isInterrupted) io.note(`Interrupted: this is of ${count} of ${counted(of, 'session')}.`);
  const facts = run.facts({ known, earlier: before?.run, unread: unread.length });
  if (html !== undefined) writePage(facts, html, io);
  const view = runView(facts);
  if (json)
    printJson(io, { ...viewData(view, budget), unread: allUnread, ...(isInterrupted ? { isInterrupted } : {}) });
  else io.print(renderView(view, budget));
}

/** Sessions that were added up. */
interface ReadRun {
  run: RunReport;
  unread: UnreadSession[];
  /** How many were read of so many. */
  count: number;
  of: number;
}

/** Adds up the sessions below a folder. */
async function readRun(folder: string, io: CommandIo, stop: AbortSignal): Promise<ReadRun> {
  const sessions = await findSessions(folder).catch((cause: Error) => {
    throw new IpcError('SESSION_NOT_READABLE', `Failed to list "${folder}": ${cause.message}.`, { cause });
  });
  const run = new RunReport();
  let count = 0;
  const add = (session: RecordedSession, path: string) => {
    count += 1;
    run.add(session, attemptFiles(relative(process.cwd(), path) || path));
  };
  const unread = await withProgress(
    io,
    (progress) => readEach(sessions, readSession, add, { stop, onRead: (text) => progress.now(text) }),
    { isMostlyShort: true },
  );
  return { run, unread, count, of: sessions.length };
}

function writePage(facts: RunFacts, path: string, io: CommandIo): void {
  let file: string;
  try {
    file = writeRunPage(facts, path);
  } catch (cause) {
    throw new IpcError(
      'INVALID_OPTION',
      `Failed to write "${path}": ${(cause as Error).message}. Name a file or folder that can be written with --html.`,
      { cause },
    );
  }
  io.note(`Written: ${escapeText(file)}`);
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
