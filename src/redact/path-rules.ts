import { commandTest } from '../calls/command-filter.ts';
import type { AppEvent } from '../session/format/schema.ts';
import { escapePattern } from '../std/text/escape-pattern.ts';

/** Commands, and the paths in their calls that hold secrets. */
export type SecretPaths = Record<string, string[]>;

/** Tells whether a path in an event was named by the user. */
export interface PathRules {
  /** Makes the paths those of an event from now on. */
  enter(event: AppEvent | undefined): void;
  /** Tells whether there is a path for an event. */
  concerns(event: AppEvent): boolean;
  classAt(path: string): string | undefined;
}

/**
 * Makes rules of paths such as `args.pin` or `result.Ok.token`, by command; `*` in a command stands for any text, in a path for one key or index.
 * What is below a path goes with it.
 */
export function createPathRules(paths: SecretPaths): PathRules {
  const rules = Object.entries(paths).map(([command, list]) => ({
    isMeant: commandTest([command]),
    patterns: list.map(toPattern),
  }));
  const known = new Map<string, RegExp | undefined>();
  let current: RegExp | undefined;

  function patternFor(command: string): RegExp | undefined {
    const sources = rules.filter(({ isMeant }) => isMeant(command)).flatMap(({ patterns }) => patterns);
    return sources.length === 0 ? undefined : new RegExp(`^(?:${sources.join('|')})$`);
  }

  function rememberedFor(event: AppEvent): RegExp | undefined {
    if (event.type !== 'Ipc') return undefined;
    const { command } = event;
    if (!known.has(command)) {
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(command, patternFor(command));
    }
    return known.get(command);
  }

  return {
    enter(event) {
      current = event && rememberedFor(event);
    },
    concerns: (event) => rememberedFor(event) !== undefined,
    classAt: (path) => (current?.test(path) ? 'secret' : undefined),
  };
}

const MAX_REMEMBERED = 10_000;

function toPattern(path: string): string {
  return path
    .split('.')
    .map((part) => (part === '*' ? '[^.]+' : escapePattern(part)))
    .join('\\.');
}
