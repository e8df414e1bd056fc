import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { test as base, type Page } from '@playwright/test';

interface Fixtures {
  /** Opens a timeline from disk and gives back what the page complained about. */
  openTimeline(html: string, hash?: string): Promise<string[]>;
}

/** Tests of timeline pages. */
export const test = base.extend<Fixtures>({
  openTimeline: async ({ page }, use, testInfo) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await use(async (html, hash = '') => {
      const file = testInfo.outputPath('ipc-timeline.html');
      writeFileSync(file, html);
      await page.goto(`${pathToFileURL(file)}${hash}`);
      return complaints;
    });
  },
});

/** The row of the list with this command. */
export function row(page: Page, command: string) {
  return page.getByRole('row').filter({ has: page.getByRole('gridcell', { name: command, exact: true }) });
}

/** What the page shows of the selected call or step. */
export function details(page: Page) {
  return page.getByRole('tabpanel');
}
