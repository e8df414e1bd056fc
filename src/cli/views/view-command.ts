import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError, type Option } from 'commander';
import type { RecordedSession } from '../../session/format/schema.ts';
import { readSession } from '../../store/read-session.ts';
import { readWholeSession } from '../../store/values/read-whole-session.ts';
import { renderView, viewData } from '../../views/render-view.ts';
import type { View } from '../../views/view.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';

/** A command that shows a view of one session. */
export interface ViewCommand<Options> {
  name: string;
  summary: string;
  description: string;
  /** Names the id that comes before the session; `isOptional` where the view without one lists what there is. */
  id?: { description: string; isOptional?: boolean };
  options?: Option[];
  /** Puts large values in their places. @default false */
  isWhole?: boolean;
  examples: string[];
  view(session: RecordedSession, options: Options, id: string | undefined): View | Promise<View>;
}

/** The options that all these commands have. */
interface SharedOptions {
  budget?: number;
  json?: true;
}

const SESSION_HELP = 'a session, its folder, or the journal that a killed run left';

/** Makes a command of a view: text, or JSON, in as many tokens as it may have. */
export function viewCommand<Options>(spec: ViewCommand<Options>, io: CommandIo): Command {
  const command = new Command(spec.name).summary(spec.summary).description(spec.description);
  if (spec.id === undefined) command.argument('<session>', SESSION_HELP);
  else if (!spec.id.isOptional) command.argument('<id>', spec.id.description).argument('<session>', SESSION_HELP);
  else {
    command
      .argument('<id-or-session>', `${spec.id.description}; or, to list all, the session`)
      .argument('[session]', SESSION_HELP);
  }
  for (const option of spec.options ?? []) command.addOption(option);
  return command
    .option('--budget <tokens>', 'print no more than about so many tokens, and say what is left out', parseBudget)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExamples:\n${spec.examples.map((line) => `  ipc-recorder ${line}`).join('\n')}`)
    .action(async (first: string, ...rest: unknown[]) => {
      const second = typeof rest[0] === 'string' ? rest[0] : undefined;
      const [id, file] = spec.id === undefined || second === undefined ? [undefined, first] : inOrder(first, second);
      const { budget, json, ...options } = command.opts<SharedOptions & Options>();
      const session = await (spec.isWhole ? readWholeSession(file) : readSession(file));
      const view = await spec.view(session, options as Options, id);
      if (json) printJson(io, viewData(view, budget));
      else io.print(renderView(view, budget));
    });
}

/** Takes the id and the session in either order: other commands have the session first. */
function inOrder(first: string, second: string): [id: string, session: string] {
  const isId = (text: string) => /^#?[a-z]?\d+$/i.test(text);
  return isId(second) && !isId(first) && existsSync(first) ? [second, first] : [first, second];
}

/** Reads a number of tokens, a whole number from 1. */
export function parseBudget(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Expected a number of tokens, such as 2000.');
  return number;
}
