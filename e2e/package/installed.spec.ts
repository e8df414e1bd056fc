import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, PLAYWRIGHT, type PlaywrightRun, test } from '../support/runner/installed-package.ts';
import { callsOf, configFile, PAGE_MOCK, type ReportedAttempt } from '../support/runner/run-inline-test.ts';
import { TYPES } from '../support/runner/users-types.ts';

// Each project is new, outside this repository, and has the package as npm installs it from the tarball.
// Installs and runs of many browsers, two at a time: minutes are for machines that do more besides.
test.describe.configure({ timeout: 180_000 });

const NAMES = ['ipc-session', 'ipc-timeline', 'ipc-summary'];
/** One failing test, typed strictly or not at all; `body` of a spec after its imports. */
const failingTest = (title: string) => `
test('${title}', async ({ page, ipc }) => {
  await page.addInitScript({ content: ${JSON.stringify(`(${PAGE_MOCK})()`)} });
  await page.goto('data:text/html,<h1>notes</h1>');
  await test.step('save', async () => {
    await page.evaluate("window.__TAURI_INTERNALS__.invoke('save_note', { title: 'Milk' })");
  });
  await expect(ipc).toHaveInvoked('delete_note', { id: 1 }, { timeout: 100 });
});\n`;

const IMPORT = `import { test, expect } from 'playwright-ipc-recorder/fixtures';\n`;
const REQUIRE = `const { test, expect } = require('playwright-ipc-recorder/fixtures');\n`;
const TYPED_CONFIG = configFile({ use: `ipcRecorder: { mode: 'retain-on-failure', checkpoints: 'steps' },` })
  .replace(/^/, `import type { IpcRecorderOptions } from 'playwright-ipc-recorder/fixtures';\n`)
  .replace('defineConfig({', 'defineConfig<IpcRecorderOptions>({');
const REQUIRED_CONFIG = configFile()
  .replace(/^import .*\n/, `const { defineConfig } = require('@playwright/test');\n`)
  .replace('export default', 'module.exports =');

const tsconfig = (compilerOptions: Record<string, unknown>) =>
  JSON.stringify({
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: 'es2022',
      types: ['node'],
      lib: ['es2023', 'dom'],
      ...compilerOptions,
    },
    include: ['**/*.ts', '**/*.mts', '**/*.cts'],
  });

function attachmentNames({ attachments }: ReportedAttempt): string[] {
  // Playwright's own for every failure.
  return attachments.map(({ name }) => name).filter((name) => name !== 'error-context');
}

function expectOneRecordedFailure(run: PlaywrightRun, title: string): void {
  const [attempt, ...more] = run.of(title);
  expect(more).toEqual([]);
  expect(attempt?.status, run.output).toBe('failed');
  expect(attempt?.errors[0]?.message).toContain('delete_note');
  expect(attempt && attachmentNames(attempt)).toEqual(NAMES);
  expect(callsOf(attempt?.session)).toEqual([
    expect.objectContaining({
      type: 'Ipc',
      command: 'save_note',
      args: { title: 'Milk' },
      result: { Ok: { command: 'save_note', args: { title: 'Milk' } } },
    }),
  ]);
  expect(attempt?.session?.checkpoints.map(({ label, step }) => [label, step?.phase])).toEqual(
    expect.arrayContaining([
      ['save', 'begin'],
      ['save', 'end'],
    ]),
  );
}

