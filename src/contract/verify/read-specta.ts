import type { CommandTruth, JsonSchema, Truth } from './truth.ts';
import { TypeReader } from './type-reader.ts';

/** A command in the bindings of `tauri-specta`: how its name, arguments and answer stand before the call of Tauri's `invoke`. */
const INVOKE = /\b_*(?:TAURI_)?INVOKE(?:<([^(]*)>)?\(\s*["']([^"']+)["']/g;

/** Tells whether a text is the bindings of `tauri-specta`. */
export function isSpecta(text: string): boolean {
  return /TAURI_INVOKE/.test(text) && /export const commands/.test(text);
}

/** Reads the bindings that `tauri-specta` generates: all commands of the app, their arguments, answers and errors. */
export function readSpecta(text: string): Truth {
  const commands = new Map<string, CommandTruth>();
  const start = text.indexOf('export const commands');
  let from = start;
  for (const found of text.slice(start).matchAll(INVOKE)) {
    const end = start + found.index;
    const [, generic, name = ''] = found;
    commands.set(name, readCommand(text.slice(from, end), generic));
    from = end + found[0].length;
  }
  return { commands, isWhole: true, definitions: readTypes(text) };
}

/** Reads what stands between two calls: the signature is the last in it. */
function readCommand(text: string, generic: string | undefined): CommandTruth {
  // The older form says what a method answers, the newer what `typedError` or `invoke` is given.
  const promise = lastGeneric(text, 'Promise') ?? generic;
  const typed = lastGeneric(text, 'typedError');
  const answer = typed ?? promise;
  if (answer === undefined) return {};
  const [ok, err] = typed !== undefined ? splitArguments(typed) : resultOf(answer);
  return {
    ok: ok === undefined ? undefined : new TypeReader(ok).read(),
    // A command without a result type cannot fail but by Tauri's own refusals.
    err:
      err === undefined
        ? typed === undefined && promise !== undefined
          ? false
          : undefined
        : new TypeReader(err).read(),
  };
}

/** The parts of `Result<Ok, Err>`; of another type, the type alone. */
function resultOf(type: string): [ok: string | undefined, err: string | undefined] {
  const inner = lastGeneric(type, 'Result');
  if (inner === undefined) return [type, undefined];
  const [ok, err] = splitArguments(inner);
  return [ok, err];
}

function readTypes(text: string): Record<string, JsonSchema> {
  const types: Record<string, JsonSchema> = {};
  for (const { 1: name = '', index, 0: head } of text.matchAll(/^export type (\w+)\s*=/gm)) {
    const rest = text.slice(index + head.length);
    const next = rest.search(/^export |^\/\*\*|^(?:async )?function |^import /m);
    types[name] = new TypeReader(next === -1 ? rest : rest.slice(0, next)).read();
  }
  return types;
}

/** The text between the brackets of the last `name<…>`. */
function lastGeneric(text: string, name: string): string | undefined {
  const head = `${name}<`;
  const start = text.lastIndexOf(head);
  if (start === -1) return undefined;
  const from = start + head.length;
  for (let at = from, depth = 1; at < text.length; at += 1) {
    if (text[at] === '<') depth += 1;
    else if (text[at] === '>' && text[at - 1] !== '=') depth -= 1;
    if (depth === 0) return text.slice(from, at);
  }
  return undefined;
}

/** Splits the arguments of a generic type at its own commas. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if ('<({['.includes(char)) depth += 1;
    else if ('>)}]'.includes(char)) depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)].map((one) => one.trim()).filter((one) => one !== '');
}
