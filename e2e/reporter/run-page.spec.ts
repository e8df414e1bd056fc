import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, SPEC_HEAD, test } from '../support/runner/run-inline-test.ts';

const HOSTILE = '<img src=x onerror=alert(1)> \u202eexe';

/** Two tests fail by one cause, one by another, one is flaky, one passes. */
const SUITE = `${SPEC_HEAD}
for (const title of ['first', 'second']) test(title, async ({ page }) => {
  await open(page);
  await invoke(page, 'fail');
  await expect(page.getByRole('heading')).toHaveText('disk full', { timeout: 500 });
});
test('hangs on ' + ${JSON.stringify(HOSTILE)}, async ({ page }) => {
  await open(page);
  await invoke(page, ${JSON.stringify(HOSTILE)});
  await invoke(page, 'hang');
  await expect(page.getByRole('heading')).toHaveText('ended', { timeout: 500 });
});
test('is flaky', async ({ page }, { retry }) => {
  await open(page);
  await invoke(page, 'load');
  expect(retry).toBe(1);
});
test('passes', async ({ page }) => { await open(page); await invoke(page, 'load'); });
`;

const reporters = (report: string, more = '') =>
  `[['playwright-ipc-recorder/reporter', { report: '${report}' }], ['list'], ['json', { outputFile: 'report.json' }]${more}]`;
const RETRIES = 'retries: 1, workers: 1,';

/** Opens a page from disk; returns what it complained about, and whom it asked for anything. */
async function openPage(page: Page, file: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(`request ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return complaints;
}

/** The text of a page without the places of its files. */
const withoutLinks = (file: string) => readFileSync(file, 'utf8').replace(/href="[^"]*"/g, 'href');

test('the reporter writes the page of a run, where tests that fail by one cause are one entry', async ({
  page,
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'playwright.config.ts': configFile({ reporter: reporters('ipc-report'), config: RETRIES }),
    'a.spec.ts': SUITE,
  });
  expect(run.exitCode).toBe(1);
  expect(run.output).toContain(`[ipc-reporter] Report of the run: ${join('ipc-report', 'index.html')}\n`);

  const complaints = await openPage(page, join(run.folder, 'ipc-report/index.html'));
  const failed = page.getByRole('region', { name: 'Failed, by cause' });
  const flaky = page.getByRole('region', { name: 'Flaky, by cause' });
  await expect(page.getByRole('list', { name: 'Counts' })).toContainText('5 tests3 failed1 flaky');
  await expect(failed.getByRole('article')).toHaveCount(2);
  await expect(failed.getByRole('article').first()).toContainText('fail failed with "disk full".');
  await expect(failed.getByRole('article').first()).toContainText('2 tests');
  await expect(failed.getByRole('article').first().getByRole('link')).toHaveText([
    'a.spec.ts › first',
    'session',
    'a.spec.ts › second',
    'session',
  ]);
  await expect(failed.getByRole('article').last()).toContainText('<img src=x onerror=alert(1)> \\u202eexe');
  await expect(flaky.getByRole('link').first()).toHaveText('a.spec.ts › is flaky');
  // Two attempts: calls, failed, pending, no times.
  await expect(page.getByRole('row', { name: /^hang / }).getByRole('cell')).toHaveText([
    '2',
    '0',
    '2',
    '',
    '',
    /^1 test/,
  ]);

  const session = page.getByRole('link', { name: 'session' }).first();
  const file = new URL((await session.getAttribute('href')) ?? '', page.url());
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ test: { title_path: ['first'] } });
  expect(complaints).toEqual([]);
  await page.getByRole('link', { name: 'a.spec.ts › first' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('first');
});

test('the command writes the same page, and merged reports have it, too', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'playwright.config.ts': configFile({
      reporter: reporters('ipc-report', ", ['blob', { outputDir: 'blobs' }]"),
      config: RETRIES,
      use: "ipcRecorder: 'on'",
    }),
    'merge.config.ts': `export default { reporter: ${reporters('merged')} };`,
    'a.spec.ts': SUITE,
  });
  const own = withoutLinks(join(run.folder, 'ipc-report/index.html'));
  const made = await runCli(['report', 'test-results', '--html', 'by-hand/run.html'], { cwd: run.folder });
  expect(made).toMatchObject({ exitCode: 0, stderr: `Written: ${join('by-hand', 'run.html')}\n` });
  expect(withoutLinks(join(run.folder, 'by-hand/run.html'))).toBe(own);

  const merged = await runInlineTest(
    {},
    { add: true, command: 'merge-reports', args: ['--config=merge.config.ts', 'blobs'] },
  );
  expect(merged.output).toContain(`[ipc-reporter] Report of the run: ${join('merged', 'index.html')}`);
  const page = join(run.folder, 'merged/index.html');
  expect(withoutLinks(page)).toBe(own);
  const links = [...readFileSync(page, 'utf8').matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThan(7);
  expect(links.filter((link) => !existsSync(new URL(link, pathToFileURL(page))))).toEqual([]);
});

test('a page that cannot be written, or has nothing to tell, is no fault of the run', async ({ runInlineTest }) => {
  const passes = `${SPEC_HEAD} test('passes', async ({ page }) => { await open(page); await invoke(page, 'load'); });`;
  const failing = await runInlineTest({
    'playwright.config.ts': configFile({ reporter: reporters('a.spec.ts') }),
    'a.spec.ts': passes,
  });
  expect(failing.exitCode, failing.output).toBe(0);
  expect(failing.output).toContain('[ipc-reporter] The report of the run was not written: ');

  const green = await runInlineTest({
    'playwright.config.ts': configFile({ reporter: reporters('ipc-report') }),
    'a.spec.ts': passes,
  });
  expect([green.exitCode, green.output.includes('[ipc-reporter]')]).toEqual([0, false]);
  expect(readFileSync(join(green.folder, 'ipc-report/index.html'), 'utf8')).toContain('1 test: 0 failed, 0 flaky');
});

test('the page can be read in a narrow window, and its table by the keyboard', async ({ page, runInlineTest }) => {
  const run = await runInlineTest({
    'playwright.config.ts': configFile({ reporter: reporters('ipc-report'), use: "ipcRecorder: 'on'" }),
    'a.spec.ts': SUITE,
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await openPage(page, join(run.folder, 'ipc-report/index.html'));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const table = page.getByRole('region', { name: 'Table of commands' });
  await table.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => table.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(table.getByRole('row').nth(1).getByRole('listitem')).toHaveText([
    'a.spec.ts › first',
    'a.spec.ts › second',
  ]);
});
