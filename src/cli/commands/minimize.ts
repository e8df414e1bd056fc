import { Command, Option } from 'commander';
import { invokedCalls } from '../../calls/recorded-call.ts';
import { IpcError } from '../../errors.ts';
import type { DrivenCall } from '../../replay/drive/drive.ts';
import { partOfSession } from '../../replay/minimize/part-of-session.ts';
import { appCalls, partWithFillers } from '../../replay/minimize/part-with-fillers.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { fenced } from '../../std/text/fenced.ts';
import { escapeText, escapeToFit } from '../../std/text/printable-text.ts';
import { counted } from '../../std/text/readable-numbers.ts';
import { comparableBytes } from '../../store/read-limits.ts';
import { readPackedSession, readWholeSession } from '../../store/values/read-whole-session.ts';
import { type CommandIo, printJson } from '../io/command-io.ts';
import { endInOrder } from '../io/interruption.ts';
import { collect, parseMilliseconds, parseSeconds } from '../io/option-values.ts';
import { withProgress } from '../io/progress.ts';
import { driveTarget } from '../replay/drive-target.ts';
import {
  type Minimized,
  type MinimizeOptions,
  minimizeSession,
  type ShowsFailure,
} from '../replay/search/minimize-session.ts';
import { stubPart } from '../replay/search/stub-part.ts';

interface MinimizeCommandOptions {
  target?: string;
  config?: string;
  output: string;
  ignore?: string[];
  compare: 'exact' | 'shape' | 'outcome';
  timeout: number;
  timeLimit: number;
  yes?: true;
  json?: true;
}

export function minimizeCommand(io: CommandIo): Command {
  return new Command('minimize')
    .summary('cut a session down to the calls that matter')
    .description(
      'With --target: finds a smallest sequence of calls after which the target still gives the same wrong answer to the first call that differs.\n' +
        'Without: finds a smallest set of calls whose recorded answers the failure of the test needs. The others get other answers, and the test must fail with the same error, for the same reason.',
    )
    .argument('<session>', 'a session, its folder, or the journal that a killed run left')
    .argument('[playwright-args...]', 'after --: more arguments for Playwright, such as --tsconfig')
    .option('-t, --target <module>', 'a module with the backend; it is loaded anew, and closed, for each try')
    .option('-c, --config <file>', "the test's Playwright config (default: the one Playwright finds here)")
    .option('-o, --output <file>', 'where the session goes', 'ipc-minimized.json')
    .option('--ignore <path>', 'do not compare this path of the answers; repeatable', collect)
    .addOption(
      new Option('--compare <what>', 'what must be equal').choices(['exact', 'shape', 'outcome']).default('exact'),
    )
    .option('--timeout <ms>', 'milliseconds to wait for one answer of the target', parseMilliseconds, 30_000)
    .option('--time-limit <seconds>', 'seconds for the whole search; the same command goes on later', parseSeconds, 600)
    .option('--yes', 'with --target: send to another machine without being asked')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder minimize ipc-session.json --target ./backend.ts -o small.json
  ipc-recorder minimize ipc-session.json --config e2e/playwright.config.ts --time-limit 1800`,
    )
    .action((session: string, playwrightArgs: string[], options: MinimizeCommandOptions) =>
      endInOrder(io, (stop) => minimize(session, playwrightArgs, options, io, stop)),
    );
}

async function minimize(
  file: string,
  playwrightArgs: string[],
  options: MinimizeCommandOptions,
  io: CommandIo,
  stop: AbortSignal,
): Promise<void> {
  const session = await (options.target === undefined
    ? readPackedSession(file)
    : readWholeSession(file, comparableBytes()));
  const { target, output, timeLimit, json } = options;
  const { shows, ...search } =
    target === undefined
      ? {
          shows: stubPart(file, options.config, playwrightArgs, stop),
          ...{ goal: 'the failure of the recorded test', calls: appCalls(session), partOf: partWithFillers },
        }
      : await differenceOf(session, target, options, stop);
  const result = await withProgress(io, async (progress) => {
    progress.now(`Looks whether ${search.goal} happens again`);
    return await minimizeSession(session, shows, {
      ...{ ...search, output, timeLimitMs: timeLimit * 1_000, stop },
      onProgress: ({ runs, left, of }) => progress.now(`${counted(runs, 'try', 'tries')}, ${left} of ${of} calls left`),
    });
  });
  if (!result.isMinimal || result.calls.left === 0) io.exitWith(1);
  if (json) printJson(io, result);
  else io.print(renderMinimized(result, search.goal));
}

/** Returns the first call that a target answers differently, and whether a part of the session still brings that same answer. */
async function differenceOf(
  session: RecordedSession,
  target: string,
  { ignore = [], compare, timeout, yes, json }: MinimizeCommandOptions,
  stop: AbortSignal,
): Promise<{ shows: ShowsFailure } & Pick<MinimizeOptions, 'goal' | 'calls' | 'partOf' | 'always'>> {
  const options = { ignore, compare, timeoutMs: timeout, json: json === true, stop };
  const { calls } = await driveTarget(session, target, {
    ...options,
    yes: yes === true,
    manyTimes: true,
    stopOnDifference: true,
  });
  stop.throwIfAborted();
  const wrong = calls.find(({ status }) => status === 'differs');
  if (wrong === undefined) {
    throw new IpcError('NOT_REPRODUCED', `Nothing to minimize: "${target}" answers every call as recorded.`);
  }
  // Calls that came after this one have no part in its answer.
  const upTo = session.events.filter(({ index }) => index <= wrong.index).map(({ index }) => index);
  const goal = `the answer of ${target} to #${wrong.index} ${escapeToFit(wrong.command, 60)}`;
  const shows: ShowsFailure = async (part) => {
    const { calls } = await driveTarget(partOfSession(part, upTo), target, { ...options, yes: true });
    if (stop.aborted) return undefined;
    const again = calls.find(({ index }) => index === wrong.index);
    return again !== undefined && isSameAnswer(again, wrong);
  };
  return { shows, goal, calls: invokedCalls(session), partOf: partOfSession, always: wrong.index };
}

/** Tells whether two calls got the same wrong answer. Without the calls that set the stage an answer is wrong in another way. */
function isSameAnswer(one: DrivenCall, other: DrivenCall): boolean {
  return one.status === 'differs' && JSON.stringify(one.changes) === JSON.stringify(other.changes);
}

function renderMinimized({ output, calls, left, runs, isMinimal, isInterrupted }: Minimized, goal: string): string {
  const why = isInterrupted ? 'Interrupted before that was known' : 'The time was over before that was known';
  const all = left.map(({ text }) => text).join('\n');
  return [
    `${calls.left} of ${calls.of} calls are left after ${counted(runs, 'try', 'tries')}: ${escapeText(output)}`,
    calls.left === 0
      ? `With other values in all answers ${goal} happens again, too: it needs none of them, or its error does not tell which.`
      : isMinimal
        ? `Without any one of them, ${goal} does not happen again.`
        : `${why} to be the least. The same command goes on from here.`,
    ...(left.length === 0 ? [] : ['', fenced(all, { label: 'calls' })]),
  ].join('\n');
}
