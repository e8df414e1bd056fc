// `ipc-recorder run` on suites that know nothing of the package: no import, no reporter and no option of ours.
import { cpSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runCli } from '../support/runner/run-cli.ts';
import { callsOf, configFile, expect, PAGE_MOCK, test } from '../support/runner/run-inline-test.ts';

const CONFIG = configFile({ reporter: `[['list'], ['json', { outputFile: 'report.json' }]]` });

/** The body of a test that makes one call in a page. */
const CALL = `
  await page.addInitScript(${PAGE_MOCK});
  await page.goto('data:text/html,notes');
  await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('load', { n: 1 }));`;
const FAILS = `test('fails', async ({ page }) => {${CALL} expect(1).toBe(2); });`;

const commands = (attempt: { session?: unknown } | undefined) =>
  callsOf(attempt?.session as never).map(({ command }) => command);

for (const [what, files] of Object.entries({
  'a TypeScript suite': { 'a.spec.ts': `import { test, expect } from '@playwright/test';\n${FAILS}` },
  'a suite of ES modules': { 'a.spec.mjs': `import { test, expect } from '@playwright/test';\n${FAILS}` },
  'a suite of CommonJS modules': { 'a.spec.cjs': `const { test, expect } = require('@playwright/test');\n${FAILS}` },
  'the default export': { 'a.spec.ts': `import test, { expect } from '@playwright/test';\n${FAILS}` },
  'a test that another package makes': {
    'node_modules/suite-kit/package.json': `{ "name": "suite-kit", "main": "index.js" }`,
    'node_modules/suite-kit/index.js': `const { test, expect } = require('@playwright/test');
exports.createAppTest = () => test.extend({ greeting: async ({}, use) => await use('hello') });
exports.expect = expect;`,
    'a.spec.ts': `import { createAppTest, expect } from 'suite-kit';\nconst test = createAppTest();\n${FAILS}`,
  },
})) {
  test(`records ${what} as it is`, async ({ runInlineTest }) => {
    const run = await runInlineTest({ 'playwright.config.ts': CONFIG, ...files }, { command: 'run' });
    expect([run.exitCode, run.of('fails').map(({ status }) => status)]).toEqual([1, ['failed']]);
    expect(commands(run.of('fails')[0])).toEqual(['load']);
    expect(run.output).toContain('[ipc-recorder] Records the IPC of every test');
    expect(run.output).toContain('IPC: 1 call, 0 failed, 0 pending');
    expect(run.output).not.toContain('fixture ipc');
  });
}

for (const [what, fixture, use] of [
  [
    'needs the page',
    `ipc: async ({ page }, use) => await use({ count: () => page.evaluate(() => 1) })`,
    `await ipc.count()`,
  ],
  ['is one of the worker', `ipc: [async ({}, use) => await use({ count: 1 }), { scope: 'worker' }]`, `ipc.count`],
  ['is automatic', `ipc: [async ({}, use) => await use({ count: 1 }), { auto: true }]`, `ipc.count`],
  ['is an option', `ipc: [{ count: 1 }, { option: true }]`, `ipc.count`],
  ['is a plain value', `ipc: async ({}, use) => await use({ commands: ['who'] })`, `ipc.commands.length`],
]) {
  test(`a suite whose own fixture "ipc" ${what} is recorded, and ours has another name`, async ({ runInlineTest }) => {
    const run = await runInlineTest(
      {
        'playwright.config.ts': CONFIG,
        'a.spec.ts': `import { test as base, expect } from '@playwright/test';
const test = base.extend({ ${fixture} });
test('fails', async ({ page, ipc, ipcRecording }) => {${CALL}
  expect(ipcRecording.calls().map(({ command }) => command)).toEqual(['load']);
  expect(${use}).toBe(2); });`,
      },
      { command: 'run' },
    );
    expect(stripVTControlCharacters(run.of('fails')[0]?.errors[0]?.message ?? run.output)).toContain('Expected: 2');
    expect(commands(run.of('fails')[0])).toEqual(['load']);
    expect(run.output.match(/The suite has a fixture ipc of its own; the recording of a test is/g)).toHaveLength(1);
  });
}

