import type { AppEvent } from '../session/format/schema.ts';
import { statelessPattern } from '../std/text/escape-pattern.ts';
import { fitsWildcards } from '../std/text/wildcards.ts';

/** Which commands to record. Strings may have `*`, which stands for any text. */
export interface CommandFilterOptions {
  include?: (string | RegExp)[];
  exclude?: (string | RegExp)[];
}

/**
 * Whether an event is to be recorded, by its command: what `include` has (all when it is not given) and `exclude` has not.
 * A message on a channel goes with the command that the channel was passed to. Events other than IPC always are.
 */
export function createCommandFilter(options: CommandFilterOptions): (event: AppEvent) => boolean {
  const isLeftOut = leavesOut(options);
  return (event) => {
    if (event.type !== 'Ipc') return true;
    const hash = event.channel === undefined ? -1 : event.command.lastIndexOf('#');
    const command = hash === -1 ? event.command : event.command.slice(0, hash);
    return !isLeftOut(command);
  };
}

/** Whether a command is left out: `include` has it not, or `exclude` has it. */
export function leavesOut({ include, exclude = [] }: CommandFilterOptions): (command: string) => boolean {
  if (include === undefined && exclude.length === 0) return () => false;
  const isIncluded = include === undefined ? () => true : commandTest(include);
  const isExcluded = commandTest(exclude);
  return (command) => !isIncluded(command) || isExcluded(command);
}

/** Whether a command is meant by one of these patterns. */
export function commandTest(patterns: (string | RegExp)[]): (command: string) => boolean {
  const tests = patterns.map((pattern): ((command: string) => boolean) => {
    if (pattern instanceof RegExp) {
      const stateless = statelessPattern(pattern);
      return (command) => stateless.test(command);
    }
    const pieces = pattern.split('*');
    return (command) => fitsWildcards(command, { pieces });
  });
  return (command) => tests.some((isMeant) => isMeant(command));
}
