import type { AppEvent, IpcCall } from '../session/format/schema.ts';
import type { KeyRules } from './key-rules.ts';
import { isValueKey } from './names/named-values.ts';
import { secretOfCommand } from './names/secret-commands.ts';
import { saysNothing } from './texts/says-nothing.ts';
import type { WalkValue } from './value-redactor.ts';

type DomInteraction = Extract<AppEvent, { type: 'DomInteraction' }>;

/** Fields whose form the schema fixes, and that hold no secret. */
const FIXED = new Set([
  'type',
  'timestamp',
  'duration_ms',
  'duration_us',
  'arg_size_bytes',
  'mutation_count',
  'kind',
  'action',
]);

/** The text that the page sends in the place of a password, in Victauri's words. */
const HIDDEN = '[REDACTED]';
/** Matches keys that type no text. */
const KEY = /^(?:Enter|Escape|Tab|Backspace|Delete|Arrow(?:Up|Down|Left|Right))$/;

/** Walks every field of an event, those we do not know included. Copy-on-write, as the walk is. */
export function redactEvent(event: AppEvent, keys: KeyRules, walk: WalkValue): AppEvent {
  const fields = event as unknown as Record<string, unknown>;
  const typedClass = event.type === 'DomInteraction' ? classOfInput(event, keys) : undefined;
  let copy: Record<string, unknown> | undefined;
  for (const field of Object.keys(fields)) {
    if (FIXED.has(field)) continue;
    const value = fields[field];
    const next =
      field === 'result' && event.type === 'Ipc'
        ? redactResult(event, keys, walk)
        : field === 'args' && event.type === 'Ipc'
          ? redactArguments(event, keys, walk)
          : walk(value, field === 'value' ? typedClass : undefined, 1, field);
    if (next === value) continue;
    copy ??= { ...fields };
    copy[field] = next;
  }
  return (copy as unknown as AppEvent | undefined) ?? event;
}

/** Returns the class of secret that is typed into a field, by its selector; where nothing was typed there is nothing to hide. */
function classOfInput({ action, selector, value }: DomInteraction, keys: KeyRules): string | undefined {
  if (value === null || value === HIDDEN || (action === 'KeyPress' && KEY.test(value))) return undefined;
  return keys.mentionedIn(selector);
}

function redactResult(call: IpcCall, keys: KeyRules, walk: WalkValue): unknown {
  const { result } = call;
  const secretClass = typeof result === 'object' && 'Ok' in result ? classOfAnswer(call, result.Ok, keys) : undefined;
  return walk(result, secretClass, 1, 'result');
}

/** Returns the class of secret that an answer holds by its command or arguments: the answer's own keys may not say it. */
function classOfAnswer(call: IpcCall, answer: unknown, keys: KeyRules): string | undefined {
  const args = call.args as { key?: unknown; name?: unknown } | null | undefined;
  const asked = typeof args === 'object' ? (args?.key ?? args?.name) : undefined;
  const askedClass = typeof asked === 'string' ? keys.verdictOf(asked).secretClass : undefined;
  if (askedClass !== undefined) return askedClass; // `plugin:store|get` with `{ key: 'authToken' }`
  const named = secretOfCommand(call.command, keys);
  // `get_password` answers with the password, be it in an object; `verify_password` with an object that has keys of its own.
  const isAnswer = named?.does === 'read' || typeof answer === 'string' || typeof answer === 'number';
  return isAnswer && !isNotice(answer) ? named?.secretClass : undefined;
}

/** Tells whether an answer is a word of a program, such as `ok`: the answer to having set a secret. */
function isNotice(answer: unknown): boolean {
  return typeof answer === 'string' && saysNothing(answer);
}

/** Redacts arguments. Those without names get theirs from the command: `set_password("hunter2")`. */
function redactArguments(call: IpcCall, keys: KeyRules, walk: WalkValue): unknown {
  const { args } = call;
  const named = Array.isArray(args) || isOneValue(args) ? secretOfCommand(call.command, keys) : undefined;
  if (named?.does !== 'write') return walk(args, undefined, 1, 'args');
  if (!Array.isArray(args)) return walk(args, named.secretClass, 1, 'args');
  const redacted = walk(args, undefined, 1, 'args');
  // The last text is the secret: those before it say whose it is.
  const last = args.reduce((found: number, item, i) => (typeof item === 'string' || isOneValue(item) ? i : found), -1);
  if (last === -1 || !Array.isArray(redacted)) return redacted;
  const item = walk(args[last], named.secretClass, 2, `args.${last}`);
  return item === redacted[last] ? redacted : redacted.map((one, i) => (i === last ? item : one));
}

/** Tells whether arguments are an object with nothing but a value in it. */
function isOneValue(args: unknown): boolean {
  if (typeof args !== 'object' || args === null) return false;
  const names = Object.keys(args);
  return names.length === 1 && isValueKey(names[0] as string);
}
