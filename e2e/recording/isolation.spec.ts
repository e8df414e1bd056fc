import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { parseSession, type RecordedSession } from 'playwright-ipc-recorder';
import { callsOf, configFile, expect, type InlineRun, PAGE_MOCK, test } from '../support/runner/run-inline-test.ts';

/** Calls that each test makes of its own. */
const CALLS = 24;

/** How specs of this file begin: every call says who made it. `late` calls go on until their page is closed. */
const HEAD = `import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
const ready = async (page) => { await page.addInitScript(${PAGE_MOCK}); await page.goto('data:text/html,<h1>notes</h1>'); };
const who = ({ project, title, retry, repeatEachIndex }) => [project.name, title, retry, repeatEachIndex].join(' / ');
const work = (page, who, count = ${CALLS}) => page.evaluate(async ([who, count]) => {
  for (let n = 0; n < count; n += 1) {
    await window.__TAURI_INTERNALS__.invoke('own', { who, n });
    if (n % 8 === 0) await new Promise((done) => setTimeout(done, 5));
  }
}, [who, count]);
const late = (page, who) => page.evaluate((who) => void setInterval(() => window.__TAURI_INTERNALS__.invoke('late', { who }), 200), who);
const test = base.extend({
  shared: [async ({ browser }, use, { project }) => {
    const page = await browser.newPage();
    await ready(page);
    await late(page, 'worker of ' + project.name);
    await use(page);
    await page.close();
  }, { scope: 'worker' }],
});
`;

const FILES = {
  'parallel.spec.ts': `${HEAD}
    for (let at = 0; at < 4; at += 1) test('parallel ' + at, async ({ page, context }, info) => {
      await ready(page);
      await late(page, who(info));
      const popup = await context.newPage();
      await ready(popup);
      await Promise.all([work(page, who(info), ${CALLS / 2}), work(popup, who(info), ${CALLS / 2})]);
    });`,
  'retries.spec.ts': `${HEAD}
    test('retried', async ({ page }, info) => { await ready(page); await late(page, who(info)); await work(page, who(info)); expect(info.retry).toBe(1); });`,
  'serial.spec.ts': `${HEAD}
    test.describe.serial('serial', () => {
      let common;
      test.beforeAll(async ({ browser }, { project }) => { common = await browser.newPage(); await ready(common); await late(common, 'beforeAll of ' + project.name); });
      test.afterAll(() => common.close());
      test('serial 1', async ({ page }, info) => { await ready(page); await work(page, who(info)); });
      test('serial 2', async ({}, info) => { await work(common, who(info)); expect(info.retry).toBe(1); });
    });`,
  'shared.spec.ts': `${HEAD}
    test.describe.configure({ mode: 'default' });
    test('beside a page of the worker', async ({ page, shared }, info) => { await ready(page); await work(page, who(info)); });
    test('with the page of the worker', async ({ shared }, info) => { await work(shared, who(info)); });
    test('with it again', async ({ shared }, info) => { await work(shared, who(info)); });
    test('fails beside it', async ({ page, shared }, info) => { await ready(page); await work(page, who(info)); expect(1).toBe(2); });`,
};
const PROJECTS = `fullyParallel: true, retries: 1, timeout: 120_000, projects: [{ name: 'one' }, { name: 'two', testMatch: /parallel|retries/, repeatEach: 2 }],`;

/** Who made the calls of a session, and how many of its own each made. */
function makers(session: RecordedSession): { own: Record<string, number>; others: string[] } {
  const own: Record<string, number> = {};
  const others = new Set<string>();
  for (const { command, args } of callsOf(session)) {
    const { who } = args as { who: string };
    if (command === 'own') own[who] = (own[who] ?? 0) + 1;
    else others.add(who);
  }
  return { own, others: [...others].sort() };
}

function nameOf({ test: recorded }: RecordedSession): string {
  return [recorded?.project, recorded?.title_path.at(-1), recorded?.attempt, recorded?.repeat ?? 0].join(' / ');
}

