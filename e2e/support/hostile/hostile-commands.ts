import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { cleanEnvironment } from '../runner/clean-environment.ts';
import { notesSession } from '../sessions/sample-session.ts';
import { type AskedTool, MAIN } from './run-measured.ts';

/** A command, in which `SESSION` is a session from a stranger, and `FOLDER` a folder with it. */
export interface HostileCommand {
  args: string[];
  /** The tool that is asked for, of the server that is started. */
  tool?: AskedTool;
  /** It runs Playwright. */
  isSlow?: true;
}

/** Commands that are given no session: what they record is their own. */
export const WITHOUT_SESSION = ['run', 'doctor', 'help', 'contract help'];

/** The names of the commands that there are, or of those of a command, as the help lists them. */
export function commandNames(...of: string[]): string[] {
  const help = execFileSync(process.execPath, [MAIN, ...of, '--help'], { encoding: 'utf8', env: cleanEnvironment() });
  return [...help.matchAll(/^ {2}([a-z]+)(?: [[<].*)? {2,}\S/gm)].map(([, name]) => name as string);
}

/** Every command that reads sessions, as it would be called. */
export const COMMANDS: HostileCommand[] = [
  ['show', 'SESSION', '--text'],
  ['show', 'SESSION', '--output', 'out/timeline.html'],
  ['show', 'SESSION', '--json', '--output', 'out/timeline.html'],
  ['show', 'SESSION', 'good.json', '--output', 'out/beside.html'],
  ['show', 'good.json', 'SESSION', '--output', 'out/beside.html'],
  ['summary', 'SESSION'],
  ['summary', 'good.json', '--baseline', 'SESSION', '--json'],
  ['calls', 'SESSION'],
  ['calls', 'SESSION', '--json'],
  ['call', 'c0', 'SESSION'],
  ['call', 'c0', 'SESSION', '--json'],
  ['call', 'c0', 'SESSION', '--json', '--budget', '500'],
  ['push', 'SESSION'],
  ['step', 'SESSION'],
  ['step', 's0', 'SESSION'],
  ['state', 'SESSION'],
  ['state', 'SESSION', '--json'],
  ['state', 'k0', 'SESSION', '--json'],
  ['report', 'FOLDER'],
  ['report', 'FOLDER', '--html', 'out/report', '--baseline', 'good'],
  ['report', 'FOLDER', '--json', '--budget', '2000'],
  ['export', 'SESSION'],
  ['export', 'SESSION', '--format', 'har', '--output', 'out/hostile.har'],
  ['ls', 'FOLDER'],
  ['ls', 'FOLDER', '--json'],
  ['validate', 'SESSION'],
  ['validate', 'SESSION', '--json'],
  ['diff', 'SESSION', 'good.json', '--all'],
  ['diff', 'good.json', 'SESSION', '--json'],
  ['diff', 'SESSION', 'SESSION'],
  ['diff', 'good', 'FOLDER'],
  ['diff', 'FOLDER', 'FOLDER'],
  ['diff', 'FOLDER', 'FOLDER', '--tests'],
  ['pack', 'SESSION', '--output', 'out/packed.json'],
  ['unpack', 'SESSION', '--output', 'out/unpacked/ipc-session.json'],
  ['codegen', 'SESSION'],
  ['codegen', 'SESSION', '--format', 'handlers', '--output', 'out/handlers.ts'],
  ['contract', 'infer', 'SESSION'],
  ['contract', 'check', 'SESSION', '--contract', 'contract.json'],
  ['contract', 'check', 'FOLDER', '--contract', 'contract.json', '--json'],
  ['contract', 'verify', 'SESSION', '--truth', 'truth.json'],
  ['contract', 'verify', 'FOLDER', '--target', 'target.mjs', '--markdown', 'out/lies.md', '--pact', 'out/pact.json'],
  ['replay', 'SESSION', '--target', 'target.mjs'],
  ['replay', 'SESSION', '--target', 'target.mjs', '--json'],
  ['replay', 'SESSION', '--target', 'target.mjs', '--dry-run'],
  ['minimize', 'SESSION', '--target', 'target.mjs', '--output', 'out/small.json', '--time-limit', '3'],
  ...(
    [
      ['ipc_ls', { folder: 'FOLDER' }],
      ['ipc_summary', { session: 'SESSION' }],
      ['ipc_calls', { session: 'SESSION' }],
      ['ipc_call', { session: 'SESSION', id: 'c0' }],
      ['ipc_step', { session: 'SESSION' }],
      ['ipc_diff', { first: 'good.json', second: 'SESSION' }],
    ] as AskedTool[]
  ).map((tool) => ({ args: ['mcp'], tool })),
  ...[
    ['replay', 'SESSION'],
    ['replay', 'FOLDER'],
    ['replay', 'SESSION', '--learn', 'good.json'],
    ['replay', 'SESSION', '--search-orders', '2'],
    ['explain', 'SESSION', '--baseline', 'good.json', '--time-limit', '3'],
    ['explain', 'SESSION', '--time-limit', '3'],
    ['verify', 'SESSION', '--pass', 'good.json'],
    ['minimize', 'SESSION', '--output', 'out/small.json', '--time-limit', '3'],
  ].map((args) => ({ args, isSlow: true as const })),
].map((one) => (Array.isArray(one) ? { args: one } : one));

/** Writes a project with a test that fails, of which the hostile sessions say that they are. */
export function writeHostileProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('good.json', JSON.stringify(notesSession()));
  mkdirSync(join(folder, 'good'), { recursive: true });
  write('good/ipc-session.json', JSON.stringify(notesSession()));
  write('target.mjs', 'export const invoke = () => null;');
  write('contract.json', JSON.stringify({ format: 'playwright-ipc-contract', version: 1, sessions: 0, commands: {} }));
  write('truth.json', JSON.stringify({ commands: { load: { ok: { type: 'number' } } } }));
  write('playwright.config.ts', 'export default {};');
  write(
    'a.spec.ts',
    `import { test, expect } from 'playwright-ipc-recorder/fixtures';
    test('fails', async ({ ipc }) => { await ipc.serve({}); expect(1, 'as recorded').toBe(2); });`,
  );
}
