import { statSync } from 'node:fs';

/** Tells whether there is a folder at a path. What cannot be looked at is none; whoever goes on to read it says why. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
