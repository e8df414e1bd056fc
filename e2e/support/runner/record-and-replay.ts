import { runCli } from './run-cli.ts';
import { expect, type InlineRun, type RunInlineTest, sessionPath } from './run-inline-test.ts';

/** Records a spec, whose tests must pass. */
export async function recordSpec(
  runInlineTest: RunInlineTest,
  spec: string,
  env: Record<string, string> = {},
): Promise<InlineRun> {
  const run = await runInlineTest({ 'a.spec.ts': spec }, { env: { IPC_RECORDER_MODE: 'on', ...env } });
  expect(run.exitCode, run.output).toBe(0);
  return run;
}

/**
 * Replays a session of a run in its folder; resolves with all that the command prints.
 *
 * @param options.session @default that of the first attempt
 */
export async function replaySession(
  run: InlineRun,
  { session = sessionPath(run.attempts[0]), args = [], env = {} }: ReplayHow = {},
): Promise<{ text: string; stdout: string }> {
  const { stdout, stderr } = await runCli(['replay', session, ...args], {
    cwd: run.folder,
    env,
  });
  return { text: stdout + stderr, stdout };
}

interface ReplayHow {
  session?: string;
  /** More arguments of the command. */
  args?: string[];
  /** More of the environment, such as what poisons a mock. */
  env?: Record<string, string>;
}
