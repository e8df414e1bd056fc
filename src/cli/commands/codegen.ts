import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { generateHandlers } from '../../replay/codegen/generate-handlers.ts';
import { generateSpec } from '../../replay/codegen/generate-spec.ts';
import { serializeSession } from '../../session/format/serialize-session.ts';
import { defined } from '../../std/defined.ts';
import { escapeText } from '../../std/text/printable-text.ts';
import { readPackedSession, readWholeSession } from '../../store/values/read-whole-session.ts';
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
      'spec: a Playwright test that does again what the user did, with the session as backend, and asserts its calls and answers. With --output the session is put beside it, in one file, so that it runs from where it stands.\n' +
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
  const beside = format === 'spec' && output !== undefined ? sessionBeside(output) : undefined;
  const { text, warnings } =
    format === 'spec'
      ? generateSpec(
          session,
          beside === undefined ? { sessionFile: file } : { sessionFile: basename(beside), isBeside: true },
        )
      : { text: generateHandlers(session), warnings: [] };
  if (output !== undefined) {
    // The next run of the tests empties the folder that the session lies in.
    if (beside !== undefined) writeFileWhole(beside, serializeSession(await readPackedSession(file)));
    writeFileWhole(output, text);
    warnings.push(...placeWarnings(output, format));
  } else if (format === 'spec')
    warnings.push(
      `the spec names the session as "${file}", from the folder that the tests run in: with --output it is put beside the spec`,
    );
  if (json) return printJson(io, { text, warnings, ...defined({ output, session: beside }) });
  for (const warning of warnings) io.note(`Note: ${escapeText(warning)}`);
  if (output === undefined) io.print(text.trimEnd());
  else
    io.print(`Written: ${escapeText(output)}${beside === undefined ? '' : `, and its session ${escapeText(beside)}`}`);
}

/** The file of a spec's session: `saves-a-note.session.json` beside `saves-a-note.spec.ts`. */
function sessionBeside(spec: string): string {
  const name = basename(spec).replace(SOURCE_FILE, '');
  return join(dirname(spec), `${name}.session.json`);
}

const SOURCE_FILE = /(?:\.(?:spec|test))?\.[cm]?[jt]sx?$/;

/** Says why a file would not run from where it stands. */
function placeWarnings(output: string, format: CodegenOptions['format']): string[] {
  const warnings: string[] = [];
  if (format === 'spec' && !/\.(?:spec|test)\.[cm]?[jt]sx?$/.test(output))
    warnings.push(
      `Playwright looks for files such as ${basename(sessionBeside(output), '.session.json')}.spec.ts, unless your config says otherwise`,
    );
  try {
    createRequire(resolve(output)).resolve('playwright-ipc-recorder');
  } catch {
    warnings.push('playwright-ipc-recorder is not installed where the file stands, which imports it');
  }
  return warnings;
}
