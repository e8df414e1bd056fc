// Takes the images of the documents anew: `node scripts/checks/screenshots.mjs`. They show failing tests of the demos, as a reader would see them.
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { browserLaunchOptions } from '../browser.mjs';
import { buildPackage } from '../build.mjs';
import { buildNotes } from '../build-notes.mjs';
import { readResults, runSuite } from '../demo-suite.mjs';
import { setUp } from '../setup.mjs';
import { root, runNode, runSteps, step } from '../steps.mjs';
import { shrinkPng } from './shrink-png.mjs';

const DEMO = { config: 'e2e/demo/playwright.config.ts', results: 'e2e/demo/test-results/results.json' };
const KINDS = { config: 'e2e/demo-kinds/playwright.config.ts', results: 'e2e/demo-kinds/test-results/results.json' };
const SIZE = { width: 1200, height: 560 };
const IMAGES = [
  { suite: DEMO, test: 'syncs the notes', file: 'timeline', width: 1280, height: 520 },
  { suite: KINDS, test: 'wrong value', file: 'wrong-value' },
  { suite: KINDS, test: 'race', file: 'race', colorScheme: 'dark' },
  { suite: KINDS, test: 'hang', file: 'hang' },
  { suite: KINDS, test: 'lost push', file: 'lost-push', colorScheme: 'dark' },
  { suite: KINDS, test: 'flaky', file: 'flaky', isBeside: true },
  { suite: KINDS, test: 'huge', file: 'huge', colorScheme: 'dark' },
  { suite: KINDS, test: 'hostile', file: 'hostile' },
  { suite: KINDS, test: 'hang', file: 'phone', width: 390, height: 700, colorScheme: 'dark' },
];
const MAX_BYTES = 60_000;

await runSteps(async () => {
  await step('set-up', setUp);
  await step('build', buildPackage);
  await step('build the notes app', buildNotes);
  for (const suite of [DEMO, KINDS])
    await step(`run ${dirname(suite.config)}`, () => {
      rmSync(join(root, suite.results), { force: true });
      runSuite(suite);
    });
  await step('take the images', takeImages);
});

async function takeImages() {
  const browser = await chromium.launch(browserLaunchOptions());
  try {
    for (const image of IMAGES) {
      const { width, height, colorScheme } = { ...SIZE, colorScheme: 'light', ...image };
      const page = await browser.newPage({ viewport: { width, height }, colorScheme });
      await page.goto(pathToFileURL(timelineOf(image)).href);
      await page.getByRole('main').waitFor();
      await page.getByRole('row', { selected: true }).waitFor();
      const png = shrinkPng(await page.screenshot({ animations: 'disabled' }));
      await page.close();
      const file = `docs/images/${image.file}.png`;
      if (png.length > MAX_BYTES) throw new Error(`${file} has ${png.length} bytes, and may have ${MAX_BYTES}.`);
      writeFileSync(join(root, file), png);
      console.log(`${file}  ${png.length} bytes`);
    }
  } finally {
    await browser.close();
  }
}

/** The page of a test's first attempt; with `isBeside`, one that has its second attempt beside it. */
function timelineOf({ suite, test, isBeside = false }) {
  const result = readResults(suite).find(({ title }) => title.startsWith(test));
  const path = result?.attachments.find(({ name }) => name === 'ipc-timeline')?.path;
  if (path === undefined) throw new Error(`The test "${test}" has no timeline.`);
  if (!isBeside) return path;
  const [failed, passed] = [dirname(path), dirname(path).replace(/-r0$/, '-r1')];
  const page = join(dirname(path), 'beside.html');
  runNode(['dist/src/cli/main.js', 'show', failed, passed, '--output', page, '--no-open']);
  return page;
}
