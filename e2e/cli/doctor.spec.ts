// `ipc-recorder doctor` on written-out suites: one that is in order, and one with each of the main faults.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CliRun, runCli } from '../support/runner/run-cli.ts';
import { test as base, configFile, expect, PAGE_MOCK } from '../support/runner/run-inline-test.ts';

interface Finding {
  state: string;
  what: string;
  text: string;
  remedy?: string;
}

interface Diagnosis extends CliRun {
  verdict: string;
  findings: Finding[];
  session: string | null;
  folder: string;
  /** What is found of one thing. */
  of(what: string): Finding | undefined;
}

const test = base.extend<{ diagnose: (files: Record<string, string>, args?: string[]) => Promise<Diagnosis> }>({
  diagnose: async ({ runInlineTest }, use) => {
    await use(async (files, args = []) => {
      // Writes the project, and runs nothing of it.
      const { folder } = await runInlineTest(files, { args: ['--list', '--reporter=line', 'no-such-spec'] });
      const run = await runCli(['doctor', '--json', '--', ...args], { cwd: folder, env: { CI: '' } });
      const told = run.stdout === '' ? { verdict: '', findings: [], session: null } : JSON.parse(run.stdout);
      return { ...run, ...told, folder, of: (what: string) => told.findings.find((one: Finding) => one.what === what) };
    });
  },
});

const IMPORT = `import { test, expect } from 'playwright-ipc-recorder/fixtures';`;
const PLAIN = `import { test, expect } from '@playwright/test';`;
const PLAIN_CONFIG = configFile({ reporter: `[['list'], ['html', { open: 'never', outputFolder: 'html' }]]` });
const CALL = `await page.addInitScript(${PAGE_MOCK});
  await page.goto('data:text/html,notes');
  await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('load'));`;
const PASSES = `test('loads', async ({ page }) => { ${CALL} });`;