test('the tarball holds what is used, and no more', { tag: '@slow' }, async ({ installed: { tarball } }) => {
  const paths = tarball.files.map(({ path }) => path);
  expect(
    paths.filter(
      (path) =>
        !/^(dist\/(src|fixtures|reporter|chunks)\/|docs\/|(LICENSE|README\.md|SKILL\.md|CHANGELOG\.md|SECURITY\.md|package\.json)$)/.test(
          path,
        ),
    ),
  ).toEqual([]);
  expect(paths.filter((path) => /\.test\.|\.spec\.|test\.support|e2e|bench|(?<!\.d)\.tsx?$/.test(path))).toEqual([]);
  expect(paths).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'SKILL.md',
      'package.json',
      'dist/src/index.js',
      'dist/fixtures/index.js',
      'dist/fixtures/ipc-fixtures.d.ts',
      'dist/fixtures/tauri.js',
      'dist/reporter/index.js',
      'dist/src/capture/page-parts.json',
      'dist/src/capture/page-answers.js',
      'dist/src/capture/electron-hook.cjs',
      'dist/src/capture/source/tap.js',
      'dist/src/cli/mcp/serve-tools.js',
      'dist/fixtures/preload.cjs',
      'dist/chunks/LICENSES.txt',
    ]),
  );
  // Each module has its types; what runs is bundled.
  expect(paths.filter((path) => /\.js$/.test(path)).length).toBeLessThan(60);
  const main = tarball.files.find(({ path }) => path === 'dist/src/cli/main.js');
  expect((main?.mode ?? 0) & 0o111).toBe(0o111);
  expect(tarball.size).toBeLessThan(1_050_000);
  expect(tarball.unpackedSize).toBeLessThan(3_420_000);
});

for (const { suite, type, files } of [
  {
    suite: 'TypeScript as ES modules',
    type: 'module',
    files: {
      'playwright.config.ts': TYPED_CONFIG,
      'a.spec.ts': IMPORT + failingTest('in .ts'),
      'b.spec.mts': IMPORT + failingTest('in .mts'),
    },
  },
  {
    suite: 'TypeScript as CommonJS',
    type: 'commonjs',
    files: {
      'playwright.config.ts': TYPED_CONFIG,
      'a.spec.ts': IMPORT + failingTest('in .ts'),
      'b.spec.cts': IMPORT + failingTest('in .cts'),
    },
  },
  {
    suite: 'JavaScript as ES modules',
    type: 'module',
    files: {
      'playwright.config.mjs': configFile(),
      'a.spec.js': IMPORT + failingTest('in .js'),
      'b.spec.mjs': IMPORT + failingTest('in .mjs'),
    },
  },
  {
    suite: 'JavaScript as CommonJS',
    type: 'commonjs',
    files: {
      'playwright.config.cjs': REQUIRED_CONFIG,
      'a.spec.js': REQUIRE + failingTest('in .js'),
      'b.spec.cjs': REQUIRE + failingTest('in .cjs'),
    },
  },
] as const) {
  test(`a suite of ${suite} records with the installed package`, async ({ newProject }) => {
    const project = await newProject({ ...files, 'tsconfig.json': tsconfig({ module: 'nodenext' }) }, { type });
    const run = await project.playwright();
    expect(run.exitCode).toBe(1);
    const titles = Object.keys(files)
      .filter((name) => name.includes('.spec.'))
      .map((name) => name.replace(/.*\./, 'in .'));
    expect(run.attempts.map(({ title }) => title).sort()).toEqual(titles.sort());
    for (const title of titles) expectOneRecordedFailure(run, title);
    expect(run.output).not.toMatch(/warning/i);
    if (suite.startsWith('TypeScript')) expect(await project.tsc('-p', '.')).toMatchObject({ exitCode: 0, output: '' });
  });
}

test('the oldest Playwright of the peer range records, steps included', { tag: '@slow' }, async ({ newProject }) => {
  const project = await newProject(
    {
      'playwright.config.ts': TYPED_CONFIG,
      'a.spec.ts': IMPORT + failingTest('in .ts'),
      'tsconfig.json': tsconfig({ module: 'nodenext' }),
    },
    { type: 'module', playwright: PLAYWRIGHT.oldest },
  );
  const run = await project.playwright();
  expectOneRecordedFailure(run, 'in .ts');
  expect(run.of('in .ts')[0]?.session?.test?.playwright).toBe(PLAYWRIGHT.oldest);
  // TypeScript 7 refuses the keyword by which its own types name a namespace.
  const { output } = await project.tsc('-p', '.');
  expect(output.split('\n').filter((line) => line !== '' && !/protocol\.d\.ts.*TS1540/.test(line))).toEqual([]);
});

