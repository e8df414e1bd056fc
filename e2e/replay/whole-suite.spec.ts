import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, type InlineRun, sessionPath, test } from '../support/runner/run-inline-test.ts';
import { unfenced } from '../support/runner/unfenced.ts';

/** A test that shows the number that its backend gives; BROKEN makes the backend give none. It leaves a line where it ran. */
const numberTest = (
  title: string,
  { expected = '3', backend = `'3'` } = {},
) => `test(${JSON.stringify(title)}, async ({ page, ipc }) => {
  appendFileSync('ran.txt', ${JSON.stringify(`${title}\n`)});
  await ipc.serve({ total: () => (process.env.BROKEN ? 'none' : ${backend}) });
  await page.setContent('<output></output>');
  await page.evaluate(async () => { document.querySelector('output').textContent = await window.__TAURI_INTERNALS__.invoke('total', { of: 'all' }); });
  await expect(page.locator('output')).toHaveText('${expected}', { timeout: 500 });
});`;
const HEAD = `import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { test, expect } from 'playwright-ipc-recorder/fixtures';
`;
/** Leaves a line where a run of Playwright began; a listing is none. */
const SETUP = `import { appendFileSync } from 'node:fs';
export default () => appendFileSync('runs.txt', 'run\\n');`;
const config = (more: string) => configFile({ config: `globalSetup: './setup.ts', ${more}`, use: `ipcRecorder: 'on'` });

const linesOf = (folder: string, file: string): string[] => readFileSync(join(folder, file), 'utf8').trim().split('\n');
const forget = (run: InlineRun, title: string): void => {
  for (const attempt of run.of(title)) rmSync(dirname(sessionPath(attempt)), { recursive: true });
};
const broken = (run: InlineRun, args: string[]) =>
  runCli(['replay', ...args], { cwd: run.folder, env: { BROKEN: '1' } });

test('replays a suite in one run, in its order and with its projects, and runs no test without a session', async ({
  runInlineTest,
}) => {
  const recorded = await runInlineTest({
    'playwright.config.ts': config(`workers: 2, fullyParallel: true, projects: [{ name: 'one' }, { name: 'two' }],`),
    'setup.ts': SETUP,
    'b.spec.ts': `${HEAD}${numberTest('plain')}`,
    // Tests of one line, and titles that a list of tests cannot hold as they are.
    'a.spec.ts': `${HEAD}for (const title of ['left › out', 'kept › here', ' wide']) ${numberTest('x').replace(/"x"/, 'title').replace('"x\\n"', `title + '\\n'`)}`,
  });
  expect(recorded.exitCode, recorded.output).toBe(0);
  forget(recorded, 'left › out');
  const before = { ran: linesOf(recorded.folder, 'ran.txt').length, runs: linesOf(recorded.folder, 'runs.txt').length };

  const replay = await broken(recorded, ['test-results']);
  expect(unfenced(replay.stdout).split('\n')).toEqual([
    'same  1 answered, 0 missed  [one] a.spec.ts › kept › here',
    'same  1 answered, 0 missed  [two] a.spec.ts › kept › here',
    'same  1 answered, 0 missed  [one] a.spec.ts ›  wide',
    'same  1 answered, 0 missed  [two] a.spec.ts ›  wide',
    'same  1 answered, 0 missed  [one] b.spec.ts › plain',
    'same  1 answered, 0 missed  [two] b.spec.ts › plain',
    '',
    '6 of 6 end as recorded.',
    '',
  ]);
  expect(replay.exitCode).toBe(0);
  expect(replay.stderr.match(/^\d of 6 {2}same /gm)).toHaveLength(6);
  expect(linesOf(recorded.folder, 'runs.txt').length - before.runs).toBe(1);
  const ran = linesOf(recorded.folder, 'ran.txt').slice(before.ran);
  expect(ran).toHaveLength(6);
  expect(ran).not.toContain('left › out');
});

test('replays each attempt of a test, in as many runs, and each repetition', async ({ runInlineTest }) => {
  const recorded = await runInlineTest(
    {
      'playwright.config.ts': config('retries: 1,'),
      'setup.ts': SETUP,
      'a.spec.ts': `${HEAD}const fails = () => { if (existsSync('failed.txt')) return '3'; writeFileSync('failed.txt', ''); return '2'; };
        ${numberTest('flaky', { backend: 'fails()' })}`,
    },
    { args: ['--repeat-each=2', '--workers=1'] },
  );
  expect(recorded.attempts.map(({ status }) => status)).toEqual(['failed', 'passed', 'passed']);
  const runs = linesOf(recorded.folder, 'runs.txt').length;
  const replay = await broken(recorded, ['test-results']);
  expect(unfenced(replay.stdout).split('\n').slice(0, -3)).toEqual([
    'reproduced  1 answered, 0 missed  a.spec.ts › flaky',
    'same        1 answered, 0 missed  a.spec.ts › flaky (repetition 1)',
    'same        1 answered, 0 missed  a.spec.ts › flaky (retry 1)',
  ]);
  expect(linesOf(recorded.folder, 'runs.txt').length - runs).toBe(2);
});

test('each row that is not the same has its reason, with --json too, and the progress stays on stderr', async ({
  runInlineTest,
}) => {
  const files = {
    'playwright.config.ts': config(''),
    'setup.ts': SETUP,
    'a.spec.ts': `${HEAD}${['asks', 'gone', 'skips', 'bypasses'].map((title) => numberTest(title)).join('\n')}`,
  };
  const recorded = await runInlineTest(files);
  expect(recorded.exitCode, recorded.output).toBe(0);
  const temporary = join(recorded.folder, 'temporary');
  mkdirSync(temporary);
  const changed = await runInlineTest(
    {
      'a.spec.ts': `${HEAD}
        ${numberTest('asks').replace(`invoke('total', { of: 'all' })`, `invoke('total', { of: 'notes' }).catch(() => 'none')`)}
        test('skips', () => test.skip(true, 'not today'));
        ${numberTest('bypasses').replace(`await window.__TAURI_INTERNALS__.invoke('total', { of: 'all' })`, `'3'`)}`,
    },
    { add: true, args: ['--list'] },
  );
  const replay = await runCli(['replay', 'test-results', '--json', '--unused=ignore'], {
    cwd: changed.folder,
    env: { TMPDIR: temporary },
  });
  expect(replay.exitCode).toBe(1);
  expect(replay.stderr.match(/^\d of 4 {2}/gm)).toHaveLength(4);
  const { replays } = JSON.parse(replay.stdout) as {
    replays: { title: string; replay: { verdict: string; reason?: string; session?: string } }[];
  };
  expect(replays.map(({ title, replay: { verdict, reason } }) => [title, verdict, reason])).toEqual([
    [
      'a.spec.ts › asks',
      'failed',
      expect.stringMatching(
        /^The recording has no answer for total {"of":"notes"}\. #\d differs: of was "all", is "notes"$/,
      ),
    ],
    ['a.spec.ts › skips', 'not-run', 'The test was skipped: not today'],
    ['a.spec.ts › bypasses', 'unanswered', 'The recording was asked for none of its calls.'],
    ['a.spec.ts › gone', 'not-run', 'Found no test a.spec.ts › gone.'],
  ]);
  // The new session of the one that differs is kept, and nothing else.
  expect(readdirSync(temporary).filter((name) => name.startsWith('ipc-'))).toEqual([]);
  const results = join(recorded.folder, 'ipc-results');
  const [kept = '', ...more] = readdirSync(results).filter((name) => name.startsWith('replays-'));
  expect(more).toEqual([]);
  expect(replays[0]?.replay.session).toContain(join(results, kept));
});
