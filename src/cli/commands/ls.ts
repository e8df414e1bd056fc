import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import process from 'node:process';
import { Command } from 'commander';
import { IpcError } from '../../errors.ts';
import { fenced } from '../../std/text/fenced.ts';
import { escapeText, escapeToFit } from '../../std/text/printable-text.ts';
import { type FoundSession, findSessions } from '../../store/find-sessions.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { formatTable } from '../io/format-table.ts';

export function lsCommand(io: CommandIo): Command {
  return new Command('ls')
    .summary('list the sessions of a folder')
    .description('Lists the sessions below a folder, newest first, with what killed runs left.')
    .argument('[folder]', `the folder (default: ${DEFAULT_FOLDERS.join(', then ')})`)
    .option('--json', 'print the list as JSON')
    .addHelpText('after', '\nExamples:\n  ipc-recorder ls\n  ipc-recorder ls downloaded-artifacts --json')
    .action((folder: string | undefined, options: { json?: true }) => ls(folder, options, io));
}

const DEFAULT_FOLDERS = ['test-results', 'playwright-report'];

async function ls(folder: string | undefined, { json }: { json?: true }, io: CommandIo): Promise<void> {
  const folders = folder === undefined ? DEFAULT_FOLDERS.filter((name) => existsSync(name)) : [folder];
  if (folders.length === 0) {
    throw new IpcError(
      'SESSION_NOT_READABLE',
      `There is no folder ${DEFAULT_FOLDERS.join(' and no ')} here. Name the folder to list.`,
    );
  }
  const sessions = await firstFound(folders);
  if (json) return printJson(io, sessions);
  if (sessions.length === 0)
    return io.print(`No sessions in ${folders.map((name) => `"${escapeText(name)}"`).join(' or ')}.`);
  const now = Date.now();
  const table = formatTable(
    ['status', 'test', '>calls', '>failed', '>pending', '>age', 'path'],
    sessions.map((found) => row(found, now)),
  );
  io.print(fenced(table, { label: 'sessions' }));
}

/** Returns the sessions of the first folder that has any. */
async function firstFound(folders: string[]): Promise<FoundSession[]> {
  for (const folder of folders) {
    const sessions = await findSessions(folder).catch((cause: Error) => {
      throw new IpcError('SESSION_NOT_READABLE', `Failed to list "${folder}": ${cause.message}.`, { cause });
    });
    if (sessions.length > 0) return sessions;
  }
  return [];
}

function row({ path, kind, mtime, test, counts, error }: FoundSession, now: number): string[] {
  const status = error === undefined ? (kind === 'journal' ? 'cut off' : (test?.status ?? '-')) : 'unreadable';
  const retry = test && test.attempt > 0 ? ` (retry ${test.attempt})` : '';
  const title = test ? escapeToFit(test.title_path.join(' › '), 60) + retry : '-';
  const numbers = [counts?.calls, counts?.failed, counts?.pending].map((count) =>
    count === undefined ? '-' : String(count),
  );
  return [status, title, ...numbers, ageText(now - mtime.getTime()), escapeText(relative(process.cwd(), path) || path)];
}

function ageText(milliseconds: number): string {
  const minutes = Math.max(milliseconds, 0) / 60_000;
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${Math.floor(minutes)} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 60 / 24)} d`;
}
