import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { putInList } from '../../std/put-in-list.ts';

/** Kills a process and all that it has started, also those that lead groups of their own, as browsers do. */
export function killTree(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  const children = new Map<number, number[]>();
  for (const [child, parent] of parents()) putInList(children, parent, child);
  const tree = [pid];
  // The list grows while it is gone through.
  for (const one of tree) tree.push(...(children.get(one) ?? []));
  for (const one of tree) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Returns the processes of this machine, each with the one that started it. */
function parents(): [child: number, parent: number][] {
  if (process.platform === 'linux') return parentsInProc();
  const { stdout = '' } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
}

/** Reads them from the system's own files: small images have no `ps`. */
function parentsInProc(): [child: number, parent: number][] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name of the program, in brackets, may hold anything; state and parent follow.
      const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 2)[1];
      return [[Number(name), Number(parent)] as [number, number]];
    } catch {
      return [];
    }
  });
}
