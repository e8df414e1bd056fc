// From a bare checkout to failing tests of an Electron app with their sessions. Five of its nine tests fail on purpose; it is an error if they do not.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildPackage } from './build.mjs';
import { startDisplay, whyNoElectron } from './electron.mjs';
import { setUp } from './setup.mjs';
import { root, runNode, runSteps, step } from './steps.mjs';

const CONFIG = 'e2e/demo-electron/playwright.config.ts';
const RESULTS_FILE = join(root, 'e2e/demo-electron/test-results/results.json');
const EXPECTED = {
  'saves a note': 'passed',
  'exports the notes to where the dialog says': 'passed',
  'changes the theme in the settings window': 'passed',
  'counts the words': 'passed',
  'finds a note by its body': 'failed',
  'takes a note without a title': 'failed',
  'syncs the notes': 'timedOut',
  'goes on after a crash of the main process': 'failed',
  'closes while the main process hangs': 'timedOut',
};

await runSteps(async () => {
  await step('set-up', setUp);
  await step('build', buildPackage);
  const problem = whyNoElectron();
  if (problem) throw new Error(problem);
  const stopDisplay = await startDisplay();
  try {
    await step('run the demo (four tests pass, three fail, two time out)', runDemo);
  } finally {
    stopDisplay();
  }
  checkResults(readResults());
});

function runDemo() {
  rmSync(RESULTS_FILE, { force: true });
  // 1 is Playwright's word for failed tests, which are expected here: the results say whether they are the right ones.
  runNode(['node_modules/@playwright/test/cli.js', 'test', '-c', CONFIG]);
}

function readResults() {
  if (!existsSync(RESULTS_FILE))
    throw new Error('The demo did not run to its end: Playwright left no results (see above).');
  const { suites, errors } = JSON.parse(readFileSync(RESULTS_FILE, 'utf8'));
  if (errors.length > 0) throw new Error(`The demo did not run: ${errors[0].message}`);
  return specsOf(suites).map(({ title, tests }) => {
    const { status, attachments } = tests[0].results[0];
    return { title, status, session: attachments.find(({ name }) => name === 'ipc-session')?.path };
  });
}

function specsOf(suites) {
  return suites.flatMap(({ specs = [], suites: inner = [] }) => [...specs, ...specsOf(inner)]);
}

function checkResults(results) {
  const faults = Object.entries(EXPECTED).flatMap(([title, expected]) => {
    const { status, session } = results.find((one) => one.title === title) ?? {};
    if (status !== expected) return [`"${title}" should have ended as ${expected}, but ended as ${status}`];
    return (expected !== 'passed') === Boolean(session)
      ? []
      : [`"${title}" has ${session ? 'a' : 'no'} session attached`];
  });
  if (faults.length > 0) throw new Error(`The demo went otherwise than it should:\n  ${faults.join('\n  ')}`);
  console.log(
    '\nThe demo went as it should. To run a failed test again without its backend (with xvfb-run where there is no display):',
  );
  for (const { title, session } of results) {
    if (session)
      console.log(
        `\n${title}\n  ELECTRON_NOTES_BACKEND=none npx ipc-recorder replay ${relative(root, session)} --config ${CONFIG}`,
      );
  }
}
