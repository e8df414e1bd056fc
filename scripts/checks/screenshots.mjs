// Takes the images of the documents anew: `node scripts/checks/screenshots.mjs`. They show the demo's failing tests, as a reader would see them.
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { browserLaunchOptions } from '../browser.mjs';
import { buildPackage } from '../build.mjs';
import { buildNotes } from '../build-notes.mjs';
import { readResults, runSuite } from '../demo-suite.mjs';
import { setUp } from '../setup.mjs';
import { root, runSteps, step } from '../steps.mjs';

const DEMO = { config: 'e2e/demo/playwright.config.ts', results: 'e2e/demo/test-results/results.json' };
const IMAGES = [{ test: 'syncs the notes', file: 'docs/images/timeline.png', width: 1280, height: 520 }];
const MAX_BYTES = 200_000;

await runSteps(async () => {
  await step('set-up', setUp);
  await step('build', buildPackage);
  await step('build the notes app', buildNotes);
  await step('run the demo', () => {
    rmSync(join(root, DEMO.results), { force: true });
    runSuite(DEMO);
  });
  await step('take the images', takeImages);
});

async function takeImages() {
  const browser = await chromium.launch(browserLaunchOptions());
  try {
    for (const { test, file, width, height } of IMAGES) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: 'light' });
      await page.goto(pathToFileURL(timelineOf(test)).href);
      await page.getByRole('main').waitFor();
      await page.screenshot({ path: join(root, file), animations: 'disabled' });
      const { size } = statSync(join(root, file));
      if (size > MAX_BYTES) throw new Error(`${file} has ${size} bytes, and may have ${MAX_BYTES}.`);
      console.log(`${file}  ${size} bytes`);
    }
  } finally {
    await browser.close();
  }
}

function timelineOf(test) {
  const result = readResults(DEMO).find(({ title }) => title === test);
  const path = result?.attachments.find(({ name }) => name === 'ipc-timeline')?.path;
  if (path === undefined) throw new Error(`The test "${test}" of the demo has no timeline.`);
  return path;
}
