import type { Reach } from './api-membrane.ts';

/** The globals that the user names, such as `electronAPI` and `app.files`, and the commands of their functions. */
export class GlobalNames {
  private readonly names: readonly string[];
  /** The properties of `window` that they begin with. */
  readonly roots: readonly string[];

  constructor(names: readonly string[]) {
    // The longest first: a name may lie within another.
    this.names = [...names].sort((one, other) => other.length - one.length);
    this.roots = [...new Set(names.map((name) => name.split('.')[0] as string))];
  }

  reachOf(path: string): Reach {
    if (this.names.some((name) => isWithin(path, name))) return 'inside';
    return this.names.some((name) => isWithin(name, path)) ? 'towards' : 'outside';
  }

  /**
   * Returns the command of a function: its path below the global, such as `files.read`; where several globals are named, with the global's name,
   * since two may have a function of the same path. A global that is a function itself has its own name.
   */
  commandOf(path: string): string {
    const name = this.names.find((one) => isWithin(path, one));
    return this.names.length > 1 || name === undefined || name === path ? path : path.slice(name.length + 1);
  }
}

const isWithin = (path: string, name: string): boolean => path === name || path.startsWith(`${name}.`);
