import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { compareSessions } from '../../src/triage/diff-sessions.ts';
import { attemptNames } from '../../src/triage/side-names.ts';
import { embedSession } from '../../src/viewer/embed-sessions.ts';
import { test } from '../support/pages/timeline-page.ts';
import { hostileSession } from '../support/sessions/hostile-session.ts';
import { notesSession } from '../support/sessions/sample-session.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// The page's own policy lets nothing in.
test.use({ bypassCSP: true });

const notes = notesSession();
const names = attemptNames(0, 1);
const PAGES = {
  'a session': embedSession(notes),
  'a hostile session': embedSession(hostileSession()),
  'two attempts': embedSession(notes, {
    beside: { session: hostileSession(), comparison: compareSessions(notes, hostileSession(), names), names },
  }),
};

for (const [what, html] of Object.entries(PAGES))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`the page of ${what} has none of the faults that axe knows, ${colorScheme}`, async ({
      page,
      openTimeline,
    }) => {
      await page.emulateMedia({ colorScheme });
      await openTimeline(html);
      await expect(page.getByRole('grid').first()).toBeVisible();
      await page.evaluate(AXE);
      for (const width of [390, 1280, 2560]) {
        await page.setViewportSize({ width, height: 900 });
        const { violations } = await page.evaluate<AxeResults>('axe.run()');
        const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
        expect(faults, `${width} pixels wide`).toEqual([]);
      }
    });
