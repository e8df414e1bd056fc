import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { IpcError } from '../../errors.ts';
import type { ReplayTiming } from '../../replay/answer-timing.ts';
import type { DrivePace } from '../../replay/drive.ts';
import type { CallOrder } from '../../replay/match-calls.ts';
import { findSessions } from '../../store/find-sessions.ts';
import { readSession } from '../../store/read-session.ts';
import { cutText, escapeText } from '../../triage/escape-text.ts';
import { type CommandIo, printJson } from '../command-io.ts';
import { driveSession } from '../replay/drive-session.ts';
import { renderReplayTable, renderStubReplay } from '../replay/render-stub-replay.ts';
import { type StubReplay, stubSession } from '../replay/stub-session.ts';

interface ReplayOptions {
  config?: string;
  target?: string;
  ignore?: string[];
  compare: 'exact' | 'shape' | 'outcome';
  stop?: true;
  includeMocked?: true;
  includeInternal?: true;
  timeout: number;
  only?: string[];
  skip?: string[];
  until?: string;
  pace: DrivePace;
  dryRun?: true;
  yes?: true;
  order: CallOrder;
  timing: ReplayTiming;
  bisect?: true;
  json?: true;
}

export function replayCommand(io: CommandIo): Command {
  return new Command('replay')
    .summary('run the test again without its backend, or send its calls to one')
    .description(
      'Without --target: runs the recorded test again, answered by the session, and says whether it ends as recorded.\n' +
        "With --target: sends the session's calls to a backend, one after the other, and compares every answer.",
    )
    .argument(
      '<session>',
      'a session, its folder, or the journal that a killed run left; or a folder with many: test-results, a report',
    )
    .argument('[playwright-args...]', 'after --: more arguments for Playwright, such as --headed')
    .option('-c, --config <file>', "the test's Playwright config (default: the one Playwright finds here)")
    .option('-t, --target <module>', 'a module with the backend: exports invoke(command, args) or a map of commands')
    .option(
      '--ignore <path>',
      'do not compare this path of the answers, such as result.Ok.id or *.createdAt; repeatable',
      collect,
    )
    .addOption(
      new Option('--compare <what>', 'what must be equal').choices(['exact', 'shape', 'outcome']).default('exact'),
    )
    .option('--stop', 'stop at the first answer that differs')
    .option('--include-mocked', 'send calls that a mock answered too')
    .option('--include-internal', "send calls to the framework's own commands too")
    .option('--timeout <ms>', 'milliseconds to wait for one answer of the target', parseMilliseconds, 30_000)
    .option('--only <command>', 'with --target: send this command only; * stands for any text; repeatable', collect)
    .option('--skip <command>', 'with --target: do not send this command; repeatable', collect)
    .option('--until <checkpoint>', 'with --target: send the calls up to this checkpoint, by id or label')
    .addOption(
      new Option('--pace <how>', 'with --target: one by one, overlapping as recorded, or as fast as it goes')
        .choices(['sequential', 'recorded', 'fast'])
        .default('sequential'),
    )
    .option('--dry-run', 'with --target: send nothing, and say what would be sent')
    .option('--yes', 'with --target: send to another machine without being asked')
    .addOption(
      new Option('--order <how>', 'without --target: how a call finds its answer')
        .choices(['key', 'strict', 'any'])
        .default('key'),
    )
    .option(
      '--timing <when>',
      "without --target: 'order' answers in the recorded order, 'at-once', 'recorded' after the time it took, 0.5 after half of it",
      parseTiming,
      'order',
    )
    .option('--bisect', 'for git bisect run: exit 0 when the test passes, 1 when it fails as recorded, 125 otherwise')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder replay test-results/ipc/notes-r0/ipc-session.json
  ipc-recorder replay ipc-session.json --config e2e/playwright.config.ts -- --headed --trace on
  ipc-recorder replay ipc-session.json --target ./backend.ts --ignore result.Ok.id --compare shape
  git bisect run npx ipc-recorder replay ../ipc-session.json --bisect`,
    )
    .action((session: string, playwrightArgs: string[], options: ReplayOptions) =>
      replay(session, playwrightArgs, options, io),
    );
}

async function replay(file: string, playwrightArgs: string[], options: ReplayOptions, io: CommandIo): Promise<void> {
  const { target, json, config } = options;
  if (playwrightArgs.length > 0 && (target !== undefined || !playwrightArgs[0]?.startsWith('-'))) {
    throw new IpcError(
      'INVALID_OPTION',
      `Did not expect "${playwrightArgs[0]}". Give one session; arguments for Playwright go after --, and not with --target.`,
    );
  }
  if (playwrightArgs.some((argument) => /^--reporter\b/.test(argument))) {
    throw new IpcError(
      'INVALID_OPTION',
      'Did not expect --reporter after --: the verdict is read from a report of our own.',
    );
  }
  if (options.bisect && target !== undefined)
    throw new IpcError('INVALID_OPTION', 'Give --bisect or --target, not both: bisecting runs the test.');
  if (options.bisect) io.exitWith(CANNOT_TELL);
  const { order, timing } = options;
  const stub = async (path: string, showsRun: boolean) =>
    await stubSession(path, await readSession(path), { config, playwrightArgs, showsRun, order, timing }, io);
  const many = target === undefined && !options.bisect ? await sessionsIn(file) : [];
  if (many.length > 0) {
    const replays: { title: string; replay: StubReplay }[] = [];
    for (const { path, title } of many) {
      if (!json) io.note(`${replays.length + 1} of ${many.length}: ${cutText(escapeText(title), 100)}`);
      replays.push({ title, replay: await stub(path, false) });
    }
    io.exitWith(replays.every(({ replay }) => replay.same) ? 0 : 1);
    if (json) printJson(io, { same: replays.every(({ replay }) => replay.same), replays });
    else io.print(renderReplayTable(replays));
    return;
  }
  if (target !== undefined) return driveSession(await readSession(file), target, driveOptions(options), io);
  const result = await stub(file, !json);
  io.exitWith(options.bisect ? bisectCode(result) : result.verdict === 'not-run' ? 2 : result.same ? 0 : 1);
  if (json) printJson(io, result);
  else io.print(renderStubReplay(result));
}

/** The sessions of tests below a folder; none when it is the folder of one recording, or no folder. */
async function sessionsIn(path: string): Promise<{ path: string; title: string }[]> {
  if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) return [];
  const found = (await findSessions(path)).filter(({ test, error }) => test !== undefined && error === undefined);
  const isOne = found.length === 1 && dirname(resolve(found[0]?.path ?? '')) === resolve(path);
  if (isOne) return [];
  return found.map(({ path: file, test }) => ({
    path: file,
    title: `${test?.file} › ${test?.title_path.join(' › ')}${test?.attempt ? ` (retry ${test.attempt})` : ''}`,
  }));
}

/** What `git bisect run` takes for "skip this commit". */
const CANNOT_TELL = 125;

function bisectCode({ verdict, replayed }: StubReplay): 0 | 1 | 125 {
  if (verdict === 'reproduced') return 1;
  return replayed.status === 'passed' ? 0 : CANNOT_TELL;
}

function driveOptions(options: ReplayOptions) {
  const {
    ignore = [],
    compare,
    stop = false,
    includeMocked = false,
    includeInternal = false,
    timeout,
    only,
    skip,
    until,
    pace,
    dryRun = false,
    yes = false,
    json = false,
  } = options;
  const include = { mocked: includeMocked, internal: includeInternal };
  return {
    ...{ ignore, compare, stopOnDifference: stop, include, timeoutMs: timeout, pace, dryRun, yes, json },
    ...(only === undefined ? {} : { only }),
    ...(skip === undefined ? {} : { skip }),
    ...(until === undefined ? {} : { until }),
  };
}

function collect(path: string, paths: string[] = []): string[] {
  return [...paths, path];
}

function parseMilliseconds(text: string): number {
  const milliseconds = Number(text);
  if (!Number.isInteger(milliseconds) || milliseconds <= 0)
    throw new InvalidArgumentError('Expected milliseconds, such as 5000.');
  return milliseconds;
}

function parseTiming(text: string): ReplayTiming {
  if (text === 'order' || text === 'at-once' || text === 'recorded') return text;
  const scale = Number(text);
  if (text.trim() === '' || !(scale >= 0 && scale < Number.POSITIVE_INFINITY))
    throw new InvalidArgumentError("Expected 'order', 'at-once', 'recorded' or a number, such as 0.5.");
  return scale;
}
