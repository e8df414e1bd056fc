import type { CallRules, IgnoredArgs, NormalizeCall } from '../../calls/same-call/call-rules.ts';
import { IpcError } from '../../errors.ts';
import { defined } from '../../std/defined.ts';
import { putInList } from '../../std/put-in-list.ts';
import { importModule } from './import-module.ts';

/** The flags with a user's own rules for what is the same call. */
export interface RuleFlags {
  ignore?: string[];
  normalize?: string;
}

export const IGNORE_HELP = 'an argument that may differ, as save_note:requestId; repeatable';
export const NORMALIZE_HELP =
  'a module whose function normalize, or default one, takes what is new in every run out of a call';

/** Makes the rules of the flags. @throws {IpcError} `INVALID_OPTION` */
export async function readRules({ ignore, normalize }: RuleFlags): Promise<CallRules> {
  return defined({
    ignore: ignore && ignoredOf(ignore),
    normalize: normalize === undefined ? undefined : await loadNormalize(normalize),
  });
}

/** Reads rules such as `save_note:requestId`: a command and a path of its arguments. The path has no colon, a command may. */
export function ignoredOf(rules: string[]): IgnoredArgs {
  const ignored = new Map<string, string[]>();
  for (const rule of rules) {
    const at = rule.lastIndexOf(':');
    if (at <= 0 || at === rule.length - 1) {
      throw new IpcError(
        'INVALID_OPTION',
        `--ignore takes a command and a path of its arguments, such as save_note:requestId or "*:sentAt"; it is "${rule}".`,
      );
    }
    const command = rule.slice(0, at);
    putInList(ignored, command, rule.slice(at + 1));
  }
  return Object.fromEntries(ignored);
}

async function loadNormalize(path: string): Promise<NormalizeCall> {
  const exports = await importModule(path, 'INVALID_OPTION', `the module "${path}" of --normalize`);
  const found = exports.normalize ?? exports.default;
  if (typeof found === 'function') return found as NormalizeCall;
  throw new IpcError(
    'INVALID_OPTION',
    `The module "${path}" of --normalize exports no function. Export normalize(call), or a default function.`,
  );
}
