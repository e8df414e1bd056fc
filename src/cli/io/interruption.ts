import { constants } from 'node:os';
import process from 'node:process';
import type { CommandIo } from './command-io.ts';

/**
 * Runs a long command so that Ctrl-C, SIGTERM, and SIGHUP of a terminal that is closed, end it in order: the command is told by an `AbortSignal`, stops
 * what it runs and prints what it has found. The exit code is then 130, 143 or 129, whatever the command says. A second signal ends the process at once.
 */
export async function endInOrder(io: CommandIo, run: (stop: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let exitCode = 0;
  let firstAt = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      // A terminal tells the whole group, and npm passes it on: one Ctrl-C comes twice.
      if (performance.now() - firstAt < SAME_WITHIN_MS) return;
      process.exit(codeOf(signal));
    }
    firstAt = performance.now();
    exitCode = codeOf(signal);
    isEnding = true;
    io.note('Interrupted: ends in order, and keeps what was found. Once more ends at once.');
    controller.abort(new InterruptedError());
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    await run(controller.signal);
  } catch (error) {
    // What was stopped fails in many ways.
    if (!controller.signal.aborted) throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
  if (controller.signal.aborted) io.exitWith(exitCode);
}

/** Tells whether a command ends in order, since a signal has come: its terminal, or the reader of its pipe, may be gone before it. */
export function isEndingInOrder(): boolean {
  return isEnding;
}

let isEnding = false;

/** Thrown out of what cannot be done, since the command is to end. */
export class InterruptedError extends Error {
  constructor() {
    super('Interrupted.');
    this.name = 'InterruptedError';
  }
}

/** Milliseconds within which two signals are one. */
const SAME_WITHIN_MS = 300;

/** Node takes back that `nohup` ignores SIGHUP, so it cannot be told whether it was to be. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Returns the exit code of a process that a signal has ended, as shells have it. */
function codeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
