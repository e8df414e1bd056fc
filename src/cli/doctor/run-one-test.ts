import type { RecordedSession } from '../../session/format/schema.ts';
import { stripAnsi } from '../../std/text/printable-text.ts';
import { readSession } from '../../store/read-session.ts';
import { ATTACHMENTS } from '../../store/recording-files.ts';
import { DOCTOR_ENV } from '../../store/run-environment.ts';
import type { ListedSuiteTest } from '../../store/suite-facts.ts';
import { RunResults } from '../io/results-folder.ts';
import { listedTests } from '../replay/playwright/find-test.ts';
import { REPORTER } from '../replay/playwright/recording-environment.ts';
import { runPlaywright } from '../replay/playwright/run-playwright.ts';
import { ONCE, selectTest } from '../replay/playwright/select-test.ts';

/** A test that was run to see what is recorded of it. */
export interface TestRun {
  /** Absent when it did not run. */
  status?: string;
  /** The first error, of the test or of the run. */
  error?: string;
  /** The path of its session, and the session; absent when nothing was recorded. */
  sessionFile?: string;
  session?: RecordedSession;
}

/** Options of Playwright that stay as they were given; what selects tests and reports is the doctor's own. */
const WITH_VALUE = ['-c', '--config', '--browser', '--timeout', '--global-timeout', '--trace', '--tsconfig'];
const FLAGS = ['--headed', '--no-deps', '--ignore-snapshots'];

/** Runs one test as `ipc-recorder run` does, into a folder of its own, and keeps its session. */
export async function runOneTest(
  cli: string,
  args: readonly string[],
  test: ListedSuiteTest,
  stop: AbortSignal,
): Promise<TestRun> {
  const results = new RunResults('doctor');
  let run: TestRun = {};
  try {
    run = await runInto(results.folder, cli, args, test, stop);
    stop.throwIfAborted();
    return run;
  } finally {
    results.end(run.sessionFile !== undefined && !stop.aborted);
  }
}

async function runInto(
  output: string,
  cli: string,
  args: readonly string[],
  test: ListedSuiteTest,
  stop: AbortSignal,
): Promise<TestRun> {
  const report = await runPlaywright({
    cli,
    args: [...optionsToKeep(args), ...selectTest(test), ...ONCE, `--output=${output}`],
    reporters: [REPORTER],
    env: { IPC_RECORDER_MODE: 'on', [DOCTOR_ENV]: '1' },
    stop,
  });
  const ran = listedTests(report).filter(
    ({ project, titlePath }) => project === test.project && titlePath.at(-1) === test.titlePath.at(-1),
  );
  const result = ran.flatMap(({ results }) => results).at(-1);
  const message = result?.error?.message ?? report.errors[0]?.message;
  const sessionFile = result?.attachments.find(({ name }) => name === ATTACHMENTS.session)?.path;
  return {
    ...(result === undefined ? {} : { status: result.status }),
    ...(message === undefined ? {} : { error: stripAnsi(message) }),
    ...(sessionFile === undefined ? {} : { sessionFile, session: await readSession(sessionFile) }),
  };
}

function optionsToKeep(args: readonly string[]): string[] {
  return args.flatMap((argument, at) => {
    const [name = '', value] = argument.split(/=(.*)/s);
    if (FLAGS.includes(argument)) return [argument];
    if (!WITH_VALUE.includes(name)) return [];
    return value === undefined ? [name, args[at + 1] ?? ''] : [argument];
  });
}
