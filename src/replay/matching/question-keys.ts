import { type AskedCall, exactKey } from '../../calls/call-key.ts';
import { canonicalOptions } from '../../calls/call-options.ts';
import { commandTest } from '../../calls/command-filter.ts';
import { pathTest } from '../../calls/path-filter.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { maskKey } from '../../calls/volatile-parts.ts';
import { joinPath } from '../../session/codec/diff-values.ts';
import { markerOf } from '../../session/codec/values.ts';

/** Paths of arguments that may differ, such as `requestId`, `items[*].id` or `options.headers.traceparent`, by command. `*` stands for any text in both. */
export type IgnoredArgs = Record<string, string[]>;

/** Keys by which two calls are the same question, or nearly the same. */
export interface QuestionKeys {
  /** A call as it is compared: with its options in canonical form. */
  asked(call: AskedCall): AskedCall;
  /** The command, its arguments and options, without those to be ignored. @param call as `asked` gives it. */
  exact(call: AskedCall): string;
  /** A command's exact key without what is new in every run. */
  masked(command: string, exact: string): string;
  /** Tells which paths of a command's arguments may differ; undefined when none may. */
  ignoredOf(command: string): ((path: string) => boolean) | undefined;
}

/** @param calls the recorded calls: where none has arguments, as in Victauri's sessions, the command alone is the key. */
export function createQuestionKeys(calls: readonly RecordedCall[], ignore: IgnoredArgs = {}): QuestionKeys {
  const hasArgs = calls.some(({ call }) => call.args !== undefined);
  const rules = Object.entries(ignore).map(([pattern, paths]) => ({
    isFor: commandTest([pattern]),
    isPath: pathTest(paths),
  }));
  const ignoredOf = (command: string) => {
    const own = rules.filter(({ isFor }) => isFor(command));
    return own.length === 0 ? undefined : (path: string) => own.some(({ isPath }) => isPath(path));
  };
  return {
    asked: ({ command, args, options }) => ({
      command,
      args,
      options: hasArgs ? canonicalOptions(options) : undefined,
    }),
    exact: ({ command, args, options }) => {
      if (!hasArgs) return command;
      const isIgnored = ignoredOf(command);
      if (isIgnored === undefined) return exactKey(command, args, options);
      return exactKey(command, without(args, '', isIgnored), without(options, 'options', isIgnored));
    },
    masked: maskKey,
    ignoredOf,
  };
}

/** An ignored argument may as well be absent. */
function without(value: unknown, path: string, isLeftOut: (path: string) => boolean): unknown {
  if (isLeftOut(path)) return undefined;
  if (typeof value !== 'object' || value === null || markerOf(value) !== undefined) return value;
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const left = without(item, joinPath(path, Array.isArray(value) ? Number(key) : key), isLeftOut);
    return left === undefined ? [] : [[key, left] as const];
  });
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
