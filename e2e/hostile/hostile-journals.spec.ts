import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/runner/run-inline-test.ts';

/** Makes the threads of the reporter busy for ever, and its patience half a second. */
const HANG = `const { isMainThread, workerData } = require('node:worker_threads');
if (!isMainThread && workerData?.task) for (;;);
const { wait } = Atomics;
Atomics.wait = (at, index, value, ms) => wait(at, index, value, ms >= 10_000 ? 500 : ms);
`;

/** Adds nine megabytes to the journal of each test whose title says so, before our reporter reads it. */
const GROW = `import { appendFileSync, readdirSync } from 'node:fs';
const at = '2026-11-23T09:30:00.000Z';
const event = { type: 'Console', level: 'log', message: 'x'.repeat(9_000_000), timestamp: at };
export default class {
  onTestEnd(test, { retry }) {
    if (test.title !== 'large') return;
    const [folder] = readdirSync('test-results/ipc').filter((name) => name === test.id + '-r' + retry);
    appendFileSync('test-results/ipc/' + folder + '/journal.ndjson', JSON.stringify({ event: { index: 7, timestamp: at, event } }) + '\\n');
  }
}`;

const SPEC = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
test('flaky', async ({ ipc }, { retry }) => { await ipc.serve({}); expect(retry).toBe(1); });
test('large', async ({ ipc }) => { await ipc.serve({}); expect(1).toBe(2); });
test('fails', async ({ ipc }) => { await ipc.serve({}); expect(1).toBe(2); });`;

test('a recording that takes for ever to be read or compared hangs no run, and costs the others nothing', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': `export default { retries: 1, workers: 1, outputDir: 'test-results', reporter: [['./grow.ts'], ['playwright-ipc-recorder/reporter'], ['json', { outputFile: 'report.json' }]] };`,
      'grow.ts': GROW,
      'hang.cjs': HANG,
      'a.spec.ts': SPEC,
    },
    { env: { NODE_OPTIONS: '--require ./hang.cjs', IPC_RECORDER_MODE: 'on' } },
  );
  expect(run.exitCode, run.output).toBe(1);
  expect(run.output).toContain(
    'The failed attempt of "flaky" was not compared with the one that passed: it took longer than',
  );
  expect(run.output.match(/The recording of "large" was not attached: it took longer than/g)).toHaveLength(2);
  expect(run.output).not.toMatch(/\n\s+at .*call-in-thread/);
  for (const title of ['flaky', 'fails'])
    expect(run.of(title).map(({ attachments }) => attachments.some(({ name }) => name === 'ipc-timeline'))).toEqual([
      true,
      true,
    ]);
  // What was not read is still there.
  const folders = readdirSync(join(run.folder, 'test-results/ipc'));
  expect(
    folders.filter((name) => existsSync(join(run.folder, 'test-results/ipc', name, 'journal.ndjson'))),
  ).toHaveLength(2);
});
