import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@playwright/test';
import type { Command } from 'commander';
import { type FakeCall, fakeSession } from '../../replay/fake-session.test.support.ts';
import type { CommandIo } from '../io/command-io.ts';

/** Writes a session of a test that passed into a folder of its own below `folder`, and returns the folder of all. */
export function writeSession(folder: string, title: string, calls: FakeCall[]): string {
  const info = { title_path: [title], file: 'a.spec.ts', line: 1, project: '', attempt: 0, status: 'passed' as const };
  return writeText(folder, title, JSON.stringify(fakeSession(calls, { test: info })));
}

/** Writes a text in the place of a session. */
export function writeText(folder: string, title: string, text: string): string {
  const root = test.info().outputPath(folder);
  mkdirSync(join(root, title), { recursive: true });
  writeFileSync(join(root, title, 'ipc-session.json'), text);
  return root;
}

/** Runs a command in this process. */
export async function runCommand(
  create: (io: CommandIo) => Command,
  args: string[],
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const run = { exitCode: 0, stdout: '', stderr: '' };
  const io: CommandIo = {
    print(text) {
      run.stdout += `${text}\n`;
    },
    note(text) {
      run.stderr += `${text}\n`;
    },
    exitWith(code) {
      run.exitCode = code;
    },
  };
  await create(io).parseAsync(args, { from: 'user' });
  return run;
}
