import { join, resolve } from 'node:path';
import process from 'node:process';
import { Command, Option } from 'commander';
import { IpcError } from '../../errors.ts';
import { fenced } from '../../std/text/fenced.ts';
import { escapeText } from '../../std/text/printable-text.ts';
import { readSession } from '../../store/read-session.ts';
import { valueWarnings } from '../../store/values/value-warnings.ts';
import { writeFileWhole } from '../../store/write-file-whole.ts';
import { renderTimeline } from '../../triage/render-timeline.ts';
import { embedSession } from '../../viewer/embed-sessions.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { openInBrowser } from '../io/open-in-browser.ts';
import { RESULTS, resultsFolder, shortName } from '../io/results-folder.ts';

interface ShowOptions {
  output?: string;
  open: boolean;
  text?: true;
  json?: true;
}

export function showCommand(io: CommandIo): Command {
  return new Command('show')
    .summary('open the timeline of a session')
    .description('Writes the timeline of a session as one HTML file and opens it in the browser (not where CI is set).')
    .argument('<session>', 'a session, its folder, or the journal that a killed run left')
    .option('-o, --output <file>', `where to write the timeline (default: a file in ${RESULTS})`)
    .option('--no-open', 'do not open the browser')
    .addOption(new Option('--text', 'print the timeline as text instead').conflicts(['json', 'output']))
    .option('--json', 'print the path as JSON, and do not open the browser')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder show test-results/ipc/notes-r0
  ipc-recorder show ipc-session.json --output timeline.html
  ipc-recorder show ipc-session.json --text | less`,
    )
    .action((session: string, options: ShowOptions) => show(session, options, io));
}

async function show(path: string, { output, open, text, json }: ShowOptions, io: CommandIo): Promise<void> {
  const session = await readSession(path);
  for (const warning of valueWarnings(session, path)) io.note(`Note: ${escapeText(warning)}`);
  if (text) return io.print(fenced(renderTimeline(session), { label: 'timeline' }));
  const file = resolve(output ?? join(RESULTS, `timeline-${shortName(resolve(path))}.html`));
  try {
    if (output === undefined) resultsFolder();
    writeFileWhole(file, embedSession(session));
  } catch (cause) {
    throw new IpcError(
      'INVALID_OPTION',
      `Failed to write "${file}": ${(cause as Error).message}. Name a file that can be written with --output.`,
      { cause },
    );
  }
  if (json) return printJson(io, { path: file });
  io.print(escapeText(file));
  if (!open || process.env.CI) return;
  if (!(await openInBrowser(file))) io.note('No program to open it with was found; open the file in a browser.');
}
