import { Command, Option } from 'commander';
import { generateHandlers } from '../../replay/codegen/generate-handlers.ts';
import { generateSpec } from '../../replay/codegen/generate-spec.ts';
import { defined } from '../../std/defined.ts';
import { escapeText } from '../../std/text/printable-text.ts';
import { readWholeSession } from '../../store/values/read-whole-session.ts';
import { writeFileWhole } from '../../store/write-file-whole.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';

interface CodegenOptions {
  format: 'spec' | 'handlers';
  output?: string;
  json?: true;
}

export function codegenCommand(io: CommandIo): Command {
  return new Command('codegen')
    .summary('write a spec, or a backend, from a session')
    .description(
      'spec: a Playwright test that does again what the user did, with the session as backend, and asserts its calls and answers.\n' +
        'handlers: a backend for ipc.serve that answers as recorded.',
    )
    .argument('<session>', 'a session, its folder, or the journal that a killed run left')
    .addOption(new Option('--format <what>', 'what to write').choices(['spec', 'handlers']).default('spec'))
    .option('-o, --output <file>', 'where it goes (default: standard output)')
    .option('--json', 'print the text and what is missing in it as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder codegen ipc-session.json -o saves-a-note.spec.ts
  ipc-recorder codegen ipc-session.json --format handlers -o handlers.ts`,
    )
    .action((session: string, options: CodegenOptions) => codegen(session, options, io));
}

async function codegen(file: string, { format, output, json }: CodegenOptions, io: CommandIo): Promise<void> {
  const session = await readWholeSession(file);
  const { text, warnings } =
    format === 'spec'
      ? generateSpec(session, { sessionFile: file })
      : { text: generateHandlers(session), warnings: [] };
  if (output !== undefined) writeFileWhole(output, text);
  if (json) return printJson(io, { text, warnings, ...defined({ output }) });
  for (const warning of warnings) io.note(`Note: ${warning}`);
  if (output === undefined) io.print(text.trimEnd());
  else io.print(`Written: ${escapeText(output)}`);
}
