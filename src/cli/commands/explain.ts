import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { hasFailed } from '../../calls/has-failed.ts';
import { IpcError } from '../../errors.ts';
import { readPackedSession } from '../../store/values/read-whole-session.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { endInOrder } from '../io/interruption.ts';
import { collect, onlyOptions, parseSeconds } from '../io/option-values.ts';
import { resultsFolder, shortName } from '../io/results-folder.ts';
import type { Experiment } from '../replay/explain/experiments.ts';
import { explainFailure } from '../replay/explain/explain-failure.ts';
import { findPass } from '../replay/explain/find-passes.ts';
import { renderExplanation } from '../replay/explain/render-explanation.ts';
import { TestProject } from '../replay/playwright/test-project.ts';
import { KnownResults } from '../replay/search/known-results.ts';
import { stubChanged } from '../replay/stub-changed.ts';

interface ExplainFlags {
  baseline?: string[];
  config?: string;
  timeLimit: number;
  json?: true;
}

export function explainCommand(io: CommandIo): Command {
  return new Command('explain')
    .summary('prove by replays why a test failed')
    .description(
      'Replays the failed test with parts of what its backend did replaced by what the backend of a pass did, by halves, until the cause is found: what makes the test pass when it alone is as in the pass, and lets the pass fail alike when it alone is as in the failure. That is proved; where the first alone is seen, it is likely.\n' +
        'Without a pass, answers are put in the order in which they were asked for, and those that failed or never came are given as another call of the command was answered.\n' +
        'Run it on the code that failed. Exit code 0: proved or likely. 2: cannot tell.',
    )
    .argument('<session>', 'the session of the failed test, or its folder')
    .argument('[playwright-args...]', 'after --: more arguments for Playwright, such as --tsconfig')
    .option(
      '--baseline <session>',
      'a session of a pass of the test, or a folder with one, such as that of the reporter option baseline; repeatable (default: a retry that passed, beside the session)',
      collect,
    )
    .option('-c, --config <file>', "the test's Playwright config (default: the one Playwright finds here)")
    .option('--time-limit <seconds>', 'seconds for the whole search; the same command goes on later', parseSeconds, 600)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder explain test-results/ipc/notes-r0
  ipc-recorder explain failed/ipc-session.json --baseline passed/ipc-session.json`,
    )
    .action((session: string, playwrightArgs: string[], flags: ExplainFlags) =>
      endInOrder(io, (stop) => explain(session, playwrightArgs, flags, io, stop)),
    );
}

async function explain(
  file: string,
  playwrightArgs: string[],
  { baseline = [], config, timeLimit, json }: ExplainFlags,
  io: CommandIo,
  stop: AbortSignal,
): Promise<void> {
  onlyOptions(
    playwrightArgs,
    'Give the failed session; that of a pass by --baseline, arguments for Playwright after --.',
  );
  const failed = await readPackedSession(file);
  const { test } = failed;
  if (test === undefined)
    throw new IpcError('TEST_NOT_FOUND', `The session "${file}" does not say which test it is of.`);
  const { status = 'did not end' } = test;
  if (!hasFailed(test) || (status !== 'failed' && status !== 'timedOut'))
    throw new IpcError(
      'INVALID_OPTION',
      `The session "${file}" is of a test that ${status}. A failure with its error can be explained, and no other end.`,
    );
  const pass = await findPass(file, test, baseline);
  const project = new TestProject(config, stop);
  const deadline = performance.now() + timeLimit * 1_000;
  const name = shortName(resolve(file), pass?.path ?? '');
  const known = new KnownResults<Omit<Experiment, 'what' | 'reason'>>(
    join(resultsFolder(), `explain-${name}.json`),
    JSON.stringify([config, playwrightArgs, failed, pass?.session]),
  );
  let runs = 0;
  const explanation = await explainFailure(failed, pass?.session, {
    known,
    stop,
    isOver: () => performance.now() > deadline,
    onRun: (what) => {
      runs += 1;
      io.note(`Replay ${runs}: ${what}.`);
    },
    replay: (session, timing) =>
      stubChanged(session, { project, playwrightArgs, origin: file, replay: { unused: 'ignore', timing } }),
  });
  if (!explanation.isUnfinished) known.remove();
  io.exitWith(explanation.confidence === 'cannot tell' ? 2 : 0);
  if (json) printJson(io, { ...explanation, ...(pass === undefined ? {} : { baseline: pass.path }) });
  else io.print(renderExplanation(explanation, pass?.path));
}
