import { join } from 'node:path';
import process from 'node:process';
import { interruptCli } from '../support/runner/interrupt-cli.ts';
import { runCli } from '../support/runner/run-cli.ts';
import { expect, type RunInlineTest, sessionPath, test } from '../support/runner/run-inline-test.ts';

/** Makes the thread that judges busy for ever, and a minute of the command line half a second. */
const HANG = `const { isMainThread, workerData } = require('node:worker_threads');
if (!isMainThread && workerData?.how) {
  require('node:fs').writeFileSync('hangs', '');
  for (;;);
}
const { setTimeout } = globalThis;
if (!process.env.IS_REAL_MINUTE && process.argv[1]?.endsWith('main.js')) globalThis.setTimeout = (run, ms, ...args) => setTimeout(run, ms === 60_000 ? 500 : ms, ...args);
`;

/** Records two tests, and returns how the command line is called so that it judges for ever. */
async function recordTwo(runInlineTest: RunInlineTest) {
  const recorded = await runInlineTest(
    {
      'a.spec.ts': `import { test } from 'playwright-ipc-recorder/fixtures';
        for (const title of ['first', 'second']) test(title, async ({ ipc }) => { await ipc.serve({}); });`,
      'hang.cjs': HANG,
    },
    { env: { IPC_RECORDER_MODE: 'on' } },
  );
  const session = sessionPath(recorded.of('first')[0]);
  const options = { cwd: recorded.folder, env: { NODE_OPTIONS: `--require ${join(recorded.folder, 'hang.cjs')}` } };
  return { session, options };
}

test('a session that takes for ever to be judged hangs neither a replay nor the others of its folder', async ({
  runInlineTest,
}) => {
  const { session, options } = await recordTwo(runInlineTest);
  const one = await runCli(['replay', session], options);
  expect([one.exitCode, one.stdout]).toEqual([2, '']);
  expect(one.stderr).toContain('Error: Not judged whether the test ended as recorded: it took longer than 60 s.');
  const all = await runCli(['replay', 'test-results'], options);
  expect(all.exitCode).toBe(1);
  expect(all.stdout.match(/It could not be judged: Not judged whether the test ended as recorded/g)).toHaveLength(2);
});

test('Ctrl-C ends what is judged, and what waits to be judged', async ({ runInlineTest }) => {
  test.skip(process.platform !== 'linux', 'what is left of a run is looked up in /proc');
  const { session, options } = await recordTwo(runInlineTest);
  const interrupted = {
    cwd: options.cwd,
    env: { ...options.env, IS_REAL_MINUTE: '1' },
    signals: ['SIGINT' as const],
  };
  const all = await interruptCli(['replay', 'test-results'], interrupted);
  expect(all.endedAfterMs).toBeLessThan(15_000);
  expect([all.exitCode, all.processes, all.temporary]).toEqual([130, [], []]);
  expect(
    all.stdout.match(/not replayed .*\n {4}(?:Interrupted before it was judged|The run was interrupted)/g),
  ).toHaveLength(2);
  expect(all.stdout).toContain('Interrupted before it was judged.');
  const one = await interruptCli(['replay', session], interrupted);
  expect(one.endedAfterMs).toBeLessThan(15_000);
  expect([one.exitCode, one.processes, one.temporary]).toEqual([130, [], []]);
});
