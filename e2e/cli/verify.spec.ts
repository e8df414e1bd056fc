import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../support/runner/run-cli.ts';
import { expect, type RunInlineTest, sessionPath, test } from '../support/runner/run-inline-test.ts';

/** An app that asks for a note by the wrong id where BUG is `id`, and by the right one elsewhere. Other values are fixes that do more than they should; where it is `id blind` the test has lost its assertion. */
const SPEC = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const bug = process.env.BUG ?? '';
const html = \`<!doctype html><output></output><p></p><script>
  const { invoke } = window.__TAURI_INTERNALS__;
  (async () => {
    const notes = await invoke('list_notes', {});
    document.querySelector('p').textContent = \${bug.includes('count')} ? 'many' : String(notes.length);
    if (\${bug.includes('more')}) await invoke('audit', {}).catch(() => {});
    const note = await invoke('read_note', { id: \${bug.startsWith('id')} ? notes.length : notes[0].id });
    document.querySelector('output').textContent = note.title;
  })().catch((error) => { document.querySelector('output').textContent = 'error ' + error; });
</script>\`;
const mock = () => {
  const notes = [{ id: 7, title: 'Milk' }];
  window.__TAURI_INTERNALS__ = { invoke: async (command, { id }) => {
    if (command === 'list_notes') return notes;
    const note = notes.find((one) => one.id === id);
    if (note === undefined) throw 'no such note';
    return note;
  } };
};
test.beforeEach(async ({ page }) => {
  await page.addInitScript(mock);
  await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto('http://app.test/');
});
test('shows the note', async ({ page }) => {
  if (bug.includes('blind')) await page.waitForTimeout(500);
  else await expect(page.locator('output')).toHaveText('Milk', { timeout: 2000 });
});
test('counts the notes', async ({ page }) => { await expect(page.locator('p')).toHaveText('1', { timeout: 2000 }); });
`;

/** Records the failure, reproduces it, and records both tests when they pass. */
async function record(
  runInlineTest: RunInlineTest,
): Promise<{ folder: string; verify: (bug: string, ...args: string[]) => ReturnType<typeof runCli> }> {
  const red = await runInlineTest({ 'a.spec.ts': SPEC }, { env: { BUG: 'id' } });
  expect(red.exitCode, red.output).toBe(1);
  cpSync(sessionPath(red.of('shows the note')[0]), join(red.folder, 'sessions/failed.json'));
  const cli = (bug: string, command: string, ...args: string[]) =>
    runCli([command, 'sessions/failed.json', ...args], { cwd: red.folder, env: { BUG: bug } });
  expect((await cli('id', 'replay')).stdout).toContain('Reproduced');
  const green = await runInlineTest({}, { add: true, env: { IPC_RECORDER_MODE: 'on' } });
  expect(green.exitCode, green.output).toBe(0);
  cpSync(join(green.folder, 'test-results/ipc'), join(green.folder, 'sessions/passed'), { recursive: true });
  return { folder: red.folder, verify: (bug, ...args) => cli(bug, 'verify', ...args) };
}

test('a fix is verified where the failure is gone and the passes still pass, and nothing else is asked for', {
  tag: '@core',
}, async ({ runInlineTest }) => {
  test.slow();
  const { folder, verify } = await record(runInlineTest);
  const passes = ['--pass', 'sessions/passed'];

  const fixed = await verify('more', ...passes, '--changed', 'audit');
  expect(fixed.stdout, fixed.stderr).toMatch(/^Verified\.\n\nThe failure: gone\./);
  expect(fixed.stdout).toContain('1 call that the failed run had not made: answered as in a pass of the test.');
  expect(fixed.stdout).toContain('It asks for what was not recorded, as the fix explains:\n      ');
  expect(fixed.stdout).toContain('The passes: 2 of 2 still pass.');
  expect(fixed.exitCode).toBe(0);

  const breaking = await verify('count more', ...passes, '--json');
  expect(JSON.parse(breaking.stdout)).toMatchObject({
    verified: false,
    failure: { outcome: 'gone', unexplained: [{ command: 'audit' }] },
  });
  const passing = JSON.parse(breaking.stdout).passes.map((one: { title: string; passes: boolean }) => [
    one.title,
    one.passes,
  ]);
  expect(Object.fromEntries(passing)).toEqual({
    'a.spec.ts › shows the note': true,
    'a.spec.ts › counts the notes': false,
  });
  expect(breaking.exitCode).toBe(1);

  const unfixed = await verify('id');
  expect(unfixed.stdout).toContain('Not verified.\n\nThe failure: still there. The test fails as recorded.');
  expect(unfixed.stdout).toContain('No pass was given (--pass)');
  expect(unfixed.exitCode).toBe(1);

  rmSync(join(folder, 'ipc-results'), { recursive: true });
  const blind = await verify('id blind', '--json');
  const { verified, verdict, caveats } = JSON.parse(blind.stdout);
  expect({ verified, verdict }).toEqual({ verified: false, verdict: 'cannot-tell' });
  expect(caveats.map(({ kind }: { kind: string }) => kind)).toEqual([
    'not-reproduced',
    'no-passes',
    'fewer-assertions',
  ]);
  expect(blind.exitCode).toBe(2);

  const wrong = await verify('', '--pass', 'sessions/failed.json');
  expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
  expect(wrong.stderr).toContain('The session "sessions/failed.json" of --pass is of a test that failed.');
});
