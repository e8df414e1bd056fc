import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSession } from 'playwright-ipc-recorder';
import { readJunit } from '../support/runner/other-reporters.ts';
import {
  callsOf,
  configFile,
  expect,
  type InlineRun,
  ourAttachments,
  PAGE_MOCK,
  SPEC_HEAD,
  test,
} from '../support/runner/run-inline-test.ts';

const NAMES = ['ipc-session', 'ipc-timeline', 'ipc-summary'];

const leftovers = (run: InlineRun) => {
  const folder = join(run.folder, 'test-results/ipc');
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => name.includes('journal'))
    : [];
};

test('attaches session, timeline and summary to a failing test and to no other', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}
      test('passes', async ({ page }) => { await open(page); await invoke(page, 'fine'); });
      test('fails', async ({ page, ipc }) => {
        await open(page);
        await invoke(page, 'save', { title: 'Milk' }); await invoke(page, 'fail', { id: 1 }); await invoke(page, 'hang');
        await test.step('check', async () => { await expect(ipc).toHaveNoFailedCalls({ timeout: 200 }); });
      });
      test('is expected to fail', async ({ page }) => { test.fail(); await open(page); throw new Error('as expected'); });
      test('is skipped', async ({ page }) => { test.skip(); });
      test('has no browser', async () => {});`,
  });
  expect(run.exitCode).toBe(1);
  expect(ourAttachments(run, 'passes')).toEqual([[]]);
  expect(ourAttachments(run, 'fails')).toEqual([NAMES]);
  expect(ourAttachments(run, 'is expected to fail')).toEqual([[]]);
  expect(ourAttachments(run, 'has no browser')).toEqual([[]]);

  const session = run.of('fails')[0]?.session;
  expect(callsOf(session).map(({ command, result }) => [command, result])).toEqual([
    ['save', { Ok: { command: 'save', args: { title: 'Milk' } } }],
    ['fail', { Err: 'disk full' }],
    ['hang', 'Pending'],
  ]);
  expect(session?.test).toMatchObject({
    title_path: ['fails'],
    file: 'a.spec.ts',
    status: 'failed',
    attempt: 0,
    playwright: expect.any(String),
    browser: expect.stringMatching(/^chromium \d/),
  });
  expect(session?.test?.errors?.[0]).toContain('Expected: no failed calls');

  const summary = Buffer.from(
    run.of('fails')[0]?.attachments.find(({ name }) => name === 'ipc-summary')?.body ?? '',
    'base64',
  ).toString();
  expect(summary).toContain('failed step: check (a.spec.ts:');
  expect(summary).toMatch(/#\d+ {2}fail \{"id":1\} → Err "disk full"/);
  expect(summary).toMatch(/#\d+ {2}hang … pending for /);
  expect(run.output).toMatch(
    /IPC in step check: 3 calls, 1 failed, 1 pending\n.*cause [\s\S]*pending .*hang.*\n.*failed .*fail \{"id":1\}/,
  );
  expect(run.output).toContain('npx ipc-recorder replay test-results/ipc/');
  const timeline = run.of('fails')[0]?.attachments.find(({ name }) => name === 'ipc-timeline')?.path ?? '';
  expect(readFileSync(timeline, 'utf8')).toContain("default-src 'none'");
  expect(leftovers(run)).toEqual([]);
  expect(readdirSync(join(run.folder, 'test-results/ipc'))).toHaveLength(1);
});

test('holds every call up to the moment of a kill, with no step to write it down', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}
      test('dies', async ({ page }) => {
        await open(page);
        for (let n = 0; n < 20; n += 1) await page.evaluate((n) => window.__TAURI_INTERNALS__.invoke('call', { n }), n);
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => {});
      });`,
    'playwright.config.ts': configFile({ use: `ipcRecorder: { mode: 'retain-on-failure', checkpoints: 'off' },` }),
  });
  expect(ourAttachments(run, 'dies')).toEqual([NAMES]);
  expect(callsOf(run.of('dies')[0]?.session).map(({ result }) => result)).toEqual(
    Array.from({ length: 20 }, (_, n) => ({ Ok: { command: 'call', args: { n } } })),
  );
});

