import process from 'node:process';
import { roundedDuration } from '../../std/text/readable-numbers.ts';
import { startTimer, stopTimer } from '../../std/timers.ts';
import type { CommandIo } from './command-io.ts';

/**
 * Tells on stderr how a long command gets on. On a terminal that is one line, written over each time. Elsewhere, as in CI, it is a line now and then:
 * the first at once, the next ones ten seconds apart, and one that says how long it has been where nothing is told for that long.
 */
export class Progress {
  private readonly io: CommandIo;
  private readonly isTerminal: boolean;
  private readonly everyMs: number;
  private readonly isMostlyShort: boolean;
  private readonly startedAt = performance.now();
  private text = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    io: CommandIo,
    { isTerminal = process.stderr.isTTY === true, everyMs = 10_000, isMostlyShort = false }: ProgressOptions = {},
  ) {
    this.io = io;
    this.isMostlyShort = isMostlyShort;
    this.isTerminal = isTerminal;
    this.everyMs = everyMs;
  }

  /** Says where the command is now, such as `12 tries, 4 of 40 calls left`. */
  now(text: string): void {
    this.text = text;
    if (this.isTerminal) process.stderr.write(`${CLEAR}${text}`);
    else if (this.timer === undefined && this.isMostlyShort) this.wait();
    else if (this.timer === undefined) this.tell();
  }

  /** Prints a line that stays, such as the end of one test of many. */
  line(text: string): void {
    if (this.isTerminal) process.stderr.write(CLEAR);
    this.io.note(text);
    if (this.isTerminal) process.stderr.write(this.text);
    else if (this.timer !== undefined) this.wait();
  }

  /** Ends it: before the result is printed, in any case. */
  end(): void {
    stopTimer(this.timer);
    this.timer = undefined;
    if (this.isTerminal) process.stderr.write(CLEAR);
  }

  private tell(): void {
    const ms = performance.now() - this.startedAt;
    this.io.note(this.timer === undefined ? this.text : `${this.text} (${roundedDuration(ms)})`);
    this.wait();
  }

  private wait(): void {
    stopTimer(this.timer);
    this.timer = startTimer(() => this.tell(), this.everyMs).unref();
  }
}

export interface ProgressOptions {
  /** Whether lines can be written over. @default whether stderr is a terminal */
  isTerminal?: boolean;
  /** Milliseconds between two lines where it is none. @default 10000 */
  everyMs?: number;
  /** Whether the command is mostly over by the time of the second line: then there is none at once. @default false */
  isMostlyShort?: boolean;
}

/** Goes to the begin of the line and clears it. */
const CLEAR = '\r\u001b[K';

/** Runs a part of a command with its progress, which ends with it. */
export async function withProgress<Result>(
  io: CommandIo,
  run: (progress: Progress) => Promise<Result>,
  options: ProgressOptions = {},
): Promise<Result> {
  const progress = new Progress(io, options);
  try {
    return await run(progress);
  } finally {
    progress.end();
  }
}
