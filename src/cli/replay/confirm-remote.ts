import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { IpcError } from '../../errors.ts';
import type { DriveTarget } from '../../replay/drive/ask-target.ts';
import { DRY_RUN, type DriveOptions, drive } from '../../replay/drive/drive.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { defined } from '../../std/defined.ts';
import { isLoopback } from '../../std/is-loopback.ts';
import { escapeToFit } from '../../std/text/printable-text.ts';

/**
 * Asks once before the calls of sessions go to another machine: to a target that names a `url` which is not of this one. Without a
 * terminal it takes `yes` for an answer and nothing else. The target is closed when nothing is to be sent.
 *
 * @param sessions all whose calls are to be sent: the question names and counts the calls of each.
 * @throws {IpcError} `NOT_CONFIRMED` saying what would be sent where.
 */
export async function confirmRemote(
  sessions: readonly RecordedSession[],
  target: DriveTarget,
  { yes, manyTimes = false, ...options }: RemoteDrive,
): Promise<void> {
  const { url } = target;
  if (url === undefined || isLoopback(url) || yes || options.dryRun) return;
  try {
    const commands: string[] = [];
    for (const session of sessions) {
      // A plan is no progress to show.
      const { calls } = await drive(session, NOBODY, { ...options, dryRun: true, onCall: () => {} });
      for (const { reason, command } of calls) if (reason === DRY_RUN) commands.push(command);
    }
    const count = `${commands.length} ${commands.length === 1 ? 'call' : 'calls'}${manyTimes ? ', many times,' : ''}`;
    if (commands.length > 0) await confirm(`${count} to ${escapeToFit(url, 200)}: ${inWords(commands)}`, options.stop);
  } catch (error) {
    await target.close?.();
    throw error;
  }
}

/** The options of a drive whose target may be on another machine. */
export interface RemoteDrive extends DriveOptions {
  /** The user has agreed beforehand. */
  yes: boolean;
  /** They are sent again and again. @default false */
  manyTimes?: boolean;
}

async function confirm(what: string, stop: AbortSignal | undefined): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new IpcError(
      'NOT_CONFIRMED',
      `Nothing was sent: this would send ${what}.\nThat is not this machine. Give --yes to send them; replay --dry-run lists them.`,
    );
  }
  if (!(await ask(`This sends ${what}.\nGo on? [y/N] `, stop)))
    throw new IpcError('NOT_CONFIRMED', 'Nothing was sent.');
}

const NOBODY: DriveTarget = { invoke: () => undefined };
const MAX_COMMANDS = 5;

/** Returns the commands that are called most, with how often. */
function inWords(commands: string[]): string {
  const counts = new Map<string, number>();
  for (const command of commands) counts.set(command, (counts.get(command) ?? 0) + 1);
  const most = [...counts].sort(([, one], [, other]) => other - one);
  const words = most.slice(0, MAX_COMMANDS).map(([command, count]) => `${escapeToFit(command, 60)} (${count})`);
  if (most.length > MAX_COMMANDS) words.push(`and ${most.length - MAX_COMMANDS} more commands`);
  return words.join(', ');
}

async function ask(question: string, stop: AbortSignal | undefined): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // A terminal that is read key by key makes no signal of Ctrl-C.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return /^y(?:es)?$/i.test((await terminal.question(question, defined({ signal: stop }))).trim());
  } finally {
    terminal.close();
  }
}
