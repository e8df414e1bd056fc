// Replays of suites whose pages are opened by beforeAll: what they call there belongs to no test, and must reach no real backend.
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { recordSpec, replaySession } from '../support/runner/record-and-replay.ts';
import { runCli } from '../support/runner/run-cli.ts';
import {
  test as base,
  configFile,
  expect,
  type InlineRun,
  SPEC_HEAD,
  sessionPath,
} from '../support/runner/run-inline-test.ts';

interface Replay {
  verdict: string;
  stub?: { answered: number; outside?: Record<string, unknown> };
}

/** Records a spec with all its sessions, and replays its test; the backend answers otherwise then. */
const test = base.extend<{
  record: (spec: string) => Promise<InlineRun>;
  replay: (run: InlineRun, ...args: string[]) => Promise<{ text: string; result: Replay }>;
}>({
  record: async ({ runInlineTest }, use) => {
    await use((spec) => recordSpec(runInlineTest, spec));
  },
  replay: async ({}, use) => {
    await use(async (run, ...args) => {
      const of = async (...flags: string[]) =>
        await replaySession(run, { args: [...args, ...flags], env: { MOCK: 'poison' } });
      const [{ text }, { stdout }] = [await of(), await of('--json')];
      return { text, result: JSON.parse(stdout || '{}') as Replay };
    });
  },
});

/** Deletes what the worker has recorded outside of tests. */
const forgetWorker = (run: InlineRun) => {
  const recordings = dirname(dirname(sessionPath(run.attempts[0])));
  const workers = readdirSync(recordings).filter((name) => name.startsWith('worker-'));
  expect(workers).not.toEqual([]);
  for (const name of workers) rmSync(join(recordings, name), { recursive: true });
};

/** A page of beforeAll that shows all answers, on a mock whose answers can be poisoned. */
const ON_MOCK = `${SPEC_HEAD}
  test.describe.configure({ mode: 'serial' });
  let page;
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage();
    await page.addInitScript((kind) => { window.__TAURI_INTERNALS__ = { invoke: async (command) => kind ?? command }; }, process.env.MOCK);
    await page.goto('data:text/html,<p id="out"></p>');
    await page.evaluate(() => { window.ask = async (command) => { document.getElementById('out').textContent += await window.__TAURI_INTERNALS__.invoke(command) + ' '; }; });
    await page.evaluate(() => window.ask('load_all'));
  });
  test.afterAll(async () => { await page.close(); });`;
const ASKS = `test('asks', async () => {
    await page.evaluate(() => window.ask('load_one'));
    await expect(page.locator('#out')).toHaveText(process.env.SEEN ?? 'load_all load_one');
  });`;

test("what beforeAll calls is answered by the worker's session beside that of the test", async ({ record, replay }) => {
  const run = await record(ON_MOCK + ASKS);
  const { text, result } = await replay(run);
  expect(text).toContain('Same: the test passes, as recorded');
  expect(text).toContain("Outside of the test the worker's session answered 1 call.");
  expect(result.stub).toMatchObject({
    answered: 1,
    outside: { answered: 1, missed: [], toMock: [], toBackend: [], refused: [] },
  });
});

test("without the worker's session the suite's own mock goes on answering beforeAll, and is named", async ({
  record,
  replay,
}) => {
  const run = await record(`${ON_MOCK}
    test('asks', async () => {
      await page.evaluate(() => window.ask('load_one'));
      await expect(page.locator('#out')).toContainText('load_one');
    });`);
  forgetWorker(run);
  const { text, result } = await replay(run);
  expect(text).toContain('Same: the test passes, as recorded');
  expect(text).toContain("The suite's own mock answered 1 call outside of the test: load_all.");
  expect(result.stub?.outside).toMatchObject({
    answered: 0,
    toMock: [{ command: 'load_all', calls: 1 }],
    toBackend: [],
  });
});

test('a page of beforeAll has its mock again in the tests after it, too', async ({ record }) => {
  const run = await record(ON_MOCK + ASKS);
  const stand = run.attempts[0]?.session?.events.map(({ event }) => event.type === 'Ipc' && event.stand_in);
  expect(stand?.filter(Boolean)).toEqual(['init-script']);
});

test('a replay that asked for none of the recorded calls does not say that it is the same', async ({
  record,
  replay,
}) => {
  const run = await record(`${SPEC_HEAD}
    test('asks', async ({ page }) => {
      await open(page);
      if (process.env.MOCK === undefined) await invoke(page, 'get_note');
      await page.waitForTimeout(100);
    });`);
  const { text, result } = await replay(run);
  expect(text).toContain('Cannot tell: the test asked for none of the recorded calls.');
  expect([result.verdict, result.stub?.answered]).toEqual(['unanswered', 0]);
});

test("each file's beforeAll is answered by what was recorded for that file, and each call of it is told of once", async ({
  runInlineTest,
}) => {
  const spec = (name: string) =>
    ON_MOCK.replace('kind ?? command', `kind ?? '${name}_' + command`) +
    `for (const title of ['first', 'second']) test(title, async () => {
      await page.evaluate((one) => window.ask(one), title);
      await expect(page.locator('#out')).toContainText('${name}_load_all');
      await expect(page.locator('#out')).toContainText('${name}_' + title);
    });`;
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({ config: `workers: 1, projects: [{ name: 'one' }, { name: 'two' }],` }),
      ...{ 'a.spec.ts': spec('a'), 'b.spec.ts': spec('b') },
    },
    { env: { IPC_RECORDER_MODE: 'on' } },
  );
  expect(run.exitCode, run.output).toBe(0);
  const { stdout, stderr } = await runCli(['replay', 'test-results', '--json'], {
    cwd: run.folder,
    env: { MOCK: 'poison' },
  });
  const { replays } = JSON.parse(stdout || '{}') as { replays: { title: string; replay: Replay }[] };
  const told = replays.map(({ title, replay: { verdict, stub } }) => [title, verdict, stub?.outside?.answered]);
  expect(stdout).not.toContain('beforeAll and worker-scoped pages');
  expect(told, stderr).toEqual(
    ['a', 'b'].flatMap((file) =>
      ['first', 'second'].flatMap((title) =>
        ['one', 'two'].map((project) => [
          `[${project}] ${file}.spec.ts › ${title}`,
          'same',
          title === 'first' ? 1 : undefined,
        ]),
      ),
    ),
  );
});

test('the calls of a set-up project, which runs along, are named', async ({ runInlineTest, replay }) => {
  const asks = (command: string) =>
    `${SPEC_HEAD}test('asks', async ({ page }) => { await open(page); await invoke(page, '${command}'); await page.waitForTimeout(50); });`;
  const projects = `projects: [{ name: 'set-up', testMatch: 'set-up.ts' }, { name: 'app', testMatch: 'a.spec.ts', dependencies: ['set-up'] }],`;
  const files = {
    'set-up.ts': asks('log_in'),
    'a.spec.ts': asks('load'),
    'playwright.config.ts': configFile({ config: projects }),
  };
  const run = await runInlineTest(files, { env: { IPC_RECORDER_MODE: 'on' } });
  const { text, result } = await replay({ ...run, attempts: run.attempts.filter(({ project }) => project === 'app') });
  expect(text).toContain('Same: the test passes, as recorded');
  expect(text).toContain("1 call of other tests that ran along went to the suite's own backend: log_in.");
  expect(result).toMatchObject({ stub: { answered: 1 }, others: [{ command: 'log_in', calls: 1 }] });
});