for (const [resolution, compilerOptions] of [
  ['nodenext', { module: 'nodenext' }],
  ['a bundler', { module: 'esnext', moduleResolution: 'bundler' }],
] as const) {
  test(`the types hold as ${resolution} resolves them, and refuse what is wrong`, async ({ newProject }) => {
    const project = await newProject(
      { 'types.ts': TYPES, 'playwright.config.ts': TYPED_CONFIG, 'tsconfig.json': tsconfig(compilerOptions) },
      { type: 'module' },
    );
    // No skipLibCheck: our own declarations are checked, too.
    expect(await project.tsc('-p', '.')).toMatchObject({ exitCode: 0, output: '' });
  });
}

test('attempts that run at once, are retried and repeated have sessions of their own, and only when they fail', {
  tag: '@slow',
}, async ({ newProject }) => {
  const project = await newProject(
    {
      'playwright.config.ts': configFile({
        config: `fullyParallel: true, workers: 2, retries: 2, projects: [{ name: 'left' }, { name: 'right' }],`,
      }),
      'a.spec.ts': `${IMPORT}
        const content = ${JSON.stringify(`(${PAGE_MOCK})()`)};
        async function run(page, browser, testInfo) {
          const own = [testInfo.title, testInfo.project.name, testInfo.repeatEachIndex, testInfo.retry];
          const second = await (await browser.newContext()).newPage();
          for (const one of [page, second]) { await one.addInitScript({ content }); await one.goto('data:text/html,x'); }
          for (let n = 0; n < 10; n += 1)
            await (n % 2 ? second : page).evaluate((args) => void window.__TAURI_INTERNALS__.invoke('save', args), { own, n });
          await second.context().close();
          await page.evaluate((own) => void window.__TAURI_INTERNALS__.invoke('hang', { own, n: 10 }), own);
        }
        for (const title of ['passes', 'passes too'])
          test(title, async ({ page, browser }, testInfo) => { await run(page, browser, testInfo); });
        test('fails once', async ({ page, browser }, testInfo) => { await run(page, browser, testInfo); expect(testInfo.retry).toBe(1); });
        test('fails', async ({ page, browser }, testInfo) => { await run(page, browser, testInfo); expect(1).toBe(2); });`,
    },
    { type: 'module' },
  );
  const run = await project.playwright(['--repeat-each=2']);
  const failed = run.attempts.filter(({ status }) => status === 'failed');
  const projectsTimesRepeats = 2 * 2;
  expect(run.attempts.length, run.output).toBe(projectsTimesRepeats * (1 + 1 + 2 + 3));
  expect(failed).toHaveLength(projectsTimesRepeats * (1 + 3));
  for (const attempt of run.attempts)
    expect(attachmentNames(attempt), `${attempt.title} ${attempt.retry}`).toEqual(
      failed.includes(attempt) ? NAMES : [],
    );

  const seen = failed.map((attempt) => {
    const { repeat = 0, ...recorded } = attempt.session?.test ?? {};
    expect(recorded).toMatchObject({
      title_path: [attempt.title],
      project: attempt.project,
      attempt: attempt.retry,
      status: 'failed',
    });
    const own = [attempt.title, attempt.project, repeat, attempt.retry];
    const calls = callsOf(attempt.session).map(({ args }) => args);
    expect(calls).toEqual(Array.from({ length: 11 }, (_, n) => ({ own, n })));
    return own.join(' ');
  });
  const expected = ['left', 'right'].flatMap((name) =>
    [0, 1].flatMap((repeat) =>
      ['fails once 0', 'fails 0', 'fails 1', 'fails 2'].map((text) => text.replace(/(?=\d)/, `${name} ${repeat} `)),
    ),
  );
  expect(seen.sort()).toEqual(expected.sort());
  expect(readdirSync(join(project.folder, 'test-results/ipc'))).toHaveLength(failed.length);
});

