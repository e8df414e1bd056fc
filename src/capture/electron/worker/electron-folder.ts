import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../../std/is-alive.ts';

/** The prefix of the names of these folders; the id of the worker's process follows. */
const PREFIX = 'ipc-electron-';

/** Bytes that the path of a socket may have, on macOS. Node cuts off what is longer without a word. */
const LONGEST_PATH = 103;

/** Makes a temporary folder for the records and the socket of one app, for this user alone. */
export function makeFolder(): string {
  return mkdtempSync(join(parentFolder(), `${PREFIX}${process.pid}-`));
}

/** Removes the folders of workers that were killed together with their app. */
export function removeFoldersOfTheDead(): void {
  const parent = parentFolder();
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // another user's
    }
  }
}

/** Returns the system's folder for temporary files; `/tmp` where that one lies too deep for a socket. */
function parentFolder(): string {
  const folder = tmpdir();
  const isTooDeep = Buffer.byteLength(join(folder, `${PREFIX}4194304-XXXXXX`, 'socket')) > LONGEST_PATH;
  return isTooDeep && process.platform !== 'win32' ? '/tmp' : folder;
}
