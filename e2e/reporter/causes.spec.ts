import { configFile, expect, type InlineRun, test } from '../support/runner/run-inline-test.ts';

/** How a spec begins: `start` runs a frontend in a page of which the test has replaced the backend. */
const HEAD = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const start = async (page, frontend) => {
  await page.goto('data:text/html,<p id=out></p>');
  await page.evaluate(([source]) => {
    const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
    const show = (text) => { document.getElementById('out').textContent = text; };
    const listen = (event, take) => invoke('plugin:event|listen', { event, target: { kind: 'Any' }, handler: transformCallback(take) });
    void new Function('invoke', 'show', 'listen', 'sleep', 'return (' + source + ')()')(invoke, show, listen, (ms) => new Promise((resolve) => setTimeout(resolve, ms))).catch(() => {});
  }, [String(frontend)]);
};
const shows = (page, text) => expect(page.locator('#out')).toHaveText(text, { timeout: 700 });
`;

/** What the terminal says of one test, on one line. */
function said({ output }: InlineRun, title: string): string {
  const blocks = output.split(/^ {2}(?=a\.spec\.ts › )/m);
  const block = blocks.findLast((text) => text.startsWith(`a.spec.ts › ${title}\n`)) ?? '';
  return block.replace(/\s+/g, ' ');
}

test('the terminal names the cause of a failure without a passing attempt', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD}
    test('poll', async ({ page, ipc }) => {
      await ipc.serve({ get_status: () => 'busy' });
      await start(page, async () => { for (;;) { show(await invoke('get_status', {})); await sleep(40); } });
      await shows(page, 'ready');
    });
    test('race', async ({ page, ipc }) => {
      await ipc.serve({ search_notes: async ({ query }) => { await sleep(query === 'A' ? 300 : 20); return [query + ' found']; } });
      await start(page, async () => { for (const query of ['A', 'Ada']) { invoke('search_notes', { query }).then(([found]) => show(found)); await sleep(60); } });
      await sleep(500);
      await shows(page, 'Ada found');
    });
    test('push never came', async ({ page, ipc }) => {
      await ipc.serve({ save: () => null });
      await start(page, async () => { await listen('saved', () => show('saved')); await invoke('save', {}); });
      await shows(page, 'saved');
    });
    test('hang', async ({ page, ipc }) => {
      await ipc.serve({ load: () => new Promise(() => {}) });
      await start(page, async () => show(await invoke('load', { id: 1 })));
      await test.step('look', () => shows(page, 'loaded'));
    });
    test('backend error', async ({ page, ipc }) => {
      await ipc.serve({ load: () => { throw 'disk full'; } });
      await start(page, async () => { try { await invoke('load', {}); } catch (error) { show('Error: ' + error); } });
      await shows(page, 'loaded');
    });
    test('swallowed error', async ({ page, ipc }) => {
      await ipc.serve({ load: () => { throw { code: 'ENOSPC', message: 'disk full' }; } });
      await start(page, async () => { await sleep(200); await invoke('load', {}).catch(() => {}); });
      await test.step('look', () => shows(page, 'loaded'));
    });
    test('missing field', async ({ page, ipc }) => {
      await ipc.serve({ get_note: ({ id }) => (id === 3 ? {} : { title: 'note ' + id }) });
      await start(page, async () => { for (const id of [1, 2, 3]) show(String((await invoke('get_note', { id })).title)); });
      await shows(page, 'note 3');
    });`,
  });
  expect(run.exitCode).toBe(1);
  expect.soft(said(run, 'poll')).toMatch(/poll #\d+ get_status → "busy" \([^)]*\), \d+ times, same answer/);
  expect
    .soft(said(run, 'race'))
    .toContain(
      'search_notes {"query":"A"} was answered after search_notes {"query":"Ada"}, which was asked later. (likely',
    );
  expect.soft(said(run, 'push never came')).toMatch(/saved was never pushed, though #\d+ listens for it\./);
  expect
    .soft(said(run, 'hang'))
    .toMatch(/load \{"id":1\} was not answered: it was pending for [\d.]+ m?s when the test failed\./);
  expect.soft(said(run, 'backend error')).toContain('load failed with "disk full". (likely; fault of the backend)');
  expect.soft(said(run, 'swallowed error')).toMatch(/load failed with "[^"]*disk full[^"]*" \(code ENOSPC\)\./);
  expect
    .soft(said(run, 'missing field'))
    .toContain(
      'get_note {"id":3} was answered without title, which both other answers of it have. (likely; fault of the contract)',
    );
});

test('the terminal names the cause of a failure by the attempt that passed', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'playwright.config.ts': configFile({ config: 'retries: 1,' }),
    'a.spec.ts': `${HEAD}
    test('wrong value', async ({ page, ipc }, { retry }) => {
      await ipc.serve({ get_user: () => ({ group: retry === 0 ? 77 : 12 }), get_group: ({ id }) => (id === 12 ? 'Admins' : 'Guests') });
      await start(page, async () => { const { group } = await invoke('get_user', {}); show(await invoke('get_group', { id: group })); });
      await shows(page, 'Admins');
    });
    test('flaky value', async ({ page, ipc }, { retry }) => {
      await ipc.serve({ count: () => ({ items: retry === 0 ? 3 : 4, at: Date.now() }) });
      await start(page, async () => show('Items: ' + (await invoke('count', {})).items));
      await shows(page, 'Items: 4');
    });
    test('order alone', async ({ page, ipc }, { retry }) => {
      await ipc.serve({
        get_theme: async () => { await sleep(retry === 0 ? 300 : 20); return 'dark theme'; },
        get_draft: async () => { await sleep(150); return 'my draft'; },
      });
      await start(page, async () => { invoke('get_theme', {}).then(show); invoke('get_draft', {}).then(show); });
      await sleep(500);
      await shows(page, 'my draft');
    });
    test('early push', async ({ page, ipc }, { retry }) => {
      await ipc.serve({ boot: () => null });
      await start(page, new Function('return async () => { await invoke("boot", {}); await sleep(' + (retry === 0 ? 300 : 0) + '); await listen("ready", () => show("ready")); await invoke("boot", {}); }')());
      await sleep(150);
      await ipc.emit('ready', { ok: true });
      await shows(page, 'ready');
    });`,
  });
  expect(run.exitCode).toBe(0);
  expect
    .soft(said(run, 'wrong value'))
    .toContain('get_user was answered with group 77, where the pass has 12. (likely; fault of the backend)');
  expect
    .soft(said(run, 'flaky value'))
    .toContain('count was answered with items 3, where the pass has 4. (likely; fault of the backend)');
  expect
    .soft(said(run, 'order alone'))
    .toContain(
      'get_theme was answered after get_draft: in every pass it is answered before. (likely; fault of the frontend)',
    );
  expect
    .soft(said(run, 'early push'))
    .toMatch(
      /ready came before anybody listened for it: by the pass it was due [\d.]+ m?s before #\d+ began to listen\./,
    );
});