test('a suite in order has nothing to do', async ({ diagnose }) => {
  const found = await diagnose({ 'a.spec.ts': `${IMPORT}\n${PASSES}` });
  expect(found.findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect([found.exitCode, found.verdict]).toEqual([0, 'In order: the calls of the test are recorded.']);
  expect(found.of('test')?.text).toBe('a.spec.ts › loads, the first of 1 test: passed');
  expect(found.of('page')?.text).toBe('data:text/html,notes (observed; Tauri; 1 call)');
  expect(found.of('reporter')?.text).toBe('in the config (playwright-ipc-recorder/reporter, list, json)');
  expect(existsSync(found.session ?? '')).toBe(true);
});

test('a suite that knows nothing of the package is recorded as it is, and its reports are left', async ({
  diagnose,
}) => {
  const found = await diagnose({ 'playwright.config.ts': PLAIN_CONFIG, 'a.spec.ts': `${PLAIN}\n${PASSES}` });
  expect([found.exitCode, found.of('calls')?.text]).toEqual([0, '1 call, by Tauri']);
  expect(found.of('fixtures')).toEqual({
    state: 'note',
    what: 'fixtures',
    text: 'added by "npx ipc-recorder run"; "npx playwright test" alone records nothing',
  });
  expect(existsSync(join(found.folder, 'html'))).toBe(false);
});

test('only the first test that is selected runs', async ({ diagnose }) => {
  const found = await diagnose(
    {
      'a.spec.ts': `${IMPORT}
test('one', () => { throw new Error('is not to run'); });
for (const name of ['two', 'three']) test(name, async ({ page }) => { ${CALL} });`,
    },
    ['--grep', 't[wh]', '--workers=2'],
  );
  expect(found.of('test')?.text).toBe('a.spec.ts › two, the first of 2 tests: passed');
});

const FAULTS: Record<string, { files: Record<string, string>; what: string; text: string; remedy?: string }> = {
  'the fixtures without the reporter': {
    files: { 'playwright.config.ts': PLAIN_CONFIG, 'a.spec.ts': `${IMPORT}\n${PASSES}` },
    what: 'reporter',
    text: 'not in the config (list, html)',
    remedy:
      "List it before html, blob and json: reporter: [['playwright-ipc-recorder/reporter'], …]. Without it no block is printed, and a worker that is killed attaches nothing.",
  },
  'the reporter without the fixtures': {
    files: { 'a.spec.ts': `${PLAIN}\n${PASSES}` },
    what: 'reporter',
    text: 'in the config (playwright-ipc-recorder/reporter, list, json), without the fixtures: "npx playwright test" records nothing',
    remedy:
      'Import test from \'playwright-ipc-recorder/fixtures\', or always start the suite by "npx ipc-recorder run".',
  },
  'the reporter behind blob': {
    files: {
      'playwright.config.ts': configFile({ reporter: `[['blob'], ['playwright-ipc-recorder/reporter']]` }),
      'a.spec.ts': `${IMPORT}\n${PASSES}`,
    },
    what: 'reporter',
    text: 'behind blob (blob, playwright-ipc-recorder/reporter), which misses the sessions of workers that are killed',
    remedy: "List it before html, blob and json: reporter: [['playwright-ipc-recorder/reporter'], …].",
  },
  'the mode off': {
    files: {
      'playwright.config.ts': configFile({ use: `ipcRecorder: 'off',` }),
      'a.spec.ts': `${IMPORT}\n${PASSES}`,
    },
    what: 'mode',
    text: 'the config turns ipcRecorder off',
    remedy: "Take ipcRecorder: 'off' out of use, or run with --mode on.",
  },
  'a hook that fails before the recording begins': {
    files: { 'a.spec.ts': `${IMPORT}\ntest.beforeAll(() => { throw new Error('no backend'); });\n${PASSES}` },
    what: 'fixtures',
    text: 'the test has not the recording fixtures, or ended before they began: it has no session',
  },
  'a page without a runtime': {
    files: {
      'a.spec.ts': `${IMPORT}\ntest('loads', async ({ page }) => { await page.goto('data:text/html,notes'); });`,
    },
    what: 'calls',
    text: "No runtime of Tauri, Wails or Neutralino appeared in the page at data:text/html,notes. Outside of the app's own window there is none: put a mock there before the page loads (page.addInitScript), or answer by ipc.serve(…). A mock by a bundler's alias needs tap.",
  },
  'a source that is off': {
    files: {
      'playwright.config.ts': configFile({ use: 'ipcRecorder: { sources: { tauri: false } },' }),
      'a.spec.ts': `${IMPORT}\n${PASSES}`,
    },
    what: 'calls',
    text: 'Tauri is in the page at data:text/html,notes, and its source is off: take "tauri: false" out of sources in the option ipcRecorder.',
  },
};

for (const [fault, { files, what, text, remedy }] of Object.entries(FAULTS)) {
  test(`finds ${fault}`, async ({ diagnose }) => {
    const found = await diagnose(files);
    expect(found.exitCode).toBe(1);
    expect(found.of(what)).toMatchObject({ state: 'todo', text, ...(remedy === undefined ? {} : { remedy }) });
    expect(found.verdict).toBe('1 thing to do.');
  });
}

test('a Playwright that is too old is the one thing to do', async ({ diagnose }) => {
  const found = await diagnose({
    'node_modules/@playwright/test/package.json': `{ "name": "@playwright/test", "version": "1.52.0", "bin": "cli.js" }`,
    'a.spec.ts': `${PLAIN}\n${PASSES}`,
  });
  expect([found.exitCode, found.findings.length]).toEqual([1, 1]);
  expect(found.of('Playwright')?.remedy).toContain('needs @playwright/test 1.53 or newer');
});

test('arguments that select no test are wrong use', async ({ diagnose }) => {
  const files = { 'playwright.config.ts': PLAIN_CONFIG, 'a.spec.ts': `${PLAIN}\n${PASSES}` };
  const found = await diagnose(files, ['b.spec.ts']);
  expect(existsSync(join(found.folder, 'html'))).toBe(false);
  expect([found.exitCode, found.stdout]).toEqual([2, '']);
  expect(found.stderr).toContain(
    'Error: These arguments select no test that runs. Playwright says: Error: No tests found.',
  );
});

test('prints a list with a mark for each, a remedy below, and the verdict last', async ({ diagnose }) => {
  const { folder } = await diagnose({ 'playwright.config.ts': PLAIN_CONFIG, 'a.spec.ts': `${IMPORT}\n${PASSES}` });
  const { stdout } = await runCli(['doctor'], { cwd: folder, env: { CI: '' } });
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toContain('✓ test: a.spec.ts › loads, the first of 1 test: passed');
  const at = lines.indexOf('✗ reporter: not in the config (list, html)');
  expect(lines[at + 1]).toMatch(/^ {4}→ List it before html/);
  expect(lines.at(-3)).toMatch(/^✓ session: npx ipc-recorder show \S+ipc-session\.json$/);
  expect(lines.at(-1)).toBe('1 thing to do.');
});
