import { relative } from 'node:path';
import process from 'node:process';
import { Command } from 'commander';
import { IpcError } from '../../errors.ts';
import { faultOfPlaywright } from '../../std/supported-versions.ts';
import { escapeText } from '../../std/text/printable-text.ts';
import { quoteArgument } from '../../std/text/quote-argument.ts';
import { diagnose, type Finding, verdictOf } from '../doctor/diagnose.ts';
import { listSuite } from '../doctor/list-suite.ts';
import { runOneTest } from '../doctor/run-one-test.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { endInOrder } from '../io/interruption.ts';
import { configIn } from '../replay/playwright/config-in.ts';
import { findAnyPlaywright } from '../replay/playwright/find-playwright.ts';

export function doctorCommand(io: CommandIo): Command {
  return new Command('doctor')
    .summary('run one test, and say what is recorded of it and what is not')
    .description(
      'Runs the first test that the arguments after -- select, records it as "run" does, and lists what was found: versions, config, fixtures, reporter, pages and their runtimes, Electron apps. What is missing comes with a remedy. Nothing of the suite and of its reports is changed.\n' +
        'Exits with 0 when all is in order, with 1 when there is something to do.',
    )
    .argument('[playwright-args...]', 'after --: what you type after "playwright test"')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ipc-recorder doctor\n  ipc-recorder doctor -- notes.spec.ts --project=chromium',
    )
    .action((playwrightArgs: string[], flags: { json?: true }) =>
      endInOrder(io, (stop) => doctor(playwrightArgs, flags, io, stop)),
    );
}

async function doctor(args: string[], { json }: { json?: true }, io: CommandIo, stop: AbortSignal): Promise<void> {
  const { findings, session } = await examine(args, stop);
  const verdict = verdictOf(findings);
  const inOrder = findings.every(({ state }) => state !== 'todo');
  io.exitWith(inOrder ? 0 : 1);
  if (json) return printJson(io, { in_order: inOrder, verdict, findings, session: session ?? null });
  for (const finding of findings) io.print(lineOf(finding));
  if (session !== undefined)
    io.print(`${MARKS.ok} session: npx ipc-recorder show ${escapeText(quoteArgument(session))}`);
  io.print(`\n${verdict}`);
}

interface Examination {
  findings: Finding[];
  /** The path of the test's session. */
  session?: string;
}

async function examine(args: string[], stop: AbortSignal): Promise<Examination> {
  const { cli, version } = findAnyPlaywright(configIn(args));
  const fault = faultOfPlaywright(version);
  if (fault !== undefined) return { findings: [{ state: 'todo', what: 'Playwright', text: version, remedy: fault }] };
  const suite = await listSuite(cli, args, stop);
  if (suite.first === undefined) {
    const why = suite.errors[0] ?? 'No tests found.';
    throw new IpcError('TEST_NOT_FOUND', `These arguments select no test that runs. Playwright says: ${why}`);
  }
  const run = await runOneTest(cli, args, suite.first, stop);
  const { configFile } = suite;
  const findings = diagnose({
    node: process.versions.node,
    playwright: version,
    suite: { ...suite, ...(configFile === undefined ? {} : { configFile: relative(process.cwd(), configFile) }) },
    run,
  });
  return { findings, ...(run.sessionFile === undefined ? {} : { session: run.sessionFile }) };
}

const MARKS = { ok: '✓', note: '·', todo: '✗' } as const;

function lineOf({ state, what, text, remedy }: Finding): string {
  const line = `${MARKS[state]} ${what}: ${escapeText(text)}`;
  return remedy === undefined || remedy === '' ? line : `${line}\n    → ${escapeText(remedy)}`;
}
