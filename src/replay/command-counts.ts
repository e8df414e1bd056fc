import type { CommandCount } from './stub-report.ts';

/** Commands that are told by name. What the others were called is not remembered. */
const MAX_COMMANDS = 100;

/** Counts calls by their commands. */
export class CommandCounts {
  private readonly counts = new Map<string, number>();

  add(command: string): void {
    const name = this.counts.has(command) || this.counts.size < MAX_COMMANDS ? command : 'others';
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** Returns the counts, in the order in which the commands came. */
  list(): CommandCount[] {
    return [...this.counts].map(([command, calls]) => ({ command, calls }));
  }
}
