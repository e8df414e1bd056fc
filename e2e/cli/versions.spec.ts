// Versions that are too old get one sentence each, and no stack trace.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MAIN, runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, SPEC_HEAD, test } from '../support/runner/run-inline-test.ts';

const TOO_OLD =
  'playwright-ipc-recorder needs @playwright/test 1.53 or newer, and this is 1.52.0. Update it: npm install -D @playwright/test@latest';

test('`run` refuses a Playwright that is too old before it runs anything', async ({ runInlineTest }) => {
  const run = await runInlineTest(
    {
      'node_modules/@playwright/test/package.json': `{ "name": "@playwright/test", "version": "1.52.0", "bin": { "playwright": "cli.js" } }`,
      'node_modules/@playwright/test/cli.js': `console.log('ran');`,
    },
    { command: 'run' },
  );
  expect([run.exitCode, run.output]).toEqual([2, `Error: ${TOO_OLD}\n`]);
});

test('the fixtures refuse a Playwright that is too old by a sentence', async ({ runInlineTest }) => {
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile(),
      // Only its number: there is one Playwright here.
      'old.cjs': `require(require.resolve('playwright/package.json')).version = '1.52.0';`,
      'a.spec.ts': `${SPEC_HEAD}\ntest('fails', async ({ page }) => { await open(page); });`,
    },
    { env: { NODE_OPTIONS: '--require ./old.cjs' } },
  );
  expect(run.of('fails')[0]?.errors.map(({ message }) => message)).toEqual([`IpcError: ${TOO_OLD}`]);
});

test('the command line refuses a Node that is too old by a sentence', async ({ runInlineTest }) => {
  const { folder } = await runInlineTest({
    'a.spec.ts': `${SPEC_HEAD}\ntest('passes', () => {});`,
    'old.cjs': `Object.defineProperty(process.versions, 'node', { value: '18.20.8' });`,
  });
  const { exitCode, stdout, stderr } = await runCli(['ls'], {
    cwd: folder,
    env: { NODE_OPTIONS: '--require ./old.cjs' },
  });
  expect([exitCode, stdout, stderr]).toEqual([
    2,
    '',
    'Error: playwright-ipc-recorder needs Node 20.19 or newer, and this is 18.20.8. Update Node: https://nodejs.org\n',
  ]);
});

test('what the command line loads before it knows its Node has no syntax of newer ones', async () => {
  const texts = [MAIN, join(dirname(MAIN), '../../chunks/supported-versions.js')].map((file) =>
    readFileSync(file, 'utf8'),
  );
  for (const text of texts) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').replace(/`[^`]*`|'[^']*'/g, '');
    expect(code).not.toMatch(/\?\?|\?\.(?!\d)|\bawait\b|\bclass\b|\|\|=|&&=/);
  }
});
