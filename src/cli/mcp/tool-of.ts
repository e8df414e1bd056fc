import { type Argument, type Command, CommanderError, type Option } from 'commander';
import { IpcError } from '../../errors.ts';
import { cutText } from '../../std/text/cut-text.ts';
import { fenced } from '../../std/text/fenced.ts';
import { countTokens } from '../../views/token-budget.ts';
import type { CommandIo } from '../io/command-io.ts';
import { collect } from '../io/option-values.ts';
import type { ServedTool, ToolAnswer } from './serve-tools.ts';

/** How a command becomes a tool. */
export interface ToolOptions {
  /** Options that the tool has not. */
  without?: string[];
  /** Cuts the text to the budget, and puts all of it into a fence: the command does neither. @default false */
  isCut?: boolean;
}

/** Tokens of an answer, unless the model asks for others. */
const DEFAULT_BUDGET = 2_000;

/** Makes a tool of a command of the command line: its arguments and options are the properties of the input, and what it prints is the answer. */
export function toolOf(
  create: (io: CommandIo) => Command,
  { without = [], isCut = false }: ToolOptions = {},
): ServedTool {
  const command = create({ print() {}, note() {}, exitWith() {} });
  const args = argumentsOf(command);
  const options = command.options.filter((one) => !['json', 'budget', ...without].includes(one.attributeName()));
  const properties = Object.fromEntries([
    ...args.map(({ name, description }) => [name, { type: 'string', description }] as const),
    ...options.map((option) => [option.attributeName(), schemaOf(option)] as const),
    [
      'budget',
      { type: 'integer', minimum: 1, default: DEFAULT_BUDGET, description: 'tokens of the answer at most' },
    ] as const,
  ]);
  const required = args.filter((one) => one.isRequired).map(({ name }) => name);
  return {
    name: `ipc_${command.name()}`,
    title: command.summary(),
    description: command.description(),
    inputSchema: { type: 'object', properties, required },
    async run(input) {
      const fault = faultOf(input, properties, required);
      if (fault !== undefined) return { text: fault, isError: true };
      const { budget = DEFAULT_BUDGET, ...rest } = input as { budget?: number };
      const flags = isCut ? [] : [`--budget=${budget}`];
      for (const option of options)
        flags.push(...flagsOf(option, (rest as Record<string, unknown>)[option.attributeName()]));
      const given = args.flatMap(({ name }) => (input[name] === undefined ? [] : [String(input[name])]));
      // Behind `--` nothing is taken for an option, however it begins.
      const { text, isError } = await runCaptured(create, [...flags, '--', ...given]);
      if (!isCut && !isError && isWhollyFenced(text)) return { text, isError };
      const shown = isCut || isError ? linesInBudget(text, budget - TOKENS_OF_FENCE) : text;
      return { text: fenced(shown, { label: command.name() }), isError };
    },
  };
}

interface ToolArgument {
  name: string;
  description: string;
  isRequired: boolean;
}

/** The arguments of a command. `<id-or-session> [session]` are an id that may be left out, and a session. */
function argumentsOf({ registeredArguments }: Command): ToolArgument[] {
  const hasOptionalId = registeredArguments.some((one) => one.name() === 'id-or-session');
  return registeredArguments.map((one: Argument) => ({
    name: one.name() === 'id-or-session' ? 'id' : one.name(),
    description: one.description.replace(OR_SESSION, '; without one all are listed'),
    isRequired: hasOptionalId ? one.name() === 'session' : one.required,
  }));
}

/** What the help of the command line says of an id that may be left out. */
const OR_SESSION = /; or, to list all, the session$/;

function schemaOf(option: Option): object {
  const { description } = option;
  if (option.parseArg === (collect as unknown)) return { type: 'array', items: { type: 'string' }, description };
  if (option.argChoices !== undefined) return { type: 'string', enum: option.argChoices, description };
  return { type: option.isBoolean() ? 'boolean' : 'string', description };
}

function flagsOf(option: Option, value: unknown): string[] {
  if (value === undefined || value === false) return [];
  if (value === true) return [`${option.long}`];
  return [value].flat().map((one) => `${option.long}=${String(one)}`);
}