/** Checks that a session of a test holds its own calls, all of them, and nothing of another test. */
function expectIsolated(session: RecordedSession): void {
  const name = nameOf(session);
  const { own, others } = makers(session);
  expect.soft(own, name).toEqual({ [name]: CALLS });
  // Pages that outlive a test go on in the next ones, and what they do then is of the test that runs.
  const project = session.test?.project;
  const mayBe = [`worker of ${project}`, `beforeAll of ${project}`];
  expect
    .soft(
      others.filter((who) => who !== name && !mayBe.includes(who)),
      name,
    )
    .toEqual([]);
}

const workerSessions = (run: InlineRun) =>
  run.attempts.flatMap(({ attachments }) =>
    attachments
      .filter(({ name }) => name === 'ipc-session-worker')
      .map(({ path = '' }) => parseSession(readFileSync(path))),
  );

test('each session holds the calls of its own test and of no other', { tag: '@slow' }, async ({ runInlineTest }) => {
  test.setTimeout(300_000);
  const run = await runInlineTest(
    { ...FILES, 'playwright.config.ts': configFile({ config: PROJECTS, use: `ipcRecorder: 'on',` }) },
    { args: ['--workers=8'] },
  );
  const failed = run.attempts.filter(({ status }) => status !== 'passed' && status !== 'skipped');
  expect(new Set(failed.map(({ title, status }) => `${title}: ${status}`)), run.output).toEqual(
    new Set(['retried: failed', 'serial 2: failed', 'fails beside it: failed']),
  );
  const folder = join(run.folder, 'test-results/ipc');
  const sessions = readdirSync(folder)
    .map((name) => join(folder, name, 'ipc-session.json'))
    .filter((file) => !file.includes('worker-') && existsSync(file))
    .map((file) => parseSession(readFileSync(file)));
  for (const session of sessions) expectIsolated(session);
  const recorded = run.attempts.filter(({ status }) => status !== 'skipped');
  expect(new Set(sessions.map(nameOf)).size).toBe(recorded.length);
  expect(recorded.length).toBeGreaterThan(24);

  // What pages of the worker and of beforeAll did outside of tests is in recordings of their own, which failures of their file have.
  const ofWorkers = workerSessions(run);
  expect(ofWorkers.length).toBeGreaterThan(1);
  for (const session of ofWorkers) {
    const { own, others } = makers(session);
    expect.soft(own, session.id).toEqual({});
    const { project = '' } = session.test ?? {};
    const mayBe = [`worker of ${project}`, `beforeAll of ${project}`];
    expect
      .soft(
        others.filter((who) => !mayBe.includes(who)),
        session.id,
      )
      .toEqual([]);
  }
});

test('shards that are merged have the session of each test', { tag: '@slow' }, async ({ runInlineTest }) => {
  const config = configFile({
    reporter: `[['playwright-ipc-recorder/reporter'], ['blob', { outputDir: 'blob-report-' + process.env.SHARD }]]`,
    config: PROJECTS,
    use: `ipcRecorder: 'on',`,
  });
  const files = {
    'parallel.spec.ts': FILES['parallel.spec.ts'],
    'retries.spec.ts': FILES['retries.spec.ts'],
    'playwright.config.ts': config,
  };
  let folder = '';
  for (const shard of ['1', '2']) {
    const run = await runInlineTest(files, { args: [`--shard=${shard}/2`], env: { SHARD: shard }, add: shard === '2' });
    ({ folder } = run);
  }
  mkdirSync(join(folder, 'all'));
  for (const shard of ['1', '2'])
    for (const name of readdirSync(join(folder, `blob-report-${shard}`)))
      renameSync(join(folder, `blob-report-${shard}`, name), join(folder, 'all', name));
  const merged = await runInlineTest(
    {
      'merge.config.ts': `export default { reporter: [['playwright-ipc-recorder/reporter'], ['json', { outputFile: 'report.json' }]] };`,
    },
    { command: 'merge-reports', args: ['--config=merge.config.ts', 'all'], add: true },
  );
  const attempts = merged.attempts.filter(({ status }) => status !== 'skipped');
  expect(attempts, merged.output).toHaveLength(18);
  for (const { project, title, retry, session, attachments } of attempts) {
    expect(attachments.filter(({ name }) => name === 'ipc-session')).toHaveLength(1);
    if (session === undefined) throw new Error(`${project} ${title}: no session`);
    expect(nameOf(session)).toMatch(new RegExp(`^${project} / ${title} / ${retry} / [01]$`));
    expectIsolated(session);
  }
});