test('attaches to a test that an afterAll fails later, and to one whose afterEach hangs', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}
      test('after all', async ({ page }) => { await open(page); await invoke(page, 'one'); });
      test.afterAll(() => { throw new Error('after all fails'); });`,
    'b.spec.ts': `${SPEC_HEAD}
      test('after each', async ({ page }) => { test.setTimeout(2000); await open(page); await invoke(page, 'two'); });
      test.afterEach(async () => { await new Promise(() => {}); });`,
  });
  expect(ourAttachments(run, 'after all')).toEqual([NAMES]);
  expect(run.of('after all')[0]?.session?.test).toMatchObject({
    status: 'failed',
    errors: [expect.stringContaining('after all fails')],
  });
  expect(ourAttachments(run, 'after each')).toEqual([NAMES]);
  expect(run.of('after each')[0]?.session?.test?.status).toBe('timedOut');
});

test('keeps a session per attempt, and says by the one that passed why the other failed', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}
      test('flaky', async ({ page, ipc }, testInfo) => {
        await open(page);
        await invoke(page, 'load', {});
        await invoke(page, testInfo.retry === 0 ? 'fail' : 'save', {});
        await expect(ipc).toHaveInvoked('save', undefined, { timeout: 100 });
      });`,
    'playwright.config.ts': configFile({ config: 'retries: 1,' }),
  });
  expect(run.exitCode).toBe(0);
  expect(ourAttachments(run, 'flaky')).toEqual([NAMES, []]);
  expect(run.output).toMatch(
    /cause {4}#\d+: fail failed with "disk full"\. \(likely; fault of the backend\)\n +Compared with 1 passing session\./,
  );
  const summary = Buffer.from(
    run.of('flaky')[0]?.attachments.find(({ name }) => name === 'ipc-summary')?.body ?? '',
    'base64',
  ).toString();
  expect(summary).toMatch(/also: save was not called, as it is in every pass\.\n +Compared with 1 passing session\./);
});

for (const [mode, kept] of [
  ['off', [[], []]],
  ['on', [NAMES, NAMES]],
  ['on-first-retry', [[], NAMES]],
  ['on-all-retries', [[], NAMES]],
  ['retain-on-failure', [NAMES, []]],
  ['retain-on-first-failure', [NAMES, []]],
  ['retain-on-failure-and-retries', [NAMES, NAMES]],
] as const) {
  test(`mode ${mode} keeps what Playwright's trace of that mode would`, async ({ runInlineTest }) => {
    const run = await runInlineTest({
      'a.spec.ts': `${SPEC_HEAD}
        test('flaky', async ({ page }, testInfo) => { await open(page); await invoke(page, 'load'); expect(testInfo.retry).toBe(1); });`,
      'playwright.config.ts': configFile({ config: 'retries: 1,', use: `ipcRecorder: '${mode}',` }),
    });
    expect(run.of('flaky').map(({ status }) => status)).toEqual(['failed', 'passed']);
    expect(ourAttachments(run, 'flaky')).toEqual(kept);
    expect(leftovers(run)).toEqual([]);
  });
}

test('attaches from the worker when our reporter is not there', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD} test('fails', async ({ page }) => { await open(page); await invoke(page, 'load'); expect(1).toBe(2); });
      test('passes', async ({ page }) => { await open(page); });`,
    'playwright.config.ts': configFile({ reporter: `[['json', { outputFile: 'report.json' }]]` }),
  });
  expect(ourAttachments(run, 'fails')).toEqual([NAMES]);
  expect(ourAttachments(run, 'passes')).toEqual([[]]);
  expect(leftovers(run)).toEqual([]);
});

test('attaches once when a trace is on', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD} test('fails', async ({ page }) => { await open(page); await invoke(page, 'load'); expect(1).toBe(2); });`,
    'playwright.config.ts': configFile({ use: `trace: 'on',` }),
  });
  expect(ourAttachments(run, 'fails')).toEqual([NAMES]);
});

