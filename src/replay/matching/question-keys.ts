import { maskKey } from '../../calls/new-values/volatile-parts.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { type AskedCall, exactKey } from '../../calls/same-call/call-key.ts';
import { type CallRules, ignoredPaths, normalizeCall, withoutIgnored } from '../../calls/same-call/call-rules.ts';

/** Keys by which two calls are the same question, or nearly the same. */
export interface QuestionKeys {
  /** A call as it is compared: as the user's function makes it, with its options in canonical form. */
  asked(call: AskedCall): AskedCall;
  /** The command, its arguments and options, without those to be ignored. @param call as `asked` gives it. */
  exact(call: AskedCall): string;
  /** A command's exact key without what is new in every run. */
  masked(command: string, exact: string): string;
  /** Tells which paths of a command's arguments may differ; undefined when none may. */
  ignoredOf(command: string): ((path: string) => boolean) | undefined;
  /** Whether a function of the user's changes calls before they are compared. */
  normalizes: boolean;
}

/**
 * @param calls the recorded calls: where none has arguments, as in Victauri's sessions, the command alone is the key.
 * @throws {IpcError} `INVALID_OPTION` when the user's function fails on one of them.
 */
export function createQuestionKeys(
  calls: readonly RecordedCall[],
  { ignore, normalize }: CallRules = {},
): QuestionKeys {
  const hasArgs = calls.some(({ call }) => call.args !== undefined);
  const ignoredOf = ignoredPaths(ignore);
  const known = new Map<AskedCall, AskedCall>(calls.map(({ call }) => [call, normalizeCall(call, normalize)]));
  return {
    asked: (call) => known.get(call) ?? normalizedQuestion(call, hasArgs, () => normalizeCall(call, normalize)),
    exact: (call) => {
      if (!hasArgs) return call.command;
      const { command, args, options } = withoutIgnored(call, ignoredOf(call.command));
      return exactKey(command, args, options);
    },
    masked: maskKey,
    ignoredOf,
    normalizes: normalize !== undefined,
  };
}

/** A question of this run. Where the user's function fails on it, the miss that follows says so: nothing of the app's may break by it. */
function normalizedQuestion(call: AskedCall, hasArgs: boolean, normalized: () => AskedCall): AskedCall {
  try {
    const { command, args, options } = normalized();
    return { command, args, options: hasArgs ? options : undefined };
  } catch (error) {
    return { command: call.command, args: (error as Error).message };
  }
}
