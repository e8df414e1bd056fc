import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { casesIn, compareWithoutUs } from '../support/runner/other-reporters.ts';
import { runCli } from '../support/runner/run-cli.ts';
import { callsOf, expect, type InlineRun, PAGE_MOCK, test } from '../support/runner/run-inline-test.ts';

/** Calls that each test makes before it comes to its end. */
const CALLS = 40;
const ALL = Array.from({ length: CALLS }, (_, n) => n);

/** How specs of this file begin: `work` makes the calls, each with so many characters, and resolves when Node has them. */
const HEAD = `import { test, expect } from './suite.ts'; import { existsSync, rmSync, writeFileSync } from 'node:fs';
const work = async (page, weight = 0) => {
  await page.addInitScript(${PAGE_MOCK});
  await page.goto('data:text/html,<h1>notes</h1>');
  await test.step('work', async () => {
    for (let n = 0; n < ${CALLS}; n += 1) await page.evaluate(([n, weight]) => window.__TAURI_INTERNALS__.invoke('call', { n, text: '.'.repeat(weight) }), [n, weight]);
  });
};
const forever = () => new Promise(() => {});
`;

/** Ways for a test to end, by its title; each is in a file of its own, so that none takes another along. An Electron app that is killed is in electron.spec.ts. */
const WAYS: Record<string, string> = {
  'the worker exits in the test': `async ({ page }) => { await work(page); process.exit(3); }`,
  'the worker is killed': `async ({ page }) => { await work(page); process.kill(process.pid, 'SIGKILL'); await forever(); }`,
  'the worker is out of memory': `async ({ page }) => { await work(page); const all = []; for (;;) all.push(new Array(100_000).fill({})); }`,
  'an error is uncaught': `async ({ page }) => { await work(page); setTimeout(() => { throw new Error('uncaught'); }, 10); await new Promise((done) => setTimeout(done, 500)); }`,
  'a rejection is unhandled': `async ({ page }) => { await work(page); Promise.reject(new Error('unhandled')); await new Promise((done) => setTimeout(done, 500)); }`,
  'the test loops for ever': `async ({ page }) => { test.setTimeout(4_000); await work(page); for (;;) await new Promise((done) => setImmediate(done)); }`,
  'the page loops for ever': `async ({ page }) => { test.setTimeout(4_000); await work(page); await page.evaluate(() => { for (;;); }); }`,
  'the page is closed in mid-call': `async ({ page }) => { await work(page); const call = page.evaluate(() => window.__TAURI_INTERNALS__.invoke('hang')); await page.close(); await call; }`,
  'the renderer crashes': `async ({ page }) => { await work(page); await page.goto('chrome://crash', { timeout: 3_000 }); }`,
  'the browser is killed': `async ({ page, browser }) => { await work(page); const cdp = await browser.newBrowserCDPSession(); const { processInfo } = await cdp.send('SystemInfo.getProcessInfo'); process.kill(processInfo.find(({ type }) => type === 'browser').id, 'SIGKILL'); await page.evaluate(() => 1); }`,
};

/** Those that are more than one function. */
const HOOKS: Record<string, string> = {
  'the worker exits in beforeEach': `test.beforeEach(async ({ page }) => { await work(page); process.exit(3); });
    test('the worker exits in beforeEach', async ({ page }) => {});`,
  'the worker exits in afterAll': `test('the worker exits in afterAll', async ({ page }) => { await work(page); });
    test.afterAll(() => { process.exit(3); });`,
  'a fixture hangs in its teardown': `const hanging = test.extend({ app: async ({ page }, use) => { await use(page); await forever(); } });
    hanging('a fixture hangs in its teardown', async ({ app }) => { test.setTimeout(3_000); await work(app); });`,
};

const numbers = (run: InlineRun, title: string) =>
  callsOf(run.of(title)[0]?.session)
    .filter(({ command, result }) => command === 'call' && typeof result === 'object' && 'Ok' in result)
    .map(({ args }) => (args as { n: number }).n);