test('records what passes outside of tests in a worker recording, attached to failures of the file', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}
      let shared;
      test.beforeAll(async ({ browser }) => { shared = await browser.newPage(); await open(shared); await invoke(shared, 'in beforeAll'); });
      test('passes', async () => { await invoke(shared, 'shared, first test'); });
      test('fails', async ({ page, ipc }) => { await open(page); await invoke(shared, 'shared, second test'); await invoke(page, 'own'); expect(ipc.calls().map((call) => call.command)).toEqual(['shared, second test', 'own']); expect(1).toBe(2); });
      test.afterAll(async () => { await shared.close(); });`,
  });
  expect(run.of('fails')[0]?.errors[0]?.message).toContain('Expected: ');
  const [attempt] = run.of('fails');
  expect(ourAttachments(run, 'fails')).toEqual(
    [['ipc-session-worker', ...NAMES]].map((list) => expect.arrayContaining(list)),
  );
  const worker = attempt?.attachments.find(({ name }) => name === 'ipc-session-worker')?.path ?? '';
  expect(callsOf(parseSession(readFileSync(worker))).map(({ command }) => command)).toEqual(['in beforeAll']);
  expect(callsOf(attempt?.session).map(({ command }) => command)).toEqual(['shared, second test', 'own']);
});

test('changes no step, no line and no test of another reporter', { tag: '@core' }, async ({ runInlineTest }) => {
  const spec = (from: string) => `import { test, expect } from '${from}';
    const mock = ${PAGE_MOCK};
    test.beforeEach(async () => { await test.step('prepare', async () => {}); });
    test('passes', async ({ page }) => { await page.addInitScript(mock); await page.goto('data:text/html,<h1>x</h1>'); await test.step('outer', async () => { await test.step('inner', async () => { await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('save')); }); await expect(page.locator('h1')).toHaveText('x'); }); });
    test('fails', async ({ page }) => { await page.goto('data:text/html,<h1>x</h1>'); await page.getByText('nowhere').click({ timeout: 200 }); });`;
  const reporters = `['list', { printSteps: true }], ['junit', { outputFile: 'junit.xml' }], ['json', { outputFile: 'report.json' }], ['./steps.ts']`;
  const steps = `import { writeFileSync } from 'node:fs';
    const tree = (steps) => steps.map((s) => [s.category, s.title, s.location && s.location.line, s.error && s.error.message, tree(s.steps)]);
    export default class { all = []; onTestEnd(test, result) { this.all.push([test.title, result.status, tree(result.steps)]); } onEnd() { writeFileSync('steps.json', JSON.stringify(this.all)); } }`;
  const files = (from: string, ours: string) => ({
    'a.spec.ts': spec(from),
    'steps.ts': steps,
    'playwright.config.ts': configFile({ reporter: `[${ours}${reporters}]`, use: `trace: 'on',` }),
  });
  const read = (run: InlineRun) => ({
    steps: JSON.parse(readFileSync(join(run.folder, 'steps.json'), 'utf8')) as unknown,
    junit: readJunit(join(run.folder, 'junit.xml')),
    lines: run.output
      .split('\n')
      .filter((line) => /^\s+([✓✘]|\d+\.)/.test(line))
      .map((line) => line.replace(/\(\d.*\)|^\s+\d+/g, '')),
    trace: run.of('passes')[0]?.attachments.find(({ name }) => name === 'trace')?.path ?? '',
  });
  const without = read(await runInlineTest(files('@playwright/test', '')));
  const actions = await traceActions(without.trace);
  const recorded = read(
    await runInlineTest(
      files('playwright-ipc-recorder/fixtures', `['playwright-ipc-recorder/reporter', { print: false }], `),
    ),
  );
  expect(recorded.steps).toEqual(without.steps);
  expect(recorded.lines).toEqual(without.lines);
  expect(recorded.junit).toEqual(without.junit);
  expect(await traceActions(recorded.trace)).toEqual(actions);
  expect(actions.length).toBeGreaterThan(5);
});

/** The actions of a trace, as the trace viewer would list them. */
async function traceActions(file: string): Promise<string[]> {
  const { execFileSync } = await import('node:child_process');
  const lines = ['test.trace', '0-trace.trace'].flatMap((name) => {
    try {
      return execFileSync('unzip', ['-p', file, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(
        '\n',
      );
    } catch {
      return [];
    }
  });
  return lines
    .filter((line) => line.startsWith('{"type":"before"'))
    .map((line) => JSON.parse(line) as { title?: string; method?: string; class?: string })
    .map(({ class: type, method, title }) => `${type ?? ''}.${method ?? ''} ${title ?? ''}`);
}