test('contexts of a browser that another copy of the library launches are recorded, where the suite requires it', async ({
  runInlineTest,
}, testInfo) => {
  const copy = testInfo.outputPath('playwright-core');
  cpSync(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), copy, { recursive: true });
  const run = await runInlineTest(
    {
      'playwright.config.ts': CONFIG,
      'a.spec.cjs': `const { test, expect } = require('@playwright/test');
const { chromium } = require(${JSON.stringify(copy)});
const { chromium: own } = require('playwright-core');
test('fails', async ({ launchOptions }) => {
  expect(chromium === own).toBe(false);
  const browser = await chromium.launch(launchOptions);
  const page = await browser.newPage();${CALL}
  await browser.close();
  expect(1).toBe(2);
});`,
    },
    { command: 'run' },
  );
  expect(stripVTControlCharacters(run.of('fails')[0]?.errors[0]?.message ?? run.output)).toContain('Expected: 2');
  expect(commands(run.of('fails')[0])).toEqual(['load']);
});

test('a suite that has the fixtures already is recorded once', async ({ runInlineTest }) => {
  const run = await runInlineTest(
    { 'a.spec.ts': `import { test, expect } from 'playwright-ipc-recorder/fixtures';\n${FAILS}` },
    { command: 'run' },
  );
  expect(commands(run.of('fails')[0])).toEqual(['load']);
  expect(run.output.match(/IPC: 1 call/g)).toHaveLength(1);
  expect(
    run
      .of('fails')[0]
      ?.attachments.map(({ name }) => name)
      .filter((name) => name.startsWith('ipc-')),
  ).toEqual(['ipc-session', 'ipc-timeline', 'ipc-summary']);
});

test('passing tests leave nothing, --mode on keeps all, and the exit code is that of Playwright', async ({
  runInlineTest,
}) => {
  const files = {
    'playwright.config.ts': CONFIG,
    'a.spec.ts': `import { test } from '@playwright/test';\ntest('passes', async ({ page }) => {${CALL}});`,
  };
  const run = await runInlineTest(files, { command: 'run' });
  expect([run.exitCode, run.of('passes')[0]?.attachments]).toEqual([0, []]);
  expect(run.output).toContain(
    '[ipc-recorder] 1 test recorded, with 1 call. No session was kept: none failed, and the mode is retain-on-failure. --mode on keeps every session.\n',
  );
  expect(readdirSync(join(run.folder, 'test-results/ipc'))).toEqual([]);
  const kept = await runCli(['run', '--mode', 'on', '--', '--reporter=json'], {
    cwd: run.folder,
    env: { IPC_RECORDER_REPORTER: '' },
  });
  expect(kept.exitCode).toBe(0);
  const [folder = ''] = readdirSync(join(run.folder, 'test-results/ipc'));
  const path = `test-results/ipc/${folder}`;
  expect(kept.stderr).toContain(
    `[ipc-recorder] 1 test recorded, with 1 call. 1 session kept in test-results/ipc (mode on). Look at it: npx ipc-recorder show ${path}\n`,
  );
  expect((await runCli(['show', '--text', path], { cwd: run.folder })).stdout).toContain('load');
});

