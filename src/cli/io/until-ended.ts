import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { startTimer, stopTimer } from '../../std/timers.ts';
import { atExit } from './at-exit.ts';
import { killTree } from './kill-tree.ts';

/**
 * Waits for a process that this one has started. When the command is to end, the other is told so as by Ctrl-C, and ends in order. When it does not within
 * half a minute, or this process ends before it, it is killed with all that it has started.
 *
 * @returns its exit code; null when a signal has ended it.
 * @throws The error because of which it did not start.
 */
export async function untilEnded(child: ChildProcess, stop: AbortSignal, limitMs = LIMIT_MS): Promise<number | null> {
  const kill = () => {
    if (child.pid !== undefined && !hasExited(child)) killTree(child.pid);
  };
  const takeBack = atExit(kill);
  let timer: NodeJS.Timeout | undefined;
  let tell = () => {};
  try {
    return await new Promise((done, fail) => {
      child.once('close', done).once('error', fail);
      tell = () => {
        // There the console tells all processes by itself, and a signal would end this one before it has tidied up.
        if (process.platform !== 'win32') child.kill('SIGINT');
        timer = startTimer(() => {
          kill();
          // Its output may stay open in what it has left to itself.
          if (hasExited(child)) done(child.exitCode);
          else child.once('exit', done);
        }, limitMs).unref();
      };
      stop.addEventListener('abort', tell);
      if (stop.aborted) tell();
    });
  } finally {
    stopTimer(timer);
    stop.removeEventListener('abort', tell);
    takeBack();
  }
}

/** Milliseconds that a process has to end in order. */
const LIMIT_MS = 30_000;

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