const UNTOUCHED_SUITE = {
  'tests/a.spec.ts': `import { test, expect } from '@playwright/test';
    import { test as signedIn } from '../helpers/signed-in';
    const content = ${JSON.stringify(`(${PAGE_MOCK})()`)};
    test('untouched', async ({ page }) => {
      await page.addInitScript({ content });
      await page.goto('data:text/html,x');
      await page.evaluate("window.__TAURI_INTERNALS__.invoke('save_note', { title: 'Milk' })");
      expect(1).toBe(2);
    });
    signedIn('untouched, with fixtures of its own', async ({ page, user }) => {
      await page.addInitScript({ content });
      await page.goto('data:text/html,x');
      await page.evaluate("window.__TAURI_INTERNALS__.invoke('save_note', { title: 'Milk' })");
      expect(user).toBe('bob');
    });`,
  'helpers/signed-in.ts': `import { test as base } from '@playwright/test';
    export const test = base.extend<{ user: string }>({ user: async ({}, use) => { await use('ann'); } });`,
  'tsconfig.json': tsconfig({ module: 'esnext', moduleResolution: 'bundler' }),
  'ipc-playwright-test.ts': `export * from 'playwright-ipc-recorder/fixtures';\n`,
  // Not the tsconfig that the compiler reads: there the paths would hold for our own declarations, too.
  'tsconfig.ipc.json': JSON.stringify({
    extends: './tsconfig.json',
    compilerOptions: { paths: { '@playwright/test': ['./ipc-playwright-test.ts'] } },
  }),
};

for (const [how, type, config, args] of [
  ['by --tsconfig, as ES modules,', 'module', '', ['--tsconfig=tsconfig.ipc.json']],
  ['by --tsconfig, as CommonJS,', 'commonjs', '', ['--tsconfig=tsconfig.ipc.json']],
  ["by its config's tsconfig, as ES modules,", 'module', `tsconfig: './tsconfig.ipc.json',`, []],
  // CommonJS remembers for each folder what a name stands for: the specs must not lie beside the config, which asks first.
  ["by its config's tsconfig, as CommonJS,", 'commonjs', `tsconfig: './tsconfig.ipc.json',`, []],
] as const) {
  test(`a suite that names the alias ${how} records without a change to its specs`, async ({ newProject }) => {
    const project = await newProject({ ...UNTOUCHED_SUITE, 'playwright.config.ts': configFile({ config }) }, { type });
    const titles = ['untouched', 'untouched, with fixtures of its own'];
    const run = await project.playwright([...args]);
    expect(
      run.attempts.map(({ title }) => title),
      run.output,
    ).toEqual(titles);
    for (const attempt of run.attempts) {
      expect(attempt.errors[0]?.message).toContain('Object.is equality');
      expect(attachmentNames(attempt)).toEqual(NAMES);
      expect(callsOf(attempt.session).map(({ command }) => command)).toEqual(['save_note']);
    }
    expect(await project.tsc('-p', '.')).toMatchObject({ exitCode: 0, output: '' });
  });
}

test('records in every test that has our fixtures: merged, extended, or made from the plain objects', {
  tag: '@slow',
}, async ({ newProject }) => {
  const project = await newProject(
    {
      'playwright.config.ts': configFile(),
      'a.spec.ts': `
        import { test as base, expect as baseExpect, mergeTests } from '@playwright/test';
        import { test as ours, expect } from 'playwright-ipc-recorder/fixtures';
        import { ipcFixtures, ipcMatchers } from 'playwright-ipc-recorder/ipc-fixtures';
        const content = ${JSON.stringify(`(${PAGE_MOCK})()`)};
        const withUser = base.extend<{ user: string }>({ user: async ({}, use) => { await use('ann'); } });
        const opened = ours.extend<{ saved: number }>({
          saved: async ({ page, ipc }, use) => {
            await page.addInitScript({ content });
            await page.goto('data:text/html,x');
            await page.evaluate("window.__TAURI_INTERNALS__.invoke('save_note', { user: 'ann' })");
            await expect(ipc).toHaveInvoked('save_note', { user: 'ann' });
            await use(ipc.calls().length);
          },
        });
        async function body({ page, ipc, user }) {
          await page.addInitScript({ content });
          await page.goto('data:text/html,x');
          await page.evaluate((user) => void window.__TAURI_INTERNALS__.invoke('save_note', { user }), user);
          const own = baseExpect.extend(ipcMatchers);
          await own(ipc).toHaveInvoked('save_note', { user: 'ann' });
          await own(ipc).toHaveInvokedTimes('save_note', 2, { timeout: 50 });
        }
        mergeTests(ours, withUser)('merged', async ({ page, ipc, user }) => { await body({ page, ipc, user }); });
        mergeTests(withUser, ours, base.extend(ipcFixtures))('merged twice', async ({ page, ipc, user }) => { await body({ page, ipc, user }); });
        withUser.extend(ipcFixtures)('from the objects', async ({ page, ipc, user }) => { await body({ page, ipc, user }); });
        opened('extended', async ({ saved, ipc }) => {
          expect(saved).toBe(1);
          await expect(ipc).toHaveInvokedTimes('save_note', 2, { timeout: 50 });
        });`,
    },
    { type: 'module' },
  );
  const run = await project.playwright();
  expect(
    run.attempts.map(({ title }) => title),
    run.output,
  ).toEqual(['merged', 'merged twice', 'from the objects', 'extended']);
  for (const attempt of run.attempts) {
    expect(attempt.errors[0]?.message).toContain('toHaveInvokedTimes');
    expect(attempt.errors[0]?.message).toContain('It was called 1 time');
    expect(attachmentNames(attempt)).toEqual(NAMES);
    expect(callsOf(attempt.session)).toEqual([
      expect.objectContaining({ command: 'save_note', args: { user: 'ann' } }),
    ]);
  }
});

