import { resolve } from 'node:path';
import type { ReplayOptions } from '../../../replay/replay-options.ts';
import { defined } from '../../../std/defined.ts';
import {
  type MappedTest,
  type ReplayedResult,
  type ReplayLine,
  type TestName,
  writeReplayMap,
} from '../../../store/replay-run.ts';
import { InterruptedError } from '../../io/interruption.ts';
import type { ListedTest } from '../playwright/find-test.ts';
import { selectTest } from '../playwright/select-test.ts';
import type { TestProject } from '../playwright/test-project.ts';
import { selectTests } from './select-tests.ts';
import { tellResults } from './tell-results.ts';

/**
 * Runs tests in one run of Playwright, once each, answered by the sessions of a map.
 *
 * @param selected the tests that run.
 * @param map each of them with its session; also those that run along, as a project depends on theirs.
 * @param onResult told of each test as it ends.
 * @throws {IpcError} `PLAYWRIGHT_NOT_FOUND`
 */
export async function runReplays(
  selected: ListedTest[],
  map: MappedTest[],
  options: RunReplaysOptions,
  onResult: (test: TestName & ReplayedResult) => void,
): Promise<ReplayRun> {
  const {
    project,
    playwrightArgs,
    output,
    replay,
    workerSession,
    update,
    reporters = [],
    isQuiet = false,
    workers,
    timezone,
  } = options;
  const run: ReplayRun = { isInterrupted: false, errors: [] };
  const onLine = (line: ReplayLine) => {
    if (line.type === 'test') onResult(line);
    else if (line.type === 'error') run.errors.push(line.message);
    else if (line.type === 'end') run.isInterrupted = line.status === 'interrupted';
  };
  const repeats = map.reduce((most, { repeat }) => Math.max(most, repeat + 1), 1);
  const [one, ...others] = selected;
  const running = tellResults(onLine, ({ reporter, env, folder }) =>
    project.run({
      args: [
        ...(one !== undefined && others.length === 0
          ? selectTest(one)
          : selectTests(selected, { playwright: project.playwright, folder })),
        ...['--retries=0', `--repeat-each=${repeats}`, '--max-failures=0', `--output=${output}`],
        ...(workers === undefined ? [] : [`--workers=${workers}`]),
        ...playwrightArgs,
      ],
      reporters: [...reporters, reporter],
      isQuiet,
      env: {
        ...env,
        IPC_RECORDER_REPLAY: onlySession(map) ?? writeReplayMap(folder, map),
        IPC_RECORDER_REPLAY_OPTIONS: JSON.stringify(replay),
        IPC_RECORDER_MODE: 'on',
        ...defined({
          TZ: timezone,
          IPC_RECORDER_REPLAY_WORKER: workerSession && resolve(workerSession),
          IPC_RECORDER_REPLAY_UPDATE: update,
        }),
      },
    }),
  );
  await running.catch((error: unknown) => {
    // It ended before its report: what it has told until then is known.
    if (!(error instanceof InterruptedError)) throw error;
    run.isInterrupted = true;
  });
  return run;
}

export interface RunReplaysOptions {
  /** The project of the tests. */
  project: TestProject;
  /** More arguments for Playwright. */
  playwrightArgs: string[];
  /** The folder for what the run writes: a new one, since Playwright empties it. */
  output: string;
  replay: ReplayOptions;
  /** The session of what passes outside of tests. @default what lies beside the tests' own */
  workerSession?: string | undefined;
  /** Add calls that are not in a session to it. */
  update?: 'missing' | undefined;
  /** Reporters that print. @default none */
  reporters?: string[];
  /** Shows what Playwright prints only when it wrote no report. @default false */
  isQuiet?: boolean;
  /** Tests at a time. @default as many as the config says */
  workers?: number;
  /** The time zone of the run. @default that of this machine */
  timezone?: string | undefined;
}

/** The end of such a run. */
export interface ReplayRun {
  isInterrupted: boolean;
  /** Errors outside of tests. */
  errors: string[];
}

/** Returns the session of a run that has no other: then no map is needed, and pages that no test owns know it, too. */
function onlySession([one, ...others]: MappedTest[]): string | undefined {
  return others.length === 0 && one?.repeat === 0 ? one.session : undefined;
}
