import { join, resolve } from 'node:path';
import process from 'node:process';
import { Command, Option } from 'commander';
import { hasFailed } from '../../calls/has-failed.ts';
import { IpcError } from '../../errors.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { defined } from '../../std/defined.ts';
import { fenced } from '../../std/text/fenced.ts';
import { escapeText } from '../../std/text/printable-text.ts';
import { comparableBytes } from '../../store/read-limits.ts';
import { readSession } from '../../store/read-session.ts';
import { valueWarnings } from '../../store/values/value-warnings.ts';
import { writeFileWhole } from '../../store/write-file-whole.ts';
import { findCauses } from '../../triage/causes/find-causes.ts';
import { compareSessions } from '../../triage/diff-sessions.ts';
import { renderTimeline } from '../../triage/render-timeline.ts';
import { attemptNames, SESSIONS } from '../../triage/side-names.ts';
import { type EmbedOptions, embedSession } from '../../viewer/embed-sessions.ts';
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
    .argument(
      '[other]',
      'another session of the test, such as the attempt that passed: the page shows both, call by call',
    )
    .option('-o, --output <file>', `where to write the timeline (default: a file in ${RESULTS})`)
    .option('--no-open', 'do not open the browser')
    .addOption(new Option('--text', 'print the timeline as text instead').conflicts(['json', 'output']))
    .option('--json', 'print the path as JSON, and do not open the browser')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder show test-results/ipc/notes-r0
  ipc-recorder show failed/ipc-session.json passed/ipc-session.json
  ipc-recorder show ipc-session.json --output timeline.html
  ipc-recorder show ipc-session.json --text | less`,
    )
    .action((session: string, other: string | undefined, options: ShowOptions) => show([session, other], options, io));
}

async function show(
  [path, other]: [string, string | undefined],
  { output, open, text, json }: ShowOptions,
  io: CommandIo,
): Promise<void> {
  if (text && other !== undefined)
    throw new IpcError(
      'INVALID_OPTION',
      'Two sessions cannot be printed beside each other. Leave out --text for a page, or compare them with ipc-recorder diff.',
    );
  const session = await readSession(path, other === undefined ? {} : { maxBytes: comparableBytes() });
  for (const warning of valueWarnings(session, path)) io.note(`Note: ${escapeText(warning)}`);
  if (text) return io.print(fenced(renderTimeline(session), { label: 'timeline' }));
  const beside =
    other === undefined ? {} : besideOf(session, await readSession(other, { maxBytes: comparableBytes() }));
  const file = resolve(output ?? join(RESULTS, `timeline-${shortName(resolve(path))}.html`));
  try {
    if (output === undefined) resultsFolder();
    writeFileWhole(file, embedSession(session, beside));
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

/** Makes the options by which a page shows another session beside its own: the calls of both, and where the two part. */
function besideOf(session: RecordedSession, other: RecordedSession): EmbedOptions {
  const [one, two] = [session.test?.attempt, other.test?.attempt];
  const names = one === undefined || two === undefined || one === two ? SESSIONS : attemptNames(one, two);
  const comparison = compareSessions(session, other, names);
  const { first } = comparison.diff;
  const isPass = session.test !== undefined && hasFailed(session.test) && other.test?.status === 'passed';
  return {
    ...(isPass ? { verdict: findCauses(session, { baselines: [other] }) } : {}),
    beside: { session: other, comparison, names },
    ...(first === undefined ? {} : { divergence: { text: first.text, ...defined({ index: first.first }) } }),
  };
}