test('a test that uses no page starts no browser', { tag: '@slow' }, async ({ newProject }) => {
  const project = await newProject(
    {
      'playwright.config.ts': configFile({
        config: `projects: [{ name: 'no browser here', use: { launchOptions: { executablePath: '/nowhere/chromium' } } }],`,
      }),
      'a.spec.ts': `${IMPORT}
        test('adds', async ({ ipc }) => { expect(ipc.calls()).toEqual([]); await expect(ipc).toHaveNoPendingCalls(); });
        test('opens', async ({ page }) => { await page.goto('data:text/html,x'); });`,
    },
    { type: 'module' },
  );
  const run = await project.playwright();
  expect(
    run.of('adds').map(({ status }) => status),
    run.output,
  ).toEqual(['passed']);
  // What shows that there is none.
  expect(run.of('opens')[0]?.errors[0]?.message).toContain('/nowhere/chromium');
});

test('attachments are there once in the merged report of two shards', { tag: '@slow' }, async ({ newProject }) => {
  const spec = (title: string) => `${IMPORT}
    test.beforeAll(async ({ browser }) => {
      const page = await browser.newPage();
      await page.addInitScript({ content: ${JSON.stringify(`(${PAGE_MOCK})()`)} });
      await page.goto('data:text/html,x');
      await page.evaluate("window.__TAURI_INTERNALS__.invoke('prepare', {})");
      await page.close();
    });
    test('${title} passes', async ({ page }) => { await page.goto('data:text/html,x'); });
    ${failingTest(title)}`;
  const project = await newProject(
    {
      'playwright.config.ts': configFile({ reporter: `[['playwright-ipc-recorder/reporter'], ['blob']]` }),
      'merge.config.ts': `export default { reporter: [
        ['playwright-ipc-recorder/reporter'], ['html', { open: 'never' }], ['json', { outputFile: 'report.json' }]] };`,
      'a.spec.ts': spec('first'),
      'b.spec.ts': spec('second'),
    },
    { type: 'module' },
  );
  const blobs = join(project.folder, 'blobs');
  mkdirSync(blobs);
  for (const shard of ['1', '2']) {
    const run = await project.playwright([`--shard=${shard}/2`]);
    expect(run.output).toContain('1 failed');
    expect(run.output).not.toContain('[ipc-reporter]');
    renameSync(join(project.folder, `blob-report/report-${shard}.zip`), join(blobs, `report-${shard}.zip`));
  }
  const kept = readdirSync(join(project.folder, 'test-results/ipc'));
  expect(kept).toHaveLength(2);

  const merged = await project.mergeReports(['--config=merge.config.ts', 'blobs']);
  expect(merged.exitCode, merged.output).toBe(0);
  expect(merged.output).not.toContain('[ipc-reporter]');
  expect(merged.attempts.map(({ title, status }) => [title, status])).toEqual([
    ['first passes', 'passed'],
    ['first', 'failed'],
    ['second passes', 'passed'],
    ['second', 'failed'],
  ]);
  for (const attempt of merged.attempts)
    expect(attachmentNames(attempt)).toEqual(attempt.status === 'failed' ? [...NAMES, 'ipc-session-worker'] : []);
  for (const title of ['first', 'second'])
    expect(merged.of(title)[0]?.session?.test).toMatchObject({ title_path: [title], status: 'failed' });
  const data = join(project.folder, 'playwright-report/data');
  expect(readdirSync(data).filter((name) => name.endsWith('.html'))).toHaveLength(2);
  expect(readdirSync(data).filter((name) => name.endsWith('.json'))).toHaveLength(4);
  // What the last shard has left here is not the merge's to delete.
  expect(readdirSync(join(project.folder, 'test-results/ipc'))).toEqual(kept);
});

