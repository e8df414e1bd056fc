import { runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, sessionPath, test } from '../support/runner/run-inline-test.ts';

/** A page on a mock of the suite's; BROKEN poisons each of its answers. The app polls, and loads once; the test itself asks, too. */
const SPEC = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const answer = process.env.BROKEN ? 'poisoned' : 'right';
test.beforeEach(async ({ page }) => {
  await page.addInitScript((answer) => { window.__TAURI_INTERNALS__ = { invoke: async (command) => command + ' ' + answer }; }, answer);
  await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: \`<output></output><script>
    (async () => {
      const { invoke } = window.__TAURI_INTERNALS__;
      const said = [await invoke('poll'), await invoke('load'), await invoke('poll')];
      document.querySelector('output').textContent = said.join();
    })();
  </script>\` }));
  await page.goto('http://app.test/');
});
test('shows what the app is told', async ({ page }) => {
  await expect(page.locator('output')).toHaveText(\`poll \${answer},load right,poll \${answer}\`, { timeout: 3000 });
});
test('asks by itself', async ({ page }) => {
  await expect(page.locator('output')).toHaveText(/load right/, { timeout: 3000 });
  expect(await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('ask', { by: 'the test' }))).toBe('ask right');
});`;

test('what the recording left out goes to the mock in a replay, too, is counted, and is no miss', async ({
  runInlineTest,
}) => {
  const recorded = await runInlineTest({
    'playwright.config.ts': configFile({ use: `ipcRecorder: { mode: 'on', exclude: ['po*'] }` }),
    'a.spec.ts': SPEC,
  });
  expect(recorded.exitCode, recorded.output).toBe(0);
  const file = sessionPath(recorded.of('shows what the app is told')[0]);
  const replay = await runCli(['replay', file], { cwd: recorded.folder, env: { BROKEN: '1' } });
  expect(replay.stdout).toContain('Same: the test passes, as recorded.');
  expect(replay.stdout).toContain('The recording answered 1 call ');
  expect(replay.stdout).toContain('had no answer for 0');
  expect(replay.stdout).toContain('2 calls were left to the app itself');
});

test('what the test itself asks in a page is answered by the session, as a call of the app is', async ({
  runInlineTest,
}) => {
  const recorded = await runInlineTest({
    'playwright.config.ts': configFile({ use: `ipcRecorder: { mode: 'on' }` }),
    'a.spec.ts': SPEC,
  });
  expect(recorded.exitCode, recorded.output).toBe(0);
  const file = sessionPath(recorded.of('asks by itself')[0]);
  const replay = await runCli(['replay', file, '--json'], { cwd: recorded.folder, env: { BROKEN: '1' } });
  expect(JSON.parse(replay.stdout)).toMatchObject({ verdict: 'same', stub: { answered: 4, missed: [] } });
});