test('whatever ends a test, its session has every call, and other reporters say what they would say', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  test.setTimeout(240_000);
  const codes = [...Object.entries(WAYS).map(([title, body]) => `test('${title}', ${body});`), ...Object.values(HOOKS)];
  const files = Object.fromEntries(codes.map((code, at) => [`way-${10 + at}.spec.ts`, HEAD + code]));
  const { run, without, withUs } = await compareWithoutUs(runInlineTest, files, {
    config: 'workers: 2, timeout: 5_000,',
    env: { NODE_OPTIONS: '--max-old-space-size=160' },
  });
  expect(withUs).toEqual(without);
  expect(casesIn(without.junit)).toBe(codes.length);
  for (const title of [...Object.keys(WAYS), ...Object.keys(HOOKS)]) {
    expect.soft(numbers(run, title), title).toEqual(ALL);
    const [attempt] = run.of(title);
    expect.soft(attempt?.session?.test?.status, title).toBe(attempt?.status);
    const labels = attempt?.session?.checkpoints.map(({ label, step }) => `${label} ${step?.phase}`);
    expect
      .soft(labels, title)
      .toEqual(expect.arrayContaining(['work begin', 'work end'].map((end) => expect.stringContaining(end))));
    const ours = attempt?.attachments.map(({ name }) => name).filter((name) => name.startsWith('ipc-'));
    expect.soft(ours, title).toEqual(['ipc-session', 'ipc-timeline', 'ipc-summary']);
  }
  const left = readdirSync(join(run.folder, 'test-results/ipc'), { recursive: true }).map(String);
  expect(left.filter((name) => name.includes('journal'))).toEqual([]);
});

/** What is done to the output folder, by its state. In a namespace of its own, so nothing is left of it. */
const DISKS: Record<string, string> = {
  'a disk that is full': `mount('size=64k', output);`,
  // Only ours: without a place for its own artifacts Playwright starts no worker at all.
  'a folder that cannot be written': `mkdirSync(output + '/ipc'); mount('ro', output + '/ipc');`,
  'a file where our folder should be': `writeFileSync(output + '/ipc', '');`,
};

for (const [title, setUp] of Object.entries(DISKS)) {
  test(`${title} costs a failing test nothing of its session, and no test its result`, { tag: '@slow' }, async ({
    runInlineTest,
  }) => {
    const canMount = spawnSync('unshare', ['-m', 'true']).status === 0;
    if (process.env.CI) expect(canMount, 'unshare -m: mount namespaces are needed here').toBe(true);
    test.skip(!canMount, 'this needs mount namespaces: Linux, and the right to make them');
    const files = {
      'disk.setup.ts': `import { execFileSync } from 'node:child_process'; import { mkdirSync, writeFileSync } from 'node:fs';
        const output = 'test-results';
        const mount = (options, folder) => execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
        export default () => { mkdirSync(output, { recursive: true }); ${setUp} };`,
      'a.spec.ts': `${HEAD}
        test('fails', async ({ page }) => { await work(page, 4_000); expect(1).toBe(2); });
        test('passes', async ({ page }) => { await work(page, 4_000); });`,
    };
    const { run, without, withUs } = await compareWithoutUs(runInlineTest, files, {
      config: `globalSetup: './disk.setup.ts', workers: 1,`,
      by: ['unshare', '-m'],
    });
    expect(without.results.map(({ status }) => status)).toEqual(['failed', 'passed']);
    expect(withUs).toEqual(without);
    expect(casesIn(without.junit)).toBe(2);
    expect(numbers(run, 'fails')).toEqual(ALL);
    expect(run.output).toContain('IPC: 40 calls, 0 failed, 0 pending');
    expect(run.of('passes')[0]?.session).toBe(undefined);
  });
}

