import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../runner/clean-environment.ts';
import type { CliRun } from '../runner/run-cli.ts';

/** A tool of the server for coding agents, and its input. */
export type AskedTool = [name: string, input: Record<string, string>];

/** How a command ended, and what it took: seconds of the processor, and megabytes of memory at its peak, of its own process with its threads. */
export interface MeasuredRun extends CliRun {
  cpuSeconds: number;
  peakMb: number;
  /** True when it was killed, since it did not end. */
  hangs: boolean;
}

/**
 * Runs the built command line, without its children in the measure: a browser or a test is no part of it. It is killed after `limitMs`.
 *
 * @param tool what a server for coding agents is asked for; its input is closed once it has answered.
 */
export function runMeasured(args: string[], cwd: string, limitMs: number, tool?: AskedTool): Promise<MeasuredRun> {
  const measure = join(cwd, `measured-${count++}.json`);
  const script = `${measure}.cjs`;
  writeFileSync(script, MEASURE);
  const child = spawn(process.execPath, ['--require', script, MAIN, ...args], {
    cwd,
    env: { ...cleanEnvironment(), CI: '1', MEASURED: measure },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // It may have ended before it has read anything.
  child.stdin.on('error', () => {});
  if (tool === undefined) child.stdin.end();
  else for (const message of messagesFor(tool)) child.stdin.write(`${JSON.stringify(message)}\n`);
  const run = { exitCode: null as number | null, stdout: '', stderr: '', hangs: false };
  const kill = setTimeout(() => {
    run.hangs = true;
    child.kill('SIGKILL');
  }, limitMs);
  const keep = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
    if (run[name].length < MAX_KEPT) run[name] += chunk;
  };
  child.stdout.on('data', keep('stdout'));
  child.stdout.on('data', () => {
    if (tool !== undefined && run.stdout.split('\n').length > ANSWERS) child.stdin.end();
  });
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

/** Answers of a server: one to its greeting, one to the call of a tool. */
const ANSWERS = 2;

function messagesFor([name, input]: AskedTool): object[] {
  const greeting = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a-client', version: '1' } };
  return [
    { jsonrpc: '2.0', id: 1, method: 'initialize', params: greeting },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name, arguments: input } },
  ];
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
