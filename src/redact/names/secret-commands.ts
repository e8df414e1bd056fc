import { type KeyRules, wordsOf } from '../key-rules.ts';

/** A command that is named for a secret, and which way the secret goes: its answer has it, or its arguments. */
export interface SecretCommand {
  secretClass: string;
  does: 'read' | 'write' | undefined;
}

/** Reads a command's name: `read_secret` answers with one, `set_password` is given one, `get_user_by_token` is named for it alone. Undefined for most. */
export function secretOfCommand(command: string, keys: KeyRules): SecretCommand | undefined {
  if (!keys.mayMention(command)) return undefined;
  let known = remembered.get(keys);
  if (known === undefined) {
    known = new Map();
    remembered.set(keys, known);
  }
  if (!known.has(command)) {
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(command, judge(command, keys));
  }
  return known.get(command);
}

const MAX_REMEMBERED = 10_000;
const remembered = new WeakMap<KeyRules, Map<string, SecretCommand | undefined>>();

function judge(command: string, keys: KeyRules): SecretCommand | undefined {
  const { secretClass } = keys.verdictOf(command);
  if (secretClass === undefined) return undefined;
  const words = wordsOf(command);
  if (WRITES.test(words)) return { secretClass, does: 'write' };
  return { secretClass, does: READS.test(words) && !ABOUT.test(words) ? 'read' : undefined };
}

/** Verbs whose answer is the secret, as the first word or, after a name of its own, the last. */
const READS =
  /(?:^| )(?:create|decrypt|derive|dump|export|fetch|find|generate|get|issue|load|lookup|new|obtain|peek|query|read|receive|refresh|renew|request|retrieve|reveal|rotate|show|unseal|unwrap)(?: |$)/;
/** Verbs whose last argument is the secret. */
const WRITES =
  /(?:^| )(?:add|authenticate|change|check|confirm|enter|import|insert|login|put|register|reset|save|send|set|sign in|store|submit|unlock|update|use|validate|verify|write)(?: |$)/;
/** Words that say that the secret is given, and the answer is another thing. */
const ABOUT = / (?:by|for|from|of|with|using|via|info|list|history|details|metadata) /;
