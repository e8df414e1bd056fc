import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { type Behaviour, BehaviourReader } from '../../behaviour/behaviour.ts';
import { diffBehaviour } from '../../behaviour/diff-behaviour.ts';
import { renderBehaviour } from '../../behaviour/render-behaviour.ts';
import { type CallRules, sessionByRules } from '../../calls/same-call/call-rules.ts';
import { IpcError } from '../../errors.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { findSessions } from '../../store/find-sessions.ts';
import { isFolder } from '../../store/is-folder.ts';
import { comparableBytes } from '../../store/read-limits.ts';
import { readSession } from '../../store/read-session.ts';
import { RECORDING_FILES } from '../../store/recording-files.ts';
import { diffSessions } from '../../triage/diff-sessions.ts';
import { diffTests } from '../diff/diff-tests.ts';
import { type FolderDiff, readBoth } from '../diff/read-both.ts';
import { renderDiff } from '../diff/render-diff.ts';
import { IGNORE_HELP, NORMALIZE_HELP, type RuleFlags, readRules } from '../io/call-rules-flags.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { endInOrder } from '../io/interruption.ts';
import { collect } from '../io/option-values.ts';
import { type ReadEachOptions, readEach, type UnreadSession, unreadText } from '../io/read-each.ts';

interface DiffOptions extends RuleFlags {
  all?: true;
  tests?: true;
  json?: true;
}

export function diffCommand(io: CommandIo): Command {
  return new Command('diff')
    .summary('compare two sessions, or the sessions of two runs')
    .description(
      'Compares two sessions of one test: the first divergence, then the rest. Give the one that was expected first.\n' +
        'Of two folders with the sessions of runs of a suite: which commands are new or gone, which are called more or less often, whose shapes are others, as Markdown. Polls are not counted, and tests that did not pass in both are not compared.\n' +
        'Where a session cannot be read it is named, and folders are not called the same.',
    )
    .argument('<first>', 'a session, such as that of the attempt that passed; or the folder of a run')
    .argument('<second>', 'another, such as that of the attempt that failed; or the folder of another run')
    .option('--ignore <path>', IGNORE_HELP, collect)
    .option('--normalize <module>', NORMALIZE_HELP)
    .option('--all', `print all divergences (default: the first ${SHOWN})`)
    .option(
      '--tests',
      'of two folders: compare the sessions of the same tests, one by one; a test that only one of them has is a difference',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ipc-recorder diff passed.json failed.json\n  ipc-recorder diff a/ipc-session.json b/ipc-session.json --json\n  ipc-recorder diff main/test-results test-results >> "$GITHUB_STEP_SUMMARY"\n  ipc-recorder diff test-results/mocked test-results/real --tests',
    )
    .action((first: string, second: string, options: DiffOptions) => diff(first, second, options, io));
}

const SHOWN = 10;

async function diff(
  first: string,
  second: string,
  { all, tests, json, ...flags }: DiffOptions,
  io: CommandIo,
): Promise<void> {
  const rules = await readRules(flags);
  const limit = all ? Number.POSITIVE_INFINITY : SHOWN;
  if (tests || (isRun(first) && isRun(second)))
    return await endInOrder(io, (stop) => {
      const how = { rules, limit, json: json === true, stop };
      return tests ? diffTests([first, second], how, io) : diffRuns([first, second], how, io);
    });
  const read = async (file: string) => sessionByRules(await readSession(file, { maxBytes: comparableBytes() }), rules);
  // Beside the folder of a run what is not there is at fault, not that folder.
  if (isRun(first) && !existsSync(second)) await read(second);
  const result = diffSessions(await read(first), await read(second));
  if (!result.same) io.exitWith(1);
  if (json) return printJson(io, result);
  io.print(renderDiff(result, limit));
}

/** Tells whether a path is the folder of a run, with sessions below it, and not that of one session. */
function isRun(path: string): boolean {
  if (!isFolder(path)) return false;
  const { session, journal, olderJournal } = RECORDING_FILES;
  return ![session, journal, olderJournal].some((name) => existsSync(join(path, name)));
}

async function diffRuns(
  folders: [string, string],
  { rules, ...how }: FolderDiff & { rules: CallRules },
  io: CommandIo,
): Promise<void> {
  const both = await readBoth(folders, (folder, reading) => readRun(folder, rules, reading), how, io);
  if (both === undefined) return;
  const [before, after] = both;
  const unread = [...before.unread, ...after.unread];
  const found = diffBehaviour(before.behaviour, after.behaviour);
  const result = { ...found, same: found.same && unread.length === 0 && found.tests.compared > 0, unread };
  if (!result.same) io.exitWith(1);
  if (how.json) printJson(io, result);
  else io.print([renderBehaviour(result), unreadText(unread)].filter((text) => text !== '').join('\n\n'));
}

async function readRun(
  folder: string,
  rules: CallRules,
  reading: ReadEachOptions,
): Promise<{ behaviour: Behaviour; unread: UnreadSession[] }> {
  const reader = new BehaviourReader();
  const found = (await findSessions(folder)).filter(({ test, error }) => test !== undefined || error !== undefined);
  let count = 0;
  const add = (session: RecordedSession) => {
    count += 1;
    reader.add(sessionByRules(session, rules));
  };
  const unread = await readEach(found, readSession, add, reading);
  if (count === 0 && !reading.stop?.aborted)
    throw new IpcError(
      'SESSION_NOT_READABLE',
      `There is no session of a test below "${folder}". Record the run with the mode "on": ipc-recorder run --mode on.`,
    );
  return { behaviour: reader.behaviour, unread };
}
