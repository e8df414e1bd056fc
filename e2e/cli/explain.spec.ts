import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, type RunInlineTest, sessionPath, test } from '../support/runner/run-inline-test.ts';

/**
 * An app whose backend has the fault that FAULT names, and whose frontend has one where it is `frontend`. What `get_stats` and `list_users` answer is new in
 * every run, and has no part in any failure.
 */
const SPEC = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const fault = process.env.FAULT ?? '';
const html = \`<!doctype html><p id="theme"></p><input><p id="found"></p><p id="saved">no</p><script>
  const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
  const show = (id, text) => { document.getElementById(id).textContent = text; };
  (async () => {
    await invoke('plugin:event|listen', { event: 'saved', target: { kind: 'Any' }, handler: transformCallback(() => show('saved', 'yes')) });
    await Promise.all([invoke('get_stats', {}), invoke('list_users', {})]);
    const { theme } = await invoke('get_settings', {});
    show('theme', \${fault === 'frontend'} ? 'mauve' : theme);
    document.querySelector('input').addEventListener('input', async ({ target: { value } }) => {
      show('found', await invoke('search', { query: value }));
    });
    await invoke('save', { theme });
  })();
</script>\`;
const mock = (fault) => {
  const callbacks = new Map();
  const listeners = [];
  const after = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
  const backend = {
    'plugin:event|listen': ({ event, handler }) => { listeners.push({ event, handler }); return 1; },
    get_stats: () => after(5, { calls: Math.floor(Math.random() * 1e6) }),
    list_users: () => after(fault === '' ? 2 : 9, ['Ada', 'Bob'].slice(Math.random() * 2)),
    get_settings: () => fault === 'hang' ? new Promise(() => {}) : after(3, { theme: fault === 'value' ? 'dark' : 'light', size: Math.random() }),
    search: ({ query }) => after(query === 'A' && fault === 'race' ? 300 : 20, 'found ' + query),
    save: () => {
      if (fault !== 'push') setTimeout(() => {
        for (const { event, handler } of listeners) callbacks.get(handler)({ event, id: 1, payload: null });
      }, 20);
      return after(5, null);
    },
  };
  window.__TAURI_INTERNALS__ = {
    invoke: async (command, args) => backend[command](args),
    transformCallback: (callback) => { const id = callbacks.size + 1; callbacks.set(id, callback); return id; },
  };
};
test('shows settings and what was found', async ({ page }) => {
  await page.addInitScript(mock, fault);
  await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto('http://app.test/');
  await expect(page.locator('#theme')).toHaveText('light', { timeout: 1500 });
  await expect(page.locator('#saved')).toHaveText('yes', { timeout: 1500 });
  await page.locator('input').pressSequentially('Ad');
  await page.waitForTimeout(500);
  expect(await page.locator('#found').textContent()).toBe('found Ad');
});
`;

const CONFIG = configFile({
  reporter: `[['playwright-ipc-recorder/reporter', { baseline: 'baselines' }], ['list'], ['json', { outputFile: 'report.json' }]]`,
});

/** Records a pass, and a failure by one fault; returns how to explain it. */
async function record(runInlineTest: RunInlineTest, fault: string) {
  const green = await runInlineTest(
    { 'a.spec.ts': SPEC, 'playwright.config.ts': CONFIG },
    { env: { IPC_RECORDER_MODE: 'on' } },
  );
  expect(green.exitCode, green.output).toBe(0);
  cpSync(sessionPath(green.attempts[0]), join(green.folder, 'sessions/passed/ipc-session.json'));
  const red = await runInlineTest({}, { add: true, env: { FAULT: fault } });
  expect(red.exitCode, red.output).toBe(1);
  cpSync(sessionPath(red.attempts[0]), join(red.folder, 'sessions/failed.json'));
  const explain = (...args: string[]) =>
    runCli(['explain', 'sessions/failed.json', ...args], { cwd: red.folder, env: { FAULT: fault } });
  return { folder: red.folder, explain };
}

const BACKEND_FAULTS: [fault: string, kind: string, text: RegExp][] = [
  ['value', 'answer', /^get_settings was answered with theme "dark", in the pass "light"/],
  ['hang', 'answer', /^get_settings was never answered, in the pass it was answered \{.*"theme":"light"/],
  ['push', 'push', /^saved .* was not pushed, in the pass it was$/],
];

for (const [fault, kind, text] of BACKEND_FAULTS)
  test(`a fault of the backend is proved among others that have no part in it: ${fault}`, {
    tag: '@core',
  }, async ({ runInlineTest }) => {
    test.slow();
    const { explain } = await record(runInlineTest, fault);
    const { stdout, stderr, exitCode } = await explain('--baseline', 'sessions/passed', '--json');
    const { confidence, where, causes, deviations } = JSON.parse(stdout || '{}');
    expect({ confidence, where, causes }, stdout + stderr).toEqual({
      confidence: 'proved',
      where: 'backend',
      causes: [
        {
          kind,
          command: fault === 'push' ? 'saved' : 'get_settings',
          text: expect.stringMatching(text),
          calls: expect.anything(),
        },
      ],
    });
    expect(deviations.of).toBeGreaterThan(1);
    expect(exitCode).toBe(0);
  });

test('a race is proved, by a pass and without one', async ({ runInlineTest }) => {
  test.slow();
  const { explain } = await record(runInlineTest, 'race');
  for (const args of [['--baseline', 'baselines'], []]) {
    const { stdout, stderr, exitCode } = await explain(...args);
    expect(stdout, stderr).toMatch(/^Proved: the frontend is at fault\.\n/);
    expect(stdout).toMatch(
      / {4}search \{"query":"A"\} was answered after search \{"query":"Ad"\}, .* \(#\d+, #\d+\)\n/,
    );
    expect(exitCode).toBe(0);
  }
});

test('where the backend is not at fault, or the failure is gone, that is said', async ({ runInlineTest }) => {
  test.slow();
  const { folder, explain } = await record(runInlineTest, 'frontend');
  const frontend = await explain('--baseline', 'sessions/passed');
  expect(frontend.stdout, frontend.stderr).toMatch(/^Likely: the frontend is at fault\.\n/);
  expect(frontend.stdout).toContain('The test fails alike with all that the backend answered in the pass');
  expect(frontend.exitCode).toBe(0);

  const fixed = await runCli(['explain', 'sessions/failed.json', '--baseline', 'sessions/passed'], { cwd: folder });
  expect(fixed.stdout, fixed.stderr).toMatch(/^Cannot tell\.\n/);
  expect(fixed.stdout).toContain('The test passes on what was recorded when it failed');
  expect(fixed.exitCode).toBe(2);

  const late = await explain('--baseline', 'sessions/passed', '--time-limit', '1');
  expect(late.stdout, late.stderr).toContain('The search was not finished; the same command goes on from here.');
  const goingOn = await explain('--baseline', 'sessions/passed');
  expect(goingOn.stdout).toMatch(/^Likely: the frontend is at fault\.\n/);
  expect(goingOn.stderr).toContain('Replay 1: the pass.');

  const wrong = await explain('--baseline', 'sessions/failed.json');
  expect(wrong.stderr).toContain('The session "sessions/failed.json" of --baseline is not of a pass of this test.');
  expect(wrong.exitCode).toBe(2);
});
