// From a bare checkout to failing tests with their sessions. Two of the three tests fail on purpose; it is an error if they do not.
import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildPackage } from './build.mjs';
import { buildNotes } from './build-notes.mjs';
import { readResults, runSuite } from './demo-suite.mjs';
import { setUp } from './setup.mjs';
import { root, runSteps, step } from './steps.mjs';

const DEMO = { config: 'e2e/demo/playwright.config.ts', results: 'e2e/demo/test-results/results.json' };
const REPORT = 'e2e/demo/playwright-report';
const EXPECTED = { 'adds a note': 'passed', 'finds a note': 'failed', 'syncs the notes': 'timedOut' };

await runSteps(async () => {
  await step('set-up', setUp);
  await step('build', buildPackage);
  await step('build the notes app', buildNotes);
  await step('run the demo (one test passes, one fails, one times out)', runDemo);
  const results = readResults(DEMO).map(({ title, status, attachments }) => ({
    title,
    status,
    session: pathOf(attachments, 'ipc-session'),
    timeline: pathOf(attachments, 'ipc-timeline'),
  }));
  checkResults(results);
  tellWhatToDo(results);
});

function runDemo() {
  rmSync(join(root, REPORT), { recursive: true, force: true });
  runSuite(DEMO);
}

function pathOf(attachments, name) {
  const path = attachments.find((attachment) => attachment.name === name)?.path;
  return path && existsSync(path) ? relative(root, path) : undefined;
}

function checkResults(results) {
  const faults = Object.entries(EXPECTED).flatMap(([title, expected]) => {
    const result = results.find((one) => one.title === title);
    if (result?.status !== expected)
      return [`"${title}" should have ended as ${expected}, but ended as ${result?.status}`];
    if (expected === 'passed') return result.session ? [`"${title}" passed and still has a session attached`] : [];
    return result.session && result.timeline ? [] : [`"${title}" has no session or no timeline attached`];
  });
  if (results.length !== 3) faults.push(`3 tests should have run, but ${results.length} did`);
  if (!existsSync(join(root, REPORT, 'index.html'))) faults.push(`there is no HTML report in ${REPORT}`);
  if (faults.length > 0) throw new Error(`The demo went otherwise than it should:\n  ${faults.join('\n  ')}`);
}

function tellWhatToDo(results) {
  console.log('\nThe demo went as it should: one test passed, two failed on purpose and have their sessions attached.');
  for (const { title, status, session, timeline } of results) {
    if (!session) continue;
    console.log(`\n${title} (${status === 'timedOut' ? 'timed out' : status})`);
    console.log(`  timeline  ${timeline}`);
    console.log(`  replay    npx ipc-recorder replay ${session} --config ${DEMO.config}`);
  }
  console.log(`\nHTML report  ${REPORT}/index.html   (npx playwright show-report ${REPORT})`);
}