test('warns when a reporter that stores attachments is listed before ours', { tag: '@slow' }, async ({
  newProject,
}) => {
  const project = await newProject(
    {
      'playwright.config.ts': configFile({ reporter: `[['blob'], ['playwright-ipc-recorder/reporter']]` }),
      'a.spec.ts': `${IMPORT} test('passes', () => {});`,
    },
    { type: 'module' },
  );
  const run = await project.playwright();
  expect(run.exitCode).toBe(0);
  expect(run.output).toContain(
    '[ipc-reporter] List playwright-ipc-recorder/reporter before blob in your config: blob misses the sessions of workers that are killed.\n',
  );
});

test('the installed command line lists, shows, checks and replays what the suite has recorded', {
  tag: '@slow',
}, async ({ newProject }) => {
  const project = await newProject(
    {
      'playwright.config.ts': configFile(),
      'a.spec.ts': `${IMPORT}
        test('loads the notes', async ({ page, ipc }) => {
          // The backend fails where the session is recorded, and is well where it is replayed.
          const answer = process.env.BROKEN ? 'throw "disk full"' : 'return []';
          await page.addInitScript({ content: \`window.__TAURI_INTERNALS__ = { invoke: async () => { \${answer}; } };\` });
          await page.goto('data:text/html,x');
          await page.evaluate("window.__TAURI_INTERNALS__.invoke('load_notes', {}).catch(() => {})");
          await expect(ipc).toHaveNoFailedCalls({ timeout: 100 });
        });`,
    },
    { type: 'module' },
  );
  const recorded = await project.playwright([], { BROKEN: '1' });
  const [, command] = /npx (ipc-recorder replay \S+)/.exec(recorded.output) ?? [];
  const session = command?.split(' ')[2] ?? '';
  expect(session, recorded.output).toMatch(/^test-results\/ipc\/.*\/ipc-session\.json$/);

  const list = await project.npx('ipc-recorder', 'ls');
  expect(list.exitCode, list.output).toBe(0);
  expect(list.stdout).toMatch(/failed +loads the notes +1 +1 +0 .*ipc-session\.json/);

  const shown = await project.npx('ipc-recorder', 'show', session, '--no-open', '--output', 'timeline.html');
  expect(shown).toMatchObject({ exitCode: 0, output: `${join(project.folder, 'timeline.html')}\n` });
  expect(readFileSync(join(project.folder, 'timeline.html'), 'utf8')).toContain('load_notes');

  const checked = await project.npx('ipc-recorder', 'validate', session);
  expect(checked).toMatchObject({
    exitCode: 0,
    output: expect.stringMatching(/^✓ .*: \d+ events, \d+ checkpoints\n$/),
  });

  const replayed = await project.npx('ipc-recorder', 'replay', session);
  expect(replayed.exitCode, replayed.output).toBe(0);
  expect(replayed.stdout).toContain('Reproduced: the test fails as recorded.');
  expect(replayed.stdout).toContain('The recording answered 1 call');
  expect((await project.playwright()).of('loads the notes')[0]?.status).toBe('passed');
});
