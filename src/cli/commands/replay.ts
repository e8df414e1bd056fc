import { Command, Option } from 'commander';
import { IpcError } from '../../errors.ts';
import type { DrivePace } from '../../replay/drive/drive.ts';
import { defined } from '../../std/defined.ts';
import { readWholeSession } from '../../store/values/read-whole-session.ts';
import type { CommandIo } from '../io/command-io.ts';
import { endInOrder } from '../io/interruption.ts';
import { collect, parseMilliseconds, parsePairs } from '../io/option-values.ts';
import { driveSession } from '../replay/drive-session.ts';
import { replayTests } from '../replay/replay-tests.ts';
import { FAULT_HELP, parseSeed, parseTiming, type StubFlags } from '../replay/stub-flags.ts';

interface ReplayFlags extends StubFlags {
  config?: string;
  learn?: string;
  target?: string;
  app?: string;
  compare: 'exact' | 'shape' | 'outcome';
  stop?: true;
  includeMocked?: true;
  includeInternal?: true;
  includeSends?: true;
  timeout: number;
  only?: string[];
  skip?: string[];
  until?: string;
  pace: DrivePace;
  dryRun?: true;
  searchOrders?: number | true;
  yes?: true;
  alone?: true;
  bisect?: true;
  json?: true;
}

