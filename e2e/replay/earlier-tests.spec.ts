import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, type InlineRun, sessionPath, test } from '../support/runner/run-inline-test.ts';
import { unfenced } from '../support/runner/unfenced.ts';

/** A suite whose tests share a page of `beforeAll`: the second acts on what the first has left there. BROKEN makes its backend give nothing. */
const SHARED = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const backend = { open: () => (process.env.BROKEN ? 'nothing' : 'my notes'), count: () => (process.env.BROKEN ? 0 : 3) };
let page;
test.beforeAll(async ({ browser }) => { page = await browser.newPage(); });
test.afterAll(() => page.close());
test('opens the notes', async ({ ipc }) => {
  await ipc.serve(backend);
  await page.setContent('<h1></h1><button>Count</button><output></output>');
  await page.evaluate(async () => {
    const { invoke } = window.__TAURI_INTERNALS__;
    document.querySelector('h1').textContent = await invoke('open');
    document.querySelector('button').onclick = async () => { document.querySelector('output').textContent = await invoke('count'); };
  });
  await expect(page.getByRole('heading')).toHaveText(/notes|nothing/);
});
test('counts them', async ({ ipc }) => {
  await ipc.serve(backend);
  await page.getByRole('button').click({ timeout: 2_000 });
  await expect(page.locator('output')).toHaveText('3', { timeout: 2_000 });
});
test('has a page of its own', async ({ browser, ipc }) => {
  await ipc.serve(backend);
  const own = await browser.newPage();
  await own.setContent('');
  expect(await own.evaluate(() => window.__TAURI_INTERNALS__.invoke('count'))).toBe(3);
});`;
const SERIAL = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const backend = { make: () => 'note-7', read: ({ id }) => (process.env.BROKEN ? 'gone' : 'text of ' + id) };
const invoke = (page, ...call) => page.evaluate((all) => window.__TAURI_INTERNALS__.invoke(...all), call);
let id;
test('before', async () => {});
test.describe.serial('one note', () => {
  test.beforeEach(async ({ page, ipc }) => { await ipc.serve(backend); await page.setContent(''); });
  test('is made', async ({ page }) => { id = await invoke(page, 'make'); });
  test('is read', async ({ page }) => { expect(await invoke(page, 'read', { id })).toBe('text of note-7'); });
});`;
const FILES = {
  'playwright.config.ts': configFile({ config: 'workers: 1,', use: `ipcRecorder: 'on'` }),
  'shared.spec.ts': SHARED,
  'serial.spec.ts': SERIAL,
};

const replay = (run: InlineRun, title: string, ...flags: string[]) =>
  runCli(['replay', sessionPath(run.of(title)[0]), ...flags], { cwd: run.folder, env: { BROKEN: '1' } });

test('a test on the page of earlier ones is replayed after them, each answered by its own session', async ({
  runInlineTest,
}) => {
  const recorded = await runInlineTest(FILES);
  expect(recorded.exitCode, recorded.output).toBe(0);
  const [opens] = recorded.of('opens the notes');
  const after = recorded.of('counts them')[0]?.session?.test?.after;
  expect(after).toEqual([{ id: opens?.session?.id, title_path: ['opens the notes'] }]);

  const again = await replay(recorded, 'counts them');
  expect(unfenced(again.stdout)).toMatch(
    /^Same: the test passes, as recorded\.\n\nRan after 1 earlier test of its file, which it stands on, answered by their own sessions\.\n/,
  );
  expect(again.exitCode).toBe(0);

  // Without the page that they have made it cannot be.
  const alone = await replay(recorded, 'counts them', '--alone', '--json');
  expect(JSON.parse(alone.stdout)).toMatchObject({
    verdict: 'failed',
    reason: 'count was called in the recording and not in the replay.',
  });
  expect(JSON.parse(alone.stdout)).not.toHaveProperty('earlier');

  rmSync(dirname(sessionPath(opens)), { recursive: true });
  const bare = await replay(recorded, 'counts them');
  expect(bare.stdout).toContain("  On the suite's own backend, since no session of it lies beside: opens the notes\n");
});

test('a test of a serial group is replayed after those before it, and a test with no such bond alone', async ({
  runInlineTest,
}) => {
  const recorded = await runInlineTest(FILES);
  expect(recorded.exitCode, recorded.output).toBe(0);
  const read = JSON.parse((await replay(recorded, 'is read', '--json')).stdout);
  expect(read).toMatchObject({
    verdict: 'same',
    earlier: [{ title: 'one note › is made', session: sessionPath(recorded.of('is made')[0]) }],
  });
  expect(read.earlier).toHaveLength(1);
  const folder = await runCli(['replay', 'test-results'], { cwd: recorded.folder, env: { BROKEN: '1' } });
  expect(folder.stdout).toContain('6 of 6 end as recorded.');
  expect(recorded.of('is made')[0]?.session?.test).not.toHaveProperty('after');
});

test('an earlier test of a later project is answered by its session of that project', async ({ runInlineTest }) => {
  const recorded = await runInlineTest({
    ...FILES,
    'playwright.config.ts': configFile({
      config: `workers: 1, projects: [{ name: 'one' }, { name: 'two' }],`,
      use: `ipcRecorder: 'on'`,
    }),
  });
  expect(recorded.exitCode, recorded.output).toBe(0);
  const sessionIn = (project: string, title: string) =>
    sessionPath(recorded.of(title).find((attempt) => attempt.project === project));
  const { stdout } = await runCli(['replay', sessionIn('two', 'is read'), '--json'], {
    cwd: recorded.folder,
    env: { BROKEN: '1' },
  });
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: 'same',
    earlier: [{ title: 'one note › is made', session: sessionIn('two', 'is made') }],
  });
});
