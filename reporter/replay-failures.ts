import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { builtFile } from '../src/package-files.ts';

/** How the reporter replays the IPC of each failure after the run. */
export interface ReplayOptions {
  /** A module with the backend to send the calls to, relative to the config file: exports `invoke(command, args)` or a map of commands. */
  target: string;
  /** Paths in answers that may differ, such as `result.Ok.id`. */
  ignore?: string[];
  /** The part of each answer that must be equal. @default 'exact' */
  compare?: 'exact' | 'shape' | 'outcome';
  /** Send the calls also to a target whose `url` is of another machine. @default false */
  yes?: boolean;
  /** Milliseconds for one session. @default 60000 */
  timeout?: number;
}

/** The outcome of driving one session. */
export interface ReplayVerdict {
  same: boolean;
  text: string;
}

/** Drives one session against the target in a process of its own: what it does, throws or hangs on must not touch the run. */
export async function replayFailure(
  sessionFile: string,
  { target, ignore = [], compare, yes = false, timeout = 60_000 }: ReplayOptions,
  configFile: string | undefined,
): Promise<ReplayVerdict> {
  const main = builtFile('src/cli/main.js');
  const module = resolve(configFile === undefined ? process.cwd() : dirname(configFile), target);
  const args = [main, 'replay', sessionFile, '--target', module, '--json'];
  for (const path of ignore) args.push('--ignore', path);
  if (yes) args.push('--yes');
  if (compare !== undefined) args.push('--compare', compare);

  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill(), timeout);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (output.err += String(chunk)));
  const code = await new Promise<number | null>((done) => child.on('close', done).on('error', () => done(null)));
  clearTimeout(timer);
  if (code === 0) return { same: true, text: `every answer of ${target} is as recorded` };
  if (code === 1) return { same: false, text: firstDifference(output.out, target) };
  if (code === null) return { same: false, text: `${target} did not finish within ${timeout} ms` };
  return { same: false, text: `not replayed: ${output.err.trim().split('\n')[0] ?? `exit code ${code}`}` };
}

function firstDifference(json: string, target: string): string {
  const { calls = [] } = JSON.parse(json) as {
    calls?: { index: number; command: string; status: string; changes: { path: string }[] }[];
  };
  const differing = calls.filter(({ status }) => status === 'differs');
  const [first] = differing;
  if (first === undefined) return `${target} answers differently`;
  const more = differing.length > 1 ? `, and ${differing.length - 1} more` : '';
  return `${target} answers #${first.index} ${first.command} differently${first.changes[0] === undefined ? '' : ` at ${first.changes[0].path || 'the whole answer'}`}${more}`;
}