test('an output folder that is deleted in mid-run costs a session nothing', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const { run, without, withUs } = await compareWithoutUs(
    runInlineTest,
    {
      'a.spec.ts': `${HEAD}
        test('fails', async ({ page }, { project }) => { await work(page); rmSync(project.outputDir, { recursive: true }); expect(1).toBe(2); });
        test('fails later', async ({ page }) => { await work(page); expect(1).toBe(2); });`,
    },
    { config: 'workers: 1,' },
  );
  expect(withUs).toEqual(without);
  expect(casesIn(without.junit)).toBe(2);
  for (const title of ['fails', 'fails later']) {
    expect(numbers(run, title)).toEqual(ALL);
    const session = run.of(title)[0]?.attachments.find(({ name }) => name === 'ipc-session');
    expect(session?.path).toMatch(/ipc-session\.json$/);
  }
});

test('a session that comes in the report takes nothing from what its worker recorded on the disk', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  const { run } = await compareWithoutUs(
    runInlineTest,
    {
      'a.spec.ts': `${HEAD}
        test.beforeAll(async ({ browser }) => { await work(await browser.newPage()); });
        test('fails', async ({ page }, { project, testId }) => {
          await work(page);
          const folder = project.outputDir + '/ipc/' + testId + '-r0';
          rmSync(folder, { recursive: true });
          writeFileSync(folder, '');
          expect(1).toBe(2);
        });`,
    },
    { config: 'workers: 1,' },
  );
  expect(numbers(run, 'fails')).toEqual(ALL);
  const ours = run.of('fails')[0]?.attachments.filter(({ name }) => name.startsWith('ipc-')) ?? [];
  expect(ours.map(({ name, path }) => [name, path === undefined])).toEqual([
    ['ipc-session', true],
    ['ipc-summary', true],
    ['ipc-session-worker', false],
  ]);
});

/** Ways for a whole run to end early: what the test that runs does about it once all its calls are made, and the config. */
const ENDS: Record<string, { stop?: string; config?: string; reports: boolean }> = {
  'is interrupted (SIGINT)': { stop: `process.kill(process.ppid, 'SIGINT');`, reports: true },
  'is terminated (SIGTERM)': { stop: `process.kill(process.ppid, 'SIGTERM');`, reports: false },
  'is killed (SIGKILL)': { stop: `process.kill(process.ppid, 'SIGKILL');`, reports: false },
  'has had its number of failures': { stop: `writeFileSync('made', '');`, config: 'maxFailures: 1,', reports: true },
  'is out of time': { config: 'globalTimeout: 12_000, timeout: 60_000,', reports: true },
};

for (const [title, { stop = '', config = '', reports }] of Object.entries(ENDS)) {
  test(`a run that ${title} keeps the session of the test that ran`, { tag: '@slow' }, async ({ runInlineTest }) => {
    const other = `test('fails', async () => { await expect.poll(() => existsSync('made'), { timeout: 20_000 }).toBe(true); throw new Error('no'); });`;
    const files = {
      'a.spec.ts': `${HEAD} test('runs', async ({ page }) => { await work(page); ${stop} await forever(); });`,
      ...(stop.includes('made') ? { 'b.spec.ts': HEAD + other } : {}),
    };
    const { run, without, withUs } = await compareWithoutUs(runInlineTest, files, { config: `workers: 2, ${config}` });
    // Out of time, the runner may stop before its worker has said that the test was interrupted: it is a skipped one then.
    const asEnded = (seen: object) => (title === 'is out of time' ? replaceStatus(seen) : seen);
    expect(asEnded(withUs)).toEqual(asEnded(without));
    // A runner that is killed writes no report, of either run.
    expect(casesIn(without.junit)).toBe(reports ? Object.keys(files).length : 0);
    if (reports) expect(numbers(run, 'runs')).toEqual(ALL);
    // A runner that was killed is gone before its worker is, which then writes what it has.
    await expect(async () => {
      const { stdout } = await runCli(['ls', 'test-results', '--json'], { cwd: run.folder });
      const counts = expect.objectContaining({ calls: CALLS, failed: 0, pending: 0 });
      expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ kind: 'session', counts }));
    }).toPass({ timeout: 60_000 });
  });
}

function replaceStatus(seen: object): unknown {
  return JSON.parse(JSON.stringify(seen).replaceAll('"status":"skipped"', '"status":"interrupted"'));
}