export function replayCommand(io: CommandIo): Command {
  const command = new Command('replay')
    .summary('run the test again without its backend, or send its calls to one')
    .description(
      'Without --target: runs the recorded test again, answered by the session, and says whether it ends as recorded.\n' +
        'A folder with many sessions is replayed in one run, with the workers and projects of the config.\n' +
        "With --target: sends the session's calls to a backend, one after the other, and compares every answer.",
    )
    .argument(
      '<session>',
      'a session, its folder, or the journal that a killed run left; or a folder with many: test-results, a report',
    )
    .argument('[playwright-args...]', 'after --: more arguments for Playwright, such as --headed')
    .option(
      '--ignore <path>',
      'what may differ; repeatable. An argument, as save_note:requestId; with --target an answer, as result.Ok.id or *.createdAt',
      collect,
    )
    .optionsGroup(STUB_FLAGS)
    .option(
      '--learn <session>',
      'another recording of the test: arguments that differ in both, with the same answer, may differ',
    )
    .option('-c, --config <file>', "the test's Playwright config (default: the one Playwright finds here)")
    .option(
      '--match <how>',
      "how a call finds its answer: 'key' (the default), 'strict' or 'any', for some commands as save_*=strict; repeatable",
      collect,
    )
    .option(
      '--timing <when>',
      "'in-order' (the default) answers in the recorded order, 'at-once', 'recorded' after the time it took, 0.5 after half of it",
      parseTiming,
    )
    .addOption(
      new Option(
        '--not-found <what>',
        'a call that is not in the session fails (the default), or goes to the backend',
      ).choices(['fail', 'fallback']),
    )
    .addOption(
      new Option(
        '--unused <what>',
        'whether a test that passes fails when recorded calls were not made (default: fail-writes)',
      ).choices(['fail-writes', 'fail', 'ignore']),
    )
    .option('--writes <command>', 'a command that changes something (default: by their names); repeatable', collect)
    .option(
      '--passthrough <command>',
      'a command that the app itself answers, such as one that opens a window; repeatable',
      collect,
    )
    .addOption(
      new Option(
        '--mock <what>',
        "the suite's mock in the page goes on beside the session, unheard by the app (shadow, the default), or is not called (aside)",
      ).choices(['shadow', 'aside']),
    )
    .addOption(
      new Option(
        '--clock <time>',
        'the time in the pages: the real one (the default), or that of the recording',
      ).choices(['real', 'recorded']),
    )
    .option(
      '--worker-session <file>',
      'the session of beforeAll and of pages that no test owns (default: the one beside the session); without one they reach no real backend',
    )
    .addOption(
      new Option(
        '--update <what>',
        "'missing': a call that is not in the session goes to the backend, and is added to the session's file",
      ).choices(['missing']),
    )
    .option('--fault <fault>', `what goes wrong with answers: ${FAULT_HELP}; repeatable`, collect)
    .option('--seed <number>', 'decides what is left open in the faults; the same number, the same faults', parseSeed)
    .option(
      '--search-orders [pairs]',
      'try overlapping answers the other way round, and name the race that decides (default: 20 pairs)',
      parsePairs,
    )
    .option('--alone', 'run the test without the earlier ones of its file that it stands on')
    .option('--bisect', 'for git bisect run: exit 0 when the test passes, 1 when it fails as recorded, 125 otherwise')
    .optionsGroup(DRIVE_FLAGS)
    .option(
      '-t, --target <module>',
      "a module with the backend: exports invoke(command, args, context) or a map of commands; context is { window, options }. Or 'victauri': a real Tauri app",
    )
    .option(
      '--app <executable>',
      'with --target victauri: the debug build to start and end (default: the app that runs)',
    )
    .addOption(
      new Option('--compare <what>', 'what must be equal').choices(['exact', 'shape', 'outcome']).default('exact'),
    )
    .option('--stop', 'stop at the first answer that differs')
    .option('--include-mocked', 'send calls that a mock answered too')
    .option('--include-internal', "send calls to the framework's own commands too")
    .option('--include-sends', 'send one-way messages too, in their place; the target needs a send(command, args)')
    .option('--timeout <ms>', 'milliseconds to wait for one answer of the target', parseMilliseconds, 30_000)
    .option('--only <command>', 'send this command only; * stands for any text; repeatable', collect)
    .option('--skip <command>', 'do not send this command; repeatable', collect)
    .option('--until <checkpoint>', 'send the calls up to this checkpoint, by id or label')
    .addOption(
      new Option('--pace <how>', 'one by one, overlapping as recorded, or as fast as it goes')
        .choices(['sequential', 'recorded', 'fast'])
        .default('sequential'),
    )
    .option('--dry-run', 'send nothing, and say what would be sent')
    .option('--yes', 'send to another machine without being asked')
    .optionsGroup('Options:')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  ipc-recorder replay test-results/ipc/notes-r0/ipc-session.json
  ipc-recorder replay test-results
  ipc-recorder replay ipc-session.json --config e2e/playwright.config.ts -- --headed --trace on
  ipc-recorder replay ipc-session.json --fault error:save_note#2 --fault latency --seed 42
  ipc-recorder replay ipc-session.json --search-orders
  ipc-recorder replay ipc-session.json --target ./backend.ts --ignore result.Ok.id --compare shape
  ipc-recorder replay ipc-session.json --target victauri --app src-tauri/target/debug/notes
  git bisect run npx ipc-recorder replay ../ipc-session.json --bisect`,
    );
  return command.action(async (session: string, playwrightArgs: string[], flags: ReplayFlags) => {
    checkFlags(command, playwrightArgs, flags);
    const { target } = flags;
    await endInOrder(io, async (stop) => {
      if (target === undefined) await replayTests(session, { ...flags, playwrightArgs }, io, stop);
      else await driveSession(await readWholeSession(session), target, { ...driveOptions(flags), stop }, io);
    });
  });
}

/** Flags of one way of replay say nothing in the other: the groups of the help tell them apart. */
const [STUB_FLAGS, DRIVE_FLAGS] = ['Without --target:', 'With --target:'];

function checkFlags(
  command: Command,
  playwrightArgs: string[],
  { target, bisect, searchOrders: search, timing, update, notFound }: ReplayFlags,
): void {
  const others = target === undefined ? DRIVE_FLAGS : STUB_FLAGS;
  const wrong = command.options.find(
    (option) => option.helpGroupHeading === others && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (wrong !== undefined) {
    throw new IpcError(
      'INVALID_OPTION',
      `${wrong.long} is for a replay ${target === undefined ? 'with' : 'without'} --target.`,
    );
  }
  if (update !== undefined && (bisect || search !== undefined))
    throw new IpcError('INVALID_OPTION', `Give --update or ${bisect ? '--bisect' : '--search-orders'}, not both.`);
  if (update !== undefined && notFound === 'fail')
    throw new IpcError('INVALID_OPTION', 'With --update missing such calls go to the backend: leave --not-found out.');
  if (bisect && search !== undefined)
    throw new IpcError('INVALID_OPTION', 'Give --bisect or --search-orders, not both.');
  if (search !== undefined && timing !== undefined && timing !== 'in-order')
    throw new IpcError('INVALID_OPTION', '--search-orders sets when answers are given: leave --timing out.');
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
}

function driveOptions(flags: ReplayFlags) {
  const {
    ignore = [],
    compare,
    stop = false,
    includeMocked = false,
    includeInternal = false,
    includeSends = false,
    timeout,
    app,
    only,
    skip,
    until,
    pace,
    dryRun = false,
    yes = false,
    json = false,
  } = flags;
  const include = { mocked: includeMocked, internal: includeInternal, sends: includeSends };
  return {
    ...{ ignore, compare, stopOnDifference: stop, include, timeoutMs: timeout, pace, dryRun, yes, json },
    ...defined({ app, only, skip, until }),
  };
}
