import { expect } from '@playwright/test';
import { embedSession } from '../../src/viewer/embed-sessions.ts';
import { details, row, test } from '../support/pages/timeline-page.ts';
import { notesSession } from '../support/sessions/sample-session.ts';

test.use({ viewport: { width: 1440, height: 860 } });

test('moves by keys and opens again where a link points', async ({ page, openTimeline }) => {
  await openTimeline(embedSession(notesSession()));
  await expect(row(page, 'save_note')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('next pending call');
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await expect(row(page, 'sync_remote')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('k');
  await expect(row(page, 'thumbnail')).toHaveAttribute('aria-selected', 'true');
  await expect(page).toHaveURL(/#c10$/);
  const { hash } = new URL(page.url());
  await page.goto('about:blank');
  await openTimeline(embedSession(notesSession()), hash);
  await expect(row(page, 'thumbnail')).toHaveAttribute('aria-selected', 'true');
});

for (const [id, command] of [
  ['#c7', 'set_theme'],
  ['#p14', 'progress'],
  ['#15', 'plugin:window|set_title'],
] as const)
  test(`a link to ${id} opens at that event, also on a phone`, async ({ page, openTimeline }) => {
    await page.setViewportSize({ width: 390, height: 500 });
    await openTimeline(embedSession(notesSession()), id);
    const selected = page.getByRole('grid').getByRole('row', { selected: true });
    await expect(selected).toContainText(command);
    await expect(selected).toBeInViewport();
    await expect(details(page).getByRole('heading', { level: 2 })).toHaveText(command);
  });

test('a link to a step opens at that step, and a copy of what is selected opens there again', async ({
  page,
  openTimeline,
}) => {
  await openTimeline(embedSession(notesSession()), '#s5');
  const step = page.getByRole('treeitem', { selected: true });
  await expect(step).toContainText("fill getByLabel('Title')");
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');
  await row(page, 'validate_title').click();
  await expect(page).toHaveURL(/#c5&only=s5$/);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/#c5$/);
  await page.getByRole('treeitem', { name: /save the note/ }).click();
  await expect(page).toHaveURL(/#s6$/);
  await page.evaluate(() => {
    location.hash = '#p8';
  });
  await expect(page.getByRole('grid').getByRole('row', { selected: true })).toContainText('note-changed');
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '16');
});

test('a link that leads nowhere says so, is kept until something is selected, and breaks nothing', async ({
  page,
  openTimeline,
}) => {
  const complaints = await openTimeline(embedSession(notesSession()), '#c99');
  const notice = page.getByRole('alert');
  await expect(notice).toHaveText('The link names “c99”, which this session does not have.');
  await expect(page).toHaveURL(/#c99$/);
  await expect(row(page, 'save_note')).toHaveAttribute('aria-selected', 'true');
  for (const hash of ['#%E0%A4%A', '#<img src=x onerror=pwned()>', `#${'c1'.repeat(5_000)}`, '#__proto__&only=s1']) {
    await page.evaluate((text) => {
      location.hash = text;
    }, hash);
    await expect(notice).toHaveText(/^The link names “.{1,60}”, which this session does not have\.$/);
  }
  await page.keyboard.press('k');
  await expect(notice).toHaveCount(0);
  await expect(page).toHaveURL(/#c11$/);
  await expect(page.locator('img')).toHaveCount(0);
  expect(complaints).toEqual([]);
});