test('calls outside of tests are counted at the end, and --mode on keeps them', async ({ runInlineTest }) => {
  const files = {
    'playwright.config.ts': CONFIG,
    'a.spec.ts': `import { test } from '@playwright/test';
test.beforeAll(async ({ browser }) => { const page = await browser.newPage();${CALL}});
test('passes', async ({ page }) => {${CALL}});`,
  };
  const run = await runInlineTest(files, { command: 'run' });
  expect(run.output).toContain(
    '1 test recorded, with 1 call, and 1 call outside of tests, as in beforeAll. No session was kept: none failed',
  );
  const kept = await runCli(['run', '--mode', 'on', '--', '--reporter=json'], {
    cwd: run.folder,
    env: { IPC_RECORDER_REPORTER: '' },
  });
  expect(kept.stderr).toContain(
    '1 session kept in test-results/ipc (mode on), and 1 of what passed outside of tests: worker-*. Look at it',
  );
  const outside = await runCli(['show', '--text', 'test-results/ipc/worker-0-1'], { cwd: run.folder });
  expect(outside.stdout).toContain('load');
});

test('its sessions replay without a change to the suite', async ({ runInlineTest }) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': CONFIG,
      'a.spec.ts': `import { test, expect } from '@playwright/test';
test('fails', async ({ page }) => {
  await page.addInitScript(${PAGE_MOCK});
  await page.goto('data:text/html,notes');
  const answer = await page.evaluate(() => window.__TAURI_INTERNALS__.invoke('load', { n: 1 }));
  expect(answer.command).toBe('other');
});`,
    },
    { command: 'run' },
  );
  const session = run.of('fails')[0]?.attachments.find(({ name }) => name === 'ipc-session')?.path ?? '';
  const replay = await runCli(['replay', session, '--json'], { cwd: run.folder });
  expect(replay.stderr).not.toContain('Error:');
  expect(JSON.parse(replay.stdout)).toMatchObject({ verdict: 'reproduced', stub: { answered: 1, missed: [] } });
});

test('a suite without a call is told who says why, and one that is turned off that nothing was recorded', async ({
  runInlineTest,
}) => {
  const files = {
    'playwright.config.ts': CONFIG,
    'a.spec.ts': `import { test } from '@playwright/test';\ntest('passes', () => {});`,
  };
  const silent = await runInlineTest(files, { command: 'run' });
  expect(silent.output).toContain(
    '1 test recorded, with 0 calls. "npx ipc-recorder doctor" says why there are none. No session was kept',
  );
  const off = await runInlineTest(files, { command: 'run', env: { IPC_RECORDER_MODE: 'off' } });
  expect(off.output).toContain(
    '[ipc-recorder] Nothing was recorded: the mode off records none of the tests that ran. --mode on records and keeps all.\n',
  );
});

test('a blob report that is made under `run` has the attachments when it is merged', async ({ runInlineTest }) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({ reporter: `[['blob', { outputDir: 'blob' }]]` }),
      'merge.config.ts': `export default { reporter: [['json', { outputFile: 'report.json' }]] };`,
      'a.spec.ts': `import { test, expect } from '@playwright/test';
${FAILS}
test('passes', async ({ page }) => {${CALL}});`,
    },
    { command: 'run' },
  );
  expect([run.exitCode, run.output.includes('[ipc-reporter]')]).toEqual([1, false]);
  const merged = await runInlineTest(
    {},
    {
      command: 'merge-reports',
      args: ['--config=merge.config.ts', 'blob'],
      add: true,
    },
  );
  const names = (title: string) => merged.of(title).map(({ attachments }) => attachments.map(({ name }) => name));
  expect(names('passes')).toEqual([[]]);
  expect(names('fails')).toEqual([expect.arrayContaining(['ipc-session', 'ipc-timeline', 'ipc-summary'])]);
  expect(names('fails')[0]?.filter((name) => name === 'ipc-session')).toHaveLength(1);
  expect(commands(merged.of('fails')[0])).toEqual(['load']);
});

test('a config that lists the reporter is reported once under `run`', async ({ runInlineTest }) => {
  const run = await runInlineTest(
    { 'a.spec.ts': `import { test, expect } from '@playwright/test';\n${FAILS}` },
    { command: 'run' },
  );
  expect(run.output.match(/IPC: 1 call/g)).toHaveLength(1);
  expect(run.output.match(/1 session kept/g)).toHaveLength(1);
  expect(run.output).not.toContain('was not recorded');
});
