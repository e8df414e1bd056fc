import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Counts of the calls of `node:fs` while something ran, by name, and of the bytes that were written. */
export type FileCalls = Record<(typeof COUNTED)[number], number> & { bytesWritten: number };

const COUNTED = ['openSync', 'readSync', 'writeSync', 'readFileSync', 'writeFileSync'] as const;

/** Counts how `run` uses files, in modules that import functions of `node:fs` by name too. */
export function countFileCalls(run: () => void): FileCalls {
  const counts: FileCalls = {
    openSync: 0,
    readSync: 0,
    writeSync: 0,
    readFileSync: 0,
    writeFileSync: 0,
    bytesWritten: 0,
  };
  const originals = Object.fromEntries(COUNTED.map((name) => [name, fs[name]]));
  for (const name of COUNTED)
    Object.assign(fs, {
      [name](...args: unknown[]) {
        counts[name] += 1;
        const result = (originals[name] as (...args: unknown[]) => unknown)(...args);
        if (name === 'writeSync') counts.bytesWritten += result as number;
        return result;
      },
    });
  syncBuiltinESMExports();
  try {
    run();
  } finally {
    Object.assign(fs, originals);
    syncBuiltinESMExports();
  }
  return counts;
}
