import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { isAlive } from '../../std/is-alive.ts';
import { atExit } from './at-exit.ts';

/** The folder of the working directory in which commands leave what a user may open afterwards. Git leaves it out. */
export const RESULTS = 'ipc-results';

/** Makes that folder, and returns its path. @throws The file system's error. */
export function resultsFolder(): string {
  const folder = resolve(RESULTS);
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '.gitignore'), '*\n');
  }
  return folder;
}

/** Returns a short name that is the same for the same texts. */
export function shortName(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 8);
}

/**
 * A folder in there for what one run leaves. It is removed unless it is kept, also where the process ends before its time; one that is kept takes the
 * place of earlier ones of the same name.
 */
export class RunResults {
  readonly folder: string;
  private readonly name: string;
  private readonly takeBack: () => void;

  /** @param name the same for what takes the other's place. @throws The file system's error. */
  constructor(name: string) {
    this.name = name;
    // With the process in it: the same may run twice at a time.
    this.folder = join(resultsFolder(), `${name}-${process.pid}`);
    mkdirSync(this.folder, { recursive: true });
    this.takeBack = atExit(() => this.remove());
  }

  /** Ends it: the folder stays, or goes. */
  end(isKept: boolean): void {
    this.takeBack();
    if (isKept) this.removeEarlier();
    else this.remove();
  }

  private remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private removeEarlier(): void {
    const parent = resultsFolder();
    for (const other of readdirSync(parent)) {
      const pid = other.startsWith(`${this.name}-`) ? other.slice(this.name.length + 1) : '';
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid || isAlive(Number(pid))) continue;
      rmSync(join(parent, other), { recursive: true, force: true });
    }
  }
}
