import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { test as base } from '../support/pages/timeline-page.ts';
import { runCli } from '../support/runner/run-cli.ts';
import { hostileSession } from '../support/sessions/hostile-session.ts';
import { SampleSession } from '../support/sessions/sample-session.ts';

type Session = ReturnType<SampleSession['build']>;

const test = base.extend<{
  /** The page that `ipc-recorder show` makes of two sessions. */
  pageOf(one: Session, other: Session): Promise<string>;
}>({
  pageOf: async ({}, use, testInfo) => {
    await use(async (one, other) => {
      const [a, b, page] = ['a.json', 'b.json', 'page.html'].map((name) => testInfo.outputPath(name)) as [
        string,
        string,
        string,
      ];
      writeFileSync(a, JSON.stringify(one));
      writeFileSync(b, JSON.stringify(other));
      const run = await runCli(['show', a, b, '--output', page, '--json'], { cwd: testInfo.outputPath() });
      expect(run).toMatchObject({ exitCode: 0 });
      return readFileSync(page, 'utf8');
    });
  },
});

test.use({ viewport: { width: 1440, height: 860 } });

/** An attempt of a test of a search: the first fails since its answers are of the folder "all". */
function attempt(number: number, status: 'failed' | 'passed'): Session {
  const folder = status === 'failed' ? 'all' : 'inbox';
  const session = new SampleSession()
    .call('plugin:app|version', { result: { Ok: '1.4.0' } })
    .at(10)
    .call('load', { args: {}, result: { Ok: { folder: { name: 'of the user', path: folder } } } })
    .at(20)
    .call('search', { args: { folder, query: 'Ada' }, result: { Ok: [folder] } });
  if (status === 'failed') session.at(30).call('log_error', { args: { text: 'none' }, result: { Err: 'no such log' } });
  else session.at(30).call('open_note', { args: { id: 7 }, result: { Ok: null } });
  const errors = status === 'failed' ? ['Error: expected "inbox", received "all"'] : [];
  const test = { title_path: ['finds a note'], file: 'notes.spec.ts', line: 3, project: '', attempt: number };
  return session.build({ test: { ...test, status, errors } });
}

test('two attempts stand beside each other, and the first difference is marked', async ({
  page,
  openTimeline,
  pageOf,
}) => {
  const complaints = await openTimeline(await pageOf(attempt(0, 'failed'), attempt(1, 'passed')));
  const grid = page.getByRole('grid', { name: 'Calls of both attempts' });
  await expect(grid.getByRole('columnheader')).toHaveText(['attempt 1', 'How they differ', 'attempt 2']);
  const cells = (at: number) => grid.getByRole('row').nth(at).getByRole('gridcell');
  await expect(cells(1)).toHaveText([
    'c1load{}ok { folder: { name: "of the user", path: "all" } }',
    '≠other answerfirst difference',
    'c1load{}ok { folder: { name: "of the user", path: "inbox" } }',
  ]);
  await expect(cells(2).nth(1)).toHaveText('≠other arguments');
  await expect(cells(3)).toHaveText(['c3log_error{ text: "none" }failed no such log', '−missing', 'not there']);
  await expect(cells(4)).toHaveText(['not there', '+extra', 'c3open_note{ id: 7 }ok null']);
  await expect(page.getByText('first difference', { exact: true })).toHaveCount(1);
  await expect(grid.getByRole('row', { selected: true })).toContainText('first difference');
  await expect(page.getByRole('note').filter({ hasText: 'Likely cause' })).toContainText('#1');
  const both = page.getByRole('region', { name: 'Both calls' });
  await expect(both.getByRole('article', { name: 'Event 1 in attempt 1' })).toContainText('path: "all"');
  await expect(both.getByRole('article', { name: 'Event 1 in attempt 2' })).toContainText('path: "inbox"');
  expect(complaints).toEqual([]);
});

test('the pairs are walked by keys, limited to what differs, and left for the page of one attempt', async ({
  page,
  openTimeline,
  pageOf,
}) => {
  await openTimeline(await pageOf(attempt(0, 'failed'), attempt(1, 'passed')));
  const grid = page.getByRole('grid', { name: 'Calls of both attempts' });
  await grid.press('End');
  await expect(grid.getByRole('row', { selected: true })).toContainText('open_note');
  const both = page.getByRole('region', { name: 'Both calls' });
  await expect(both).toContainText('Not there.');
  await expect(both.getByRole('article', { name: 'Event 3 in attempt 2' })).toContainText('id: 7');
  await grid.press('ArrowUp');
  await expect(page).toHaveURL(/#c3$/);
  await page.getByRole('button', { name: 'Framework' }).click();
  await expect(grid).toHaveAttribute('aria-rowcount', '6');
  await page.getByRole('button', { name: 'Only differences' }).click();
  await expect(grid).toHaveAttribute('aria-rowcount', '5');
  await expect(page.getByRole('status')).toHaveText('4 differences in 5 pairs of calls and messages');
  await page.getByRole('button', { name: 'Side by side' }).click();
  await expect(page.getByRole('grid', { name: 'Calls and events' }).getByRole('row', { selected: true })).toContainText(
    'log_error',
  );
});

test('fits a phone, and says that two runs are the same', async ({ page, openTimeline, pageOf }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openTimeline(await pageOf(attempt(0, 'passed'), attempt(0, 'passed')));
  await expect(page.getByRole('status')).toHaveText('0 differences in 4 pairs of calls and messages');
  await expect(page.getByRole('button', { name: 'Go to the first' })).toHaveCount(0);
  await expect(page.getByRole('columnheader').last()).toHaveText('the second session');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('runs nothing that the other session carries, and hides nothing of it', async ({ page, openTimeline, pageOf }) => {
  await page.addInitScript(() => {
    Object.assign(globalThis, { pwned: () => Object.assign(globalThis, { isPwned: true }) });
  });
  const complaints = await openTimeline(await pageOf(attempt(0, 'failed'), hostileSession()));
  const grid = page.getByRole('grid', { name: 'Calls of both attempts' });
  await grid.focus();
  for (let at = 0; at < 60; at += 1) await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('region', { name: 'Both calls' }).getByRole('article')).not.toHaveCount(0);
  expect(await page.evaluate(() => 'isPwned' in globalThis)).toBe(false);
  expect(await page.locator('img, iframe, object, embed, a[href^="javascript"]').count()).toBe(0);
  const text = (await page.locator('#app').textContent()) ?? '';
  expect(/[^\P{Cc}\n\t\r]|[\u202a-\u202e\u2066-\u2069]/u.exec(text)?.[0]).toBeUndefined();
  expect(complaints).toEqual([]);
});

test('shows its own session where the other one is broken', async ({ page, openTimeline, pageOf }) => {
  const html = await pageOf(attempt(0, 'failed'), attempt(1, 'passed'));
  await openTimeline(html.replace(/(id="beside-ipc-header">).{40}/, '$1AAAA'));
  await expect(page.getByRole('alert')).toContainText('its part "beside-ipc-header" cannot be unpacked');
  await expect(page.getByRole('grid', { name: 'Calls and events' })).toContainText('log_error');
});

test('two sessions are not printed as text', async ({}, testInfo) => {
  mkdirSync(testInfo.outputPath(), { recursive: true });
  const run = await runCli(['show', 'a.json', 'b.json', '--text'], { cwd: testInfo.outputPath() });
  expect(run).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'Error: Two sessions cannot be printed beside each other. Leave out --text for a page, or compare them with ipc-recorder diff.\n',
  });
});
