import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { atExit } from './at-exit.ts';
import { killTree } from './kill-tree.ts';

/**
 * Waits for a process that this one has started. When the command is to end, the other is told so as by Ctrl-C, and ends in order. When this process ends
 * before it, it is killed with all that it has started.
 *
 * @returns its exit code; null when a signal has ended it.
 * @throws The error because of which it did not start.
 */
export async function untilEnded(child: ChildProcess, stop: AbortSignal): Promise<number | null> {
  const takeBack = atExit(() => {
    if (child.pid !== undefined) killTree(child.pid);
  });
  const tell = () => {
    // There the console tells all processes by itself, and a signal would end this one before it has tidied up.
    if (process.platform !== 'win32') child.kill('SIGINT');
  };
  stop.addEventListener('abort', tell);
  if (stop.aborted) tell();
  try {
    return await new Promise((done, fail) => child.once('close', done).once('error', fail));
  } finally {
    stop.removeEventListener('abort', tell);
    takeBack();
  }
}
