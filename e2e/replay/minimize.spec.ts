// `minimize` over a recorded test: what is left is what the failure needs, and not something that makes it fail likewise.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../support/runner/run-cli.ts';
import { expect, type RunInlineTest, sessionPath, test } from '../support/runner/run-inline-test.ts';

/** A spec of one test that fails: the page calls as `body` says, and shows what it makes of the answers. */
const specOf = (
  backend: string,
  body: string,
  shown: string,
) => `import { test, expect } from 'playwright-ipc-recorder/fixtures';
  test('shows the total', async ({ page, ipc }) => {
    await ipc.serve({ ${backend} });
    await page.setContent('<output>none</output>');
    await page.evaluate(() => {
      const { invoke } = window.__TAURI_INTERNALS__;
      const output = document.querySelector('output');
      void (async () => { ${body} })();
    });
    await expect(page.locator('output')).toHaveText('${shown}', { timeout: 1_000 });
  });`;

async function minimized(runInlineTest: RunInlineTest, spec: string) {
  const recorded = await runInlineTest({ 'small.spec.ts': spec });
  const file = sessionPath(recorded.of('shows the total')[0]);
  const run = await runCli(['minimize', file, '-o', 'small.json', '--json'], { cwd: recorded.folder });
  expect(run.exitCode, run.stderr).toBe(0);
  const result = JSON.parse(run.stdout) as { left: { command: string; index: number }[]; runs: number };
  const small = JSON.parse(readFileSync(join(recorded.folder, 'small.json'), 'utf8'));
  const again = await runCli(['replay', 'small.json', '--unused', 'ignore'], { cwd: recorded.folder });
  return { ...result, commands: result.left.map(({ command }) => command), stderr: run.stderr, small, again };
}

test('a call that never came back is not left out for an error that the app shows likewise', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  const spec = specOf(
    'chatter: () => 7, total: () => new Promise(() => {})',
    `for (const n of [1, 2, 3]) await invoke('chatter', { n });
     try { output.textContent = await invoke('total'); } catch {}`,
    '3 notes',
  );
  const { commands, again } = await minimized(runInlineTest, spec);
  expect(commands).toEqual(['total']);
  expect(again.stdout).toContain('Reproduced');
});

test('answers that the failure needs are left with the numbers of their events, and a poll is cut down', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  const spec = specOf(
    `user: () => ({ name: 'Ada' }), total: () => 2, state: () => 'busy', log: () => null`,
    `await invoke('log', { line: 'begin' });
     const { name } = await invoke('user');
     for (let n = 0; n < 6; n += 1) await invoke('state');
     output.textContent = name + ': ' + await invoke('total') + ' ' + await invoke('state');`,
    'Ada: 3 busy',
  );
  const { commands, left, small, stderr, again } = await minimized(runInlineTest, spec);
  expect(commands.sort()).toEqual(['state', 'total', 'user']);
  const events: { index: number; event: { command: string; filler?: true } }[] = small.events;
  const named = ({ index, event: { command } }: (typeof events)[0]) => ({ index, command });
  expect(left).toMatchObject(events.filter(({ event }) => !event.filler && event.command !== undefined).map(named));
  expect(events.filter(({ event }) => event.filler).map(named)).toMatchObject([{ command: 'log' }]);
  // Without a terminal, too.
  expect(stderr).toMatch(/^Looks whether the failure of the recorded test happens again$/m);
  expect(again.stdout).toContain('Reproduced');
});

test('an answer that is as empty as what the app shows for an error is not left out', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const spec = specOf(
    `list: () => [], title: () => ''`,
    `let list = []; let title = '';
     try { list = await invoke('list'); } catch {}
     try { title = await invoke('title'); } catch {}
     output.textContent = '[' + list.map((item) => String(item)).join() + title + ']';`,
    '[Milk]',
  );
  const { commands } = await minimized(runInlineTest, spec);
  expect(commands).toEqual(['list', 'title']);
});
