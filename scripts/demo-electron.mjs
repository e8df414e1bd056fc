// From a bare checkout to failing tests of an Electron app with their sessions. Five of its nine tests fail on purpose; it is an error if they do not.
import { relative } from 'node:path';
import { buildPackage } from './build.mjs';
import { readResults, runSuite } from './demo-suite.mjs';
import { prepareElectron } from './electron.mjs';
import { setUp } from './setup.mjs';
import { root, runSteps, step } from './steps.mjs';

const DEMO = {
  config: 'e2e/demo-electron/playwright.config.ts',
  results: 'e2e/demo-electron/test-results/results.json',
};
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
/** What no session can do: the app does it again. */
const PASSED = { 'goes on after a crash of the main process': 'debug:crash' };

await runSteps(async () => {
  await step('set-up', setUp);
  await step('build', buildPackage);
  const stopDisplay = await prepareElectron();
  try {
    await step('run the demo (four tests pass, three fail, two time out)', () => runSuite(DEMO));
  } finally {
    stopDisplay();
  }
  const results = readResults(DEMO).map(({ title, status, attachments }) => ({
    title,
    status,
    session: attachments.find(({ name }) => name === 'ipc-session')?.path,
  }));
  checkResults(results);
});

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
    if (!session) continue;
    const more = PASSED[title] === undefined ? '' : ` --passthrough ${PASSED[title]}`;
    console.log(
      `\n${title}\n  ELECTRON_NOTES_BACKEND=none npx ipc-recorder replay ${relative(root, session)} --config ${DEMO.config}${more}`,
    );
  }
}
