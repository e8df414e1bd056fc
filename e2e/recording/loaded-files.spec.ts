// Which files of the package a run loads, in the runner and in its worker: V8 lists the scripts of each process.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { configFile, type InlineRun, SPEC_HEAD, test } from '../support/runner/run-inline-test.ts';

const SCRIPTS = 'scripts';

/** Runs one test, and lists for runner and worker the scripts whose address matches, without what stands before the match. */
async function scriptsOf(
  runInlineTest: (files: Record<string, string>, options: { env: Record<string, string> }) => Promise<InlineRun>,
  files: Record<string, string>,
): Promise<{ run: InlineRun; runner: string[]; worker: string[] }> {
  const run = await runInlineTest(files, { env: { NODE_V8_COVERAGE: SCRIPTS } });
  expect(run.exitCode, run.output).toBe(0);
  const folder = join(run.folder, SCRIPTS);
  const processes = readdirSync(folder).map((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { result: { url: string }[] };
    return result.flatMap(({ url }) => /\/dist\/(.*\.js)$/.exec(url)?.[1] ?? []);
  });
  const own = processes.map((urls) => urls.filter((url) => /^(src|fixtures|reporter|chunks)\//.test(url)).sort());
  const isRunner = (urls: string[]) => urls.includes('reporter/index.js');
  return {
    run,
    runner: own.find(isRunner) ?? [],
    worker: own.find((urls) => !isRunner(urls) && urls.includes('fixtures/index.js')) ?? [],
  };
}

const START = ['chunks/ipc-fixtures.js', 'chunks/start.js', 'chunks/supported-versions.js', 'fixtures/index.js'];

test('a suite that is off loads nothing of the recorder and replaces nothing of Playwright', async ({
  runInlineTest,
}) => {
  const { runner, worker } = await scriptsOf(runInlineTest, {
    'playwright.config.ts': configFile({ use: `ipcRecorder: 'off',` }),
    'a.spec.ts': `${SPEC_HEAD}
      test('passes', async ({ page, playwright }) => {
        await open(page);
        await invoke(page, 'save');
        expect(Object.hasOwn(playwright._electron, 'launch')).toBe(false);
        expect(await page.evaluate(() => Symbol.for('playwright-ipc-recorder') in window)).toBe(false);
      });`,
  });
  expect(worker).toEqual(START);
  expect(runner).toEqual([...START, 'reporter/index.js'].sort());
});

test('a worker that records loads few files, and no schemas', async ({ runInlineTest }) => {
  const { runner, worker } = await scriptsOf(runInlineTest, {
    'a.spec.ts': `${SPEC_HEAD} test('passes', async ({ page }) => { await open(page); await invoke(page, 'save'); });`,
  });
  expect(worker).toEqual(
    [
      ...START,
      ...['attach', 'ground', 'recorder', 'recorder2', 'replay', 'rolldown-runtime'].map((name) => `chunks/${name}.js`),
    ].sort(),
  );
  // The runner reads the journal.
  expect(runner).toEqual(
    [
      ...[...START, 'reporter/index.js'],
      ...['attach', 'ground', 'read', 'rolldown-runtime', 'run-judge', 'zod'].map((name) => `chunks/${name}.js`),
    ].sort(),
  );
});

test('a file that records in a suite that is off has its session attached when the test ends', async ({
  runInlineTest,
}) => {
  const { runner, run } = await scriptsOf(runInlineTest, {
    'playwright.config.ts': configFile({
      use: `ipcRecorder: 'off',`,
      reporter: `[['playwright-ipc-recorder/reporter'], ['./tell.ts']]`,
    }),
    'tell.ts': `export default class {
      onTestEnd(test, { attachments }) { console.log(test.title + ':', attachments.map(({ name }) => name).join()); }
    }`,
    'a.spec.ts': `${SPEC_HEAD} test('off', async ({ page }) => { await open(page); });`,
    'b.spec.ts': `${SPEC_HEAD} test.use({ ipcRecorder: 'on' });
      test('on', async ({ page, ipc }) => { await open(page); await invoke(page, 'save'); await expect(ipc).toHaveInvoked('save'); });`,
  });
  expect(run.stdout).toContain('off: \n');
  expect(run.stdout).toContain('on: ipc-session,ipc-timeline,ipc-summary\n');
  expect(runner).toContain('chunks/run-judge.js');
});
