import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../runner/clean-environment.ts';
import type { CliRun } from '../runner/run-cli.ts';

/** How a command ended, and what it took: seconds of the processor, and megabytes of memory at its peak, of its own process with its threads. */
export interface MeasuredRun extends CliRun {
  cpuSeconds: number;
  peakMb: number;
  /** True when it was killed, since it did not end. */
  hangs: boolean;
}

/** Runs the built command line, without its children in the measure: a browser or a test is no part of it. It is killed after `limitMs`. */
export function runMeasured(args: string[], cwd: string, limitMs: number): Promise<MeasuredRun> {
  const measure = join(cwd, `measured-${count++}.json`);
  const script = `${measure}.cjs`;
  writeFileSync(script, MEASURE);
  const child = spawn(process.execPath, ['--require', script, MAIN, ...args], {
    cwd,
    env: { ...cleanEnvironment(), CI: '1', MEASURED: measure },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const run = { exitCode: null as number | null, stdout: '', stderr: '', hangs: false };
  const kill = setTimeout(() => {
    run.hangs = true;
    child.kill('SIGKILL');
  }, limitMs);
  const keep = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
    if (run[name].length < MAX_KEPT) run[name] += chunk;
  };
  child.stdout.on('data', keep('stdout'));
  child.stderr.on('data', keep('stderr'));
  return new Promise((done) =>
    child.once('close', (exitCode) => {
      clearTimeout(kill);
      let took = { cpuSeconds: Number.POSITIVE_INFINITY, peakMb: Number.POSITIVE_INFINITY };
      try {
        took = JSON.parse(readFileSync(measure, 'utf8'));
      } catch {
        // It has died: its code says so.
      }
      for (const file of [measure, script]) rmSync(file, { force: true });
      done({ ...run, exitCode, ...took });
    }),
  );
}

/** The built command line. */
export const MAIN = fileURLToPath(new URL('../../../dist/src/cli/main.js', import.meta.url));

/** Characters of the output that are kept. */
const MAX_KEPT = 20_000_000;

let count = 0;

/** Writes at the end of the process what it took. The peak of `resourceUsage` is also that of the process that has started it. */
const MEASURE = `
const { isMainThread } = require('node:worker_threads');
if (isMainThread) process.on('exit', () => {
  const fs = require('node:fs');
  const { user, system } = process.cpuUsage();
  let peak = process.resourceUsage().maxRSS;
  try { peak = Number(/VmHWM:\\s*(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]); } catch {}
  fs.writeFileSync(process.env.MEASURED, JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakMb: peak / 1024 }));
});
`;
