import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { cleanEnvironment } from './clean-environment.ts';
import { type CliRun, MAIN } from './run-cli.ts';

/** A run of the command line that was told to end. */
export interface InterruptedRun extends CliRun {
  /** Milliseconds from the last signal to the end. */
  endedAfterMs: number;
  /** The names of what it has left in the folder for temporary files. */
  temporary: string[];
  /** The programs that still ran five seconds after its end. */
  processes: string[];
}

/**
 * Runs the built command line, tells it to end as soon as there is a file `hangs` in its folder, and looks at what it leaves.
 *
 * @param how.signals what it is sent, half a second apart. SIGINT goes to all its processes, as a terminal's does; the others go to it alone.
 * @param how.isUnread closes its output before that, as a terminal does that is closed.
 */
export async function interruptCli(
  args: string[],
  { cwd, env = {}, signals, isUnread = false }: InterruptOptions,
): Promise<InterruptedRun> {
  const mark = randomUUID();
  const temporary = join(cwd, 'temporary');
  mkdirSync(temporary, { recursive: true });
  rmSync(join(cwd, 'hangs'), { force: true });
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    detached: true,
    env: { ...cleanEnvironment(), CI: '1', TMPDIR: temporary, INTERRUPTED_RUN: mark, ...env },
  });
  const run = { exitCode: null as number | null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (run.stdout += chunk));
  child.stderr.on('data', (chunk) => (run.stderr += chunk));
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  await Promise.race([ended, untilThere(join(cwd, 'hangs'))]);
  if (isUnread) for (const stream of [child.stdout, child.stderr]) stream.destroy();
  for (const [at, signal] of signals.entries()) {
    if (at > 0) await wait(500);
    send(child, signal);
  }
  const start = performance.now();
  run.exitCode = await ended;
  const endedAfterMs = performance.now() - start;
  return { ...run, endedAfterMs, processes: await leftWith(mark), temporary: readdirSync(temporary).filter(isOurs) };
}

interface InterruptOptions {
  cwd: string;
  env?: Record<string, string>;
  signals: NodeJS.Signals[];
  isUnread?: boolean;
}

function send(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  process.kill(signal === 'SIGINT' ? -child.pid : child.pid, signal);
}

async function untilThere(file: string): Promise<void> {
  while (!existsSync(file)) await wait(50);
}

/** Playwright and its loader keep caches there for good. */
const isOurs = (name: string) => !/^(?:playwright-transform-cache|jiti|node-compile-cache)/.test(name);

/** Returns the command lines of the processes that were started with this mark, once five seconds were not enough for them to end. */
async function leftWith(mark: string): Promise<string[]> {
  for (let tries = 0; tries < 20; tries += 1) {
    if (processesWith(mark).length === 0) return [];
    await wait(250);
  }
  return processesWith(mark);
}

function processesWith(mark: string): string[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      if (!/^\d+$/.test(name) || !readFileSync(`/proc/${name}/environ`, 'utf8').includes(mark)) return [];
      return [readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200)];
    } catch {
      return [];
    }
  });
}
