import { join } from 'node:path';
import { runCli } from '../support/runner/run-cli.ts';
import { expect, sessionPath, test } from '../support/runner/run-inline-test.ts';

/** Makes the thread that judges busy for ever, and a minute of the command line half a second. */
const HANG = `const { isMainThread, workerData } = require('node:worker_threads');
if (!isMainThread && workerData?.how) for (;;);
const { setTimeout } = globalThis;
if (process.argv[1]?.endsWith('main.js')) globalThis.setTimeout = (run, ms, ...args) => setTimeout(run, ms === 60_000 ? 500 : ms, ...args);
`;

test('a session that takes for ever to be judged hangs neither a replay nor the others of its folder', async ({
  runInlineTest,
}) => {
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
  const one = await runCli(['replay', session], options);
  expect([one.exitCode, one.stdout]).toEqual([2, '']);
  expect(one.stderr).toContain('Error: Not judged whether the test ended as recorded: it took longer than 60 s.');
  const all = await runCli(['replay', 'test-results'], options);
  expect(all.exitCode).toBe(1);
  expect(all.stdout.match(/It could not be judged: Not judged whether the test ended as recorded/g)).toHaveLength(2);
});