/** Says what is wrong with an input; undefined when nothing is. Texts of the model are not repeated. */
function faultOf(
  input: Record<string, unknown>,
  properties: Record<string, object>,
  required: string[],
): string | undefined {
  const names = Object.keys(properties);
  if (Object.keys(input).some((name) => !names.includes(name)))
    return `There is a property that this tool has not. It has: ${names.join(', ')}.`;
  const missing = required.find((name) => input[name] === undefined);
  if (missing !== undefined) return `The property "${missing}" is missing.`;
  const wrong = names.find(
    (name) => input[name] !== undefined && !fits(input[name], properties[name] as { type: string }),
  );
  return wrong === undefined
    ? undefined
    : `The property "${wrong}" is not of the type ${(properties[wrong] as { type: string }).type}.`;
}

function fits(value: unknown, { type }: { type: string }): boolean {
  if (type === 'array') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (type === 'integer') return Number.isInteger(value) && Number(value) > 0;
  return typeof value === type;
}

/** Runs a command, and returns what it prints, or the message with which it fails. */
async function runCaptured(create: (io: CommandIo) => Command, args: string[]): Promise<ToolAnswer> {
  const printed: string[] = [];
  const said: string[] = [];
  const command = create({ print: (text) => printed.push(text), note() {}, exitWith() {} });
  command.exitOverride().configureOutput({ writeOut: (text) => said.push(text), writeErr: (text) => said.push(text) });
  try {
    await command.parseAsync(args, { from: 'user' });
    return { text: printed.join('\n'), isError: false };
  } catch (error) {
    if (error instanceof CommanderError) return { text: said.join(''), isError: true };
    if (error instanceof IpcError) return { text: cutText(error.message, MAX_MESSAGE), isError: true };
    throw error;
  }
}

/** Characters of an error. */
const MAX_MESSAGE = 2_000;

/** Tokens of the lines around a text that its command has not put into a fence. */
const TOKENS_OF_FENCE = 60;

/** Matches the first line of a fence and its last one, with the mark. */
const EDGE = /^\[recorded text ([\da-f]{8}) (begins|ends)\b.*\]$/;

/** Tells whether a text is a heading of ours, one fence, and sentences of ours below it, as views are. */
function isWhollyFenced(text: string): boolean {
  const lines = text.split('\n');
  const edges = lines.flatMap((line, at) => {
    const [, mark, edge] = EDGE.exec(line) ?? [];
    return mark === undefined ? [] : [{ mark, edge, at }];
  });
  const [begin, end] = edges;
  if (edges.length !== 2 || begin?.edge !== 'begins' || end?.edge !== 'ends' || begin.mark !== end.mark) return false;
  return lines.slice(0, begin.at).every((line, at) => line === '' || (at === 0 && line.startsWith('# ')));
}

/** The first lines of a text, as many as there is room for, and how many are left out. A fence that is cut ends all the same. */
function linesInBudget(text: string, budget: number): string {
  if (countTokens(text) <= budget) return text;
  const lines = text.split('\n');
  let left = budget - TOKENS_OF_END;
  let shown = 0;
  // Each is indented when it is fenced.
  for (; shown < lines.length; shown += 1) {
    left -= countTokens(`    ${lines[shown]}\n`);
    if (left < 0) break;
  }
  const kept = lines.slice(0, shown);
  const mark = openMark(kept);
  return [
    ...kept,
    `    … ${lines.length - shown} more lines: give a larger budget`,
    ...(mark === undefined ? [] : ['', `[recorded text ${mark} ends]`]),
  ].join('\n');
}

/** The mark of the fence that lines leave open: of several, all others have ended. */
function openMark(lines: readonly string[]): string | undefined {
  let open: string | undefined;
  for (const line of lines) {
    const [, mark, edge] = EDGE.exec(line) ?? [];
    if (open === undefined && edge === 'begins') open = mark;
    else if (edge === 'ends' && mark === open) open = undefined;
  }
  return open;
}

/** Tokens of what stands behind the cut. */
const TOKENS_OF_END = 40;
