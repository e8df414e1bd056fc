import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, type InlineRun, SPEC_HEAD, test } from '../support/runner/run-inline-test.ts';

/** A config whose reporter keeps baselines; `config` is source text. */
const config = (text = '') =>
  configFile({
    reporter: `[['playwright-ipc-recorder/reporter', { baseline: '.ipc-baseline' }], ['list'], ['json', { outputFile: 'report.json' }]]`,
    config: text,
  });

/** A spec whose backend answers with a group. `body` comes behind what opens the page; `group` is source text. */
const spec = (group: string) => `${SPEC_HEAD}
test('shows the group', async ({ page, ipc }, { retry, repeatEachIndex }) => {
  await ipc.serve({ get_user: () => ({ group: ${group}, at: Date.now() }), get_group: ({ id }) => (id === 12 ? 'Admins' : 'Guests') });
  await page.goto('data:text/html,<p id=out></p>');
  await page.evaluate(async () => {
    const { invoke } = window.__TAURI_INTERNALS__;
    const { group } = await invoke('get_user', { password: 'correct horse battery' });
    document.getElementById('out').textContent = await invoke('get_group', { id: group });
  });
  await expect(page.locator('#out')).toHaveText('Admins', { timeout: 700 });
});
test('calls nothing', async ({ page }) => { await page.goto('data:text/html,'); });
`;

const CAUSE = 'was answered with group 77, where the pass has 12. (likely; fault of the backend)';

const baselinesIn = ({ folder }: InlineRun) => {
  try {
    return readdirSync(join(folder, '.ipc-baseline'));
  } catch {
    return [];
  }
};
const oneLine = (text: string) => text.replace(/\s+/g, ' ');
const attached = (run: InlineRun, name: string) =>
  run.of('shows the group')[0]?.attachments.find((one) => one.name === name);

test('a failure is compared with the passes of earlier runs', async ({ runInlineTest }) => {
  const files = { 'playwright.config.ts': config(), 'a.spec.ts': spec('12') };
  const first = await runInlineTest(files);
  expect(first.exitCode, first.output).toBe(0);
  // One for the test with calls, none for the other; the recordings themselves are gone, as ever.
  const kept = baselinesIn(first);
  expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{32}-\d{8}T\d{9}Z\.json\.gz$/)]);
  expect(first.attempts.flatMap(({ attachments }) => attachments)).toEqual([]);
  expect(readdirSync(join(first.folder, 'test-results/ipc'))).toEqual([]);
  const text = String(gunzipSync(readFileSync(join(first.folder, '.ipc-baseline', kept[0] ?? ''))));
  expect(text).toContain('get_user');
  expect(text).not.toContain('correct horse');

  const second = await runInlineTest({ 'a.spec.ts': spec('77'), 'playwright.config.ts': config() }, { add: true });
  expect(second.exitCode).toBe(1);
  expect(oneLine(second.output)).toContain(`${CAUSE} Compared with 1 passing session, of an earlier run.`);
  const summary = Buffer.from(attached(second, 'ipc-summary')?.body ?? '', 'base64').toString();
  expect(oneLine(summary)).toContain(CAUSE);
  expect(oneLine(summary)).toContain('Compared with 1 passing session, of an earlier run.');
  const failed = attached(second, 'ipc-session')?.path ?? '';
  const view = await runCli(['summary', failed, '--baseline', '.ipc-baseline'], { cwd: second.folder });
  expect(view.stdout, view.stderr).toContain('likely: the fault lies in the backend (compared with 1 that passed)');
  // What failed is no baseline.
  expect(baselinesIn(second)).toEqual(kept);
  expect(second.output).not.toContain('[ipc-reporter]');
});

test('passes of this run count too, and more than three of a test are not kept', async ({ runInlineTest }) => {
  const files = { 'playwright.config.ts': config('workers: 1,'), 'a.spec.ts': spec('12') };
  const first = await runInlineTest(files, { args: ['--repeat-each=4'] });
  expect(first.exitCode, first.output).toBe(0);
  expect(baselinesIn(first)).toHaveLength(3);

  const flaky = spec('repeatEachIndex === 0 || retry === 1 ? 12 : 77');
  const second = await runInlineTest(
    { 'playwright.config.ts': config('workers: 1, retries: 1,'), 'a.spec.ts': flaky },
    { add: true, args: ['--repeat-each=2', '--grep=shows'] },
  );
  expect(second.exitCode, second.output).toBe(0);
  const said = oneLine(second.output);
  // The retry, the repeat before it, and two of the earlier run: the pass is no baseline of itself.
  expect(said).toContain(`${CAUSE} Compared with 4 passing sessions, 2 of them of earlier runs.`);
  expect(said).not.toContain('against the attempt that passed');
  const context = readFileSync(join(second.folder, 'test-results/a-shows-the-group-repeat1/error-context.md'), 'utf8');
  expect(context).toContain('compared with 4 that passed, 2 of them of earlier runs');
  expect(baselinesIn(second)).toHaveLength(3);
});

test('a broken folder of baselines is one warning, and changes no result', async ({ runInlineTest }) => {
  const files = { 'playwright.config.ts': config(), 'a.spec.ts': spec('12') };
  const first = await runInlineTest(files);
  const [name = ''] = baselinesIn(first);
  const again = (group: string) =>
    runInlineTest({ 'playwright.config.ts': config('retries: 1,'), 'a.spec.ts': spec(group) }, { add: true });
  const warnings = ({ output }: InlineRun) => output.match(/^\[ipc-reporter\].*$/gm) ?? [];

  writeFileSync(join(first.folder, '.ipc-baseline', name), 'not a session');
  writeFileSync(join(first.folder, '.ipc-baseline', name.replace(/T\d{3}/, 'T000')), 'nor this');
  const broken = await again('77');
  expect(broken.exitCode).toBe(1);
  expect(warnings(broken)).toEqual([
    expect.stringMatching(
      /^\[ipc-reporter\] Baselines that cannot be used are skipped, such as this one: Failed to read /,
    ),
  ]);
  expect(broken.output).toContain('get_group');
  expect(attached(broken, 'ipc-session')).toBeDefined();

  rmSync(join(first.folder, '.ipc-baseline'), { recursive: true });
  writeFileSync(join(first.folder, '.ipc-baseline'), 'a file in the place of the folder');
  const unwritten = await again('12');
  expect(unwritten.exitCode).toBe(0);
  expect(warnings(unwritten)).toEqual([expect.stringContaining('A baseline was not written: ')]);
});

test('a pass that a recording has answered is no baseline', async ({ runInlineTest }) => {
  const files = { 'playwright.config.ts': config(), 'a.spec.ts': spec('12') };
  const first = await runInlineTest(files);
  const kept = baselinesIn(first);
  const session = join(first.folder, '.ipc-baseline', kept[0] ?? '');
  const replayed = await runInlineTest(files, {
    add: true,
    args: ['-g', 'shows'],
    env: { IPC_RECORDER_REPLAY: session },
  });
  expect(replayed.exitCode, replayed.output).toBe(0);
  expect(baselinesIn(replayed)).toEqual(kept);
});
