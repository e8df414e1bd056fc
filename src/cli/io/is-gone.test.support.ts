import { readFileSync } from 'node:fs';
import process from 'node:process';
import { isAlive } from '../../std/is-alive.ts';

/** Tells whether a process has ended. Where nobody waits for orphans, a killed one stays as a name. */
export function isGone(pid: number): boolean {
  if (!isAlive(pid)) return true;
  return process.platform === 'linux' && /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
