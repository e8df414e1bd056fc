import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { test } from '../support/pages/timeline-page.ts';
import { runCli } from '../support/runner/run-cli.ts';
import { hostileSession } from '../support/sessions/hostile-session.ts';
import { notesSession } from '../support/sessions/sample-session.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// The page's own policy lets nothing in.
test.use({ bypassCSP: true });

const PAGES = {
  'a session': [notesSession()],
  'a hostile session': [hostileSession()],
  'two attempts': [notesSession(), hostileSession()],
};

for (const [what, sessions] of Object.entries(PAGES))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`the page of ${what} has none of the faults that axe knows, ${colorScheme}`, async ({
      page,
      openTimeline,
    }, testInfo) => {
      const files = sessions.map((session, at) => {
        const file = testInfo.outputPath(`${at}.json`);
        writeFileSync(file, JSON.stringify(session));
        return file;
      });
      const made = testInfo.outputPath('page.html');
      expect(
        await runCli(['show', ...files, '--no-open', '--output', made], { cwd: testInfo.outputPath() }),
      ).toMatchObject({ exitCode: 0 });
      await page.emulateMedia({ colorScheme });
      await openTimeline(readFileSync(made, 'utf8'));
      await expect(page.getByRole('grid').first()).toBeVisible();
      await page.evaluate(AXE);
      for (const width of [390, 1280, 2560]) {
        await page.setViewportSize({ width, height: 900 });
        const { violations } = await page.evaluate<AxeResults>('axe.run()');
        const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
        expect(faults, `${width} pixels wide`).toEqual([]);
      }
    });
