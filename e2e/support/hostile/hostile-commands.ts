import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notesSession } from '../sessions/sample-session.ts';

/** A command, in which `SESSION` is a session from a stranger, and `FOLDER` a folder with it. */
export interface HostileCommand {
  args: string[];
  /** It runs Playwright. */
  isSlow?: true;
}

/** Every command that reads sessions, as it would be called. `run` and `doctor` take none. */
export const COMMANDS: HostileCommand[] = [
  ['show', 'SESSION', '--text'],
  ['show', 'SESSION', '--output', 'out/timeline.html'],
  ['show', 'SESSION', '--json', '--output', 'out/timeline.html'],
  ['ls', 'FOLDER'],
  ['ls', 'FOLDER', '--json'],
  ['validate', 'SESSION'],
  ['validate', 'SESSION', '--json'],
  ['diff', 'SESSION', 'good.json', '--all'],
  ['diff', 'good.json', 'SESSION', '--json'],
  ['diff', 'SESSION', 'SESSION'],
  ['pack', 'SESSION', '--output', 'out/packed.json'],
  ['unpack', 'SESSION', '--output', 'out/unpacked/ipc-session.json'],
  ['codegen', 'SESSION'],
  ['codegen', 'SESSION', '--format', 'handlers', '--output', 'out/handlers.ts'],
  ['contract', 'infer', 'SESSION'],
  ['contract', 'check', 'SESSION', '--contract', 'contract.json'],
  ['contract', 'check', 'FOLDER', '--contract', 'contract.json', '--json'],
  ['replay', 'SESSION', '--target', 'target.mjs'],
  ['replay', 'SESSION', '--target', 'target.mjs', '--json'],
  ['replay', 'SESSION', '--target', 'target.mjs', '--dry-run'],
  ['minimize', 'SESSION', '--target', 'target.mjs', '--output', 'out/small.json', '--time-limit', '3'],
  ...[
    ['replay', 'SESSION'],
    ['replay', 'FOLDER'],
    ['replay', 'SESSION', '--learn', 'good.json'],
    ['replay', 'SESSION', '--search-orders', '2'],
    ['minimize', 'SESSION', '--output', 'out/small.json', '--time-limit', '3'],
  ].map((args) => ({ args, isSlow: true as const })),
].map((one) => (Array.isArray(one) ? { args: one } : one));

/** Writes a project with a test that fails, of which the hostile sessions say that they are. */
export function writeHostileProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('good.json', JSON.stringify(notesSession()));
  write('target.mjs', 'export const invoke = () => null;');
  write('contract.json', JSON.stringify({ format: 'playwright-ipc-contract', version: 1, sessions: 0, commands: {} }));
  write('playwright.config.ts', 'export default {};');
  write(
    'a.spec.ts',
    `import { test, expect } from 'playwright-ipc-recorder/fixtures';
    test('fails', async ({ ipc }) => { await ipc.serve({}); expect(1, 'as recorded').toBe(2); });`,
  );
}
