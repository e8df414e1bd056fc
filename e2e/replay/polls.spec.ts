// Apps that ask over and over, in suites without steps: how often they have asked by an action differs from run to run.

import { recordSpec, replaySession } from '../support/runner/record-and-replay.ts';
import { test as base, callsOf, expect, SPEC_HEAD } from '../support/runner/run-inline-test.ts';

/** Records a test whose app polls at one pace, and replays it at another. Resolves with what it prints. */
const test = base.extend<{ replayed: (body: string, pace: { recorded: number; replayed: number }) => Promise<string> }>(
  {
    replayed: async ({ runInlineTest }, use) => {
      await use(async (body, { recorded, replayed }) => {
        const spec = `${HEAD}test('watches the door', async ({ page }) => {${body}});`;
        const run = await recordSpec(runInlineTest, spec, { PACE: String(recorded) });
        return (await replaySession(run, { env: { PACE: String(replayed), MOCK: 'poison' } })).text;
      });
    },
  },
);

/** An app that shows each state that a poll has told, in order. */
const HEAD = `${SPEC_HEAD}
  const HTML = (pace) => \`<button>Again</button><p id="out"></p><script>
    const seen = [];
    const ask = async () => {
      const state = await window.__TAURI_INTERNALS__.invoke('door');
      if (seen.at(-1) !== state) seen.push(state);
      document.getElementById('out').textContent = seen.join(' ');
    };
    ask();
    if (\${pace} > 0) setInterval(ask, \${pace});
    document.querySelector('button').onclick = ask;
  </script>\`;
  const start = async (page) => {
    await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: HTML(process.env.PACE) }));
    await page.addInitScript((kind) => {
      window.door = 'shut';
      window.__TAURI_INTERNALS__ = { invoke: async () => kind ?? window.door };
    }, process.env.MOCK);
    await page.goto('http://localhost/');
  };
  const turn = (page, state) => page.evaluate((to) => { window.door = to; }, state);
  const out = (page) => expect(page.locator('#out'));
`;

const OPENS_AND_SHUTS = `
  await start(page);
  await out(page).toHaveText('shut');
  await page.waitForTimeout(400);
  await turn(page, 'open');
  await out(page).toHaveText('shut open');
  await page.waitForTimeout(400);
  await turn(page, 'locked');
  await out(page).toHaveText('shut open locked');`;

for (const [name, pace] of [
  ['as often as it was recorded', { recorded: 50, replayed: 50 }],
  ['a third as often', { recorded: 50, replayed: 150 }],
  ['three times as often', { recorded: 150, replayed: 50 }],
] as const)
  test(`an app that polls ${name} is told of each state after what has brought it about`, async ({ replayed }) => {
    const text = await replayed(OPENS_AND_SHUTS, pace);
    expect(text).toContain('Same: the test passes, as recorded');
  });

test('a poll before an action is not told of what the action brings about, and the one that it makes is', async ({
  replayed,
}) => {
  const body = `
    await start(page);
    await out(page).toHaveText('shut');
    await page.waitForTimeout(300);
    await turn(page, 'open');
    await page.getByRole('button').click();
    await out(page).toHaveText('shut open', { timeout: 2000 });`;
  // None by the timer in one run, and some in the other.
  expect(await replayed(body, { recorded: 100, replayed: 0 })).toContain('Same: the test passes, as recorded');
  expect(await replayed(body, { recorded: 0, replayed: 100 })).toContain('Same: the test passes, as recorded');
});

test('a session has the actions and assertions of its test, without what was typed, and retried ones once', async ({
  runInlineTest,
}) => {
  const spec = `${SPEC_HEAD}test('types', async ({ page }) => {
    await page.goto('data:text/html,<input>');
    await page.locator('input').fill('hunter2');
    await expect(page.locator('input'), 'shows hunter2').toHaveValue('hunter2');
    await expect(async () => { await page.evaluate('1'); }).toPass();
  });`;
  const run = await runInlineTest({ 'a.spec.ts': spec }, { env: { IPC_RECORDER_MODE: 'on' } });
  const { session } = run.attempts[0] ?? {};
  const actions = session?.actions ?? [];
  expect(actions.map(({ name, category, end }) => [name, category, end !== undefined])).toEqual([
    [expect.stringMatching(/^Navigate/), 'pw:api', true],
    ['Fill', 'pw:api', true],
    ['expect', 'expect', true],
    [expect.any(String), expect.any(String), true],
  ]);
  expect(actions[1]?.location).toMatch(/^a\.spec\.ts:\d+:\d+$/);
  expect(JSON.stringify(actions)).not.toContain('hunter2');
  expect(callsOf(session)).toEqual([]);
});
