import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';

/**
 * Makes a temporary folder that this user alone can enter, and removes it when `use` has ended, or the process before that. Its name cannot be
 * guessed. A program that makes a folder of its own anew, as Playwright does with `--output`, is given one in it.
 */
export async function withPrivateFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'ipc-recorder-'));
  // A process that was just killed may not have let go of its files.
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const takeBack = atExit(remove);
  try {
    return await use(folder);
  } finally {
    takeBack();
    remove();
  }
}
