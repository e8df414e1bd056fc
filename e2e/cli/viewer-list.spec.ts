import { expect } from '@playwright/test';
import { embedSession } from '../../src/viewer/embed-sessions.ts';
import { row, test } from '../support/pages/timeline-page.ts';
import { notesSession, SampleSession } from '../support/sessions/sample-session.ts';

test.use({ viewport: { width: 1440, height: 860 } });

test('shows in the list what each call was asked, what came of it, and the id that commands take', async ({
  page,
  openTimeline,
}) => {
  await openTimeline(embedSession(notesSession()));
  const cells = (command: string) => row(page, command).getByRole('gridcell');
  const headings = page.getByRole('columnheader');
  await expect(headings).toHaveText(['Id', 'Time (s)', 'Window', 'Kind', 'Command', 'Arguments', 'Result', 'Took']);
  await expect(cells('load_settings').nth(6)).toHaveText('ok { theme: "light", autosave: true }');
  await expect(cells('save_note').nth(6)).toHaveText('failed disk is full: cannot write notes/1.json');
  await expect(cells('sync_remote').nth(6)).toHaveText('pending');
  await expect(cells('log').nth(6)).toHaveText('');
  expect(await cells('log').first().textContent()).toBe('m9');
  expect(await cells('save_note').first().textContent()).toBe('c12');
});

test('cuts arguments and answers where they fit, and not before they differ', async ({ page, openTimeline }) => {
  const filter = { folder: 'inbox', tags: ['shopping', 'today', 'work'], words: 'text that all of these calls have' };
  const session = new SampleSession();
  for (const query of ['Ada', 'Eve'])
    session.call('search', { args: { filter, query, page: 1 }, result: { Ok: { filter, found: query } } });
  await openTimeline(embedSession(session.build()));
  for (const width of [1280, 800, 390]) {
    await page.setViewportSize({ width, height: 800 });
    for (const [at, query] of ['Ada', 'Eve'].entries()) {
      const differs = page.getByRole('gridcell').getByText(`"${query}`).and(page.locator('.differs'));
      const shown = differs.locator('visible=true');
      await expect(shown).toHaveCount(width > 400 ? 2 : 1);
      for (const part of await shown.all()) {
        const isWhole = await part.evaluate((element) => {
          const [own, cell] = [element, element.closest('[role=gridcell]')].map((one) => one?.getBoundingClientRect());
          return element.scrollWidth <= element.clientWidth && (own?.right ?? 1) <= (cell?.right ?? 0) + 1;
        });
        expect(isWhole, `${query} of call ${at} at ${width} pixels`).toBe(true);
      }
    }
  }
});

test('gives the room of the steps to the calls where no steps were recorded', async ({ page, openTimeline }) => {
  const { checkpoints, ...session } = notesSession();
  await openTimeline(embedSession({ ...session, checkpoints: [] }));
  await expect(page.getByText('No steps were recorded.')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Steps' })).toHaveCount(0);
  expect((await page.getByRole('grid').boundingBox())?.x).toBe(0);
  await expect(page.getByRole('tab')).toHaveText(['Call']);
  // The recorder takes a checkpoint at the end of each test: its state is there, without a pane.
  const ended = new SampleSession()
    .call('load', { result: { Ok: 1 } })
    .checkpoint('end of the test', { theme: 'dark' });
  await openTimeline(embedSession(ended.build()));
  await expect(page.getByText('No steps were recorded.')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Steps' })).toHaveCount(0);
  await page.getByRole('tab', { name: 'Step and state' }).click();
  await expect(page.getByRole('tabpanel')).toContainText('theme: "dark"');
});

for (const width of [390, 640, 900, 1280, 2560])
  test(`uses a width of ${width} pixels without cutting its panes off`, async ({ page, openTimeline }) => {
    await page.setViewportSize({ width, height: 844 });
    await openTimeline(embedSession(notesSession()));
    await expect(row(page, 'save_note')).toHaveAttribute('aria-selected', 'true');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const name of ['Steps', 'Calls', 'Details']) {
      const pane = page.getByRole(name === 'Steps' ? 'navigation' : 'region', { name, exact: true });
      const box = await pane.boundingBox();
      expect(box?.width, name).toBeGreaterThan(width > 640 ? 190 : width - 1);
      const inner = await pane.evaluate((element) => element.scrollWidth - element.clientWidth);
      expect(inner, name).toBeLessThanOrEqual(0);
    }
    const grid = page.getByRole('grid');
    expect(await grid.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    await expect(row(page, 'save_note')).toContainText('disk is full');
  });
