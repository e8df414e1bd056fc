// Apps, mocks and tests that nobody has written: each is recorded, and replayed with other ids, at another pace and with a mock that answers nothing right.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import { installMock, startApp } from '../support/random/app-page.ts';
import { randomApp } from '../support/random/random-app.ts';
import { recordSpec } from '../support/runner/record-and-replay.ts';
import { runCli } from '../support/runner/run-cli.ts';
import { expect, SPEC_HEAD, test } from '../support/runner/run-inline-test.ts';

/** The same apps in each run; IPC_RANDOM_APPS=200 IPC_RANDOM_SEED=$RANDOM is what a release is checked with. */
const APPS = Number(process.env.IPC_RANDOM_APPS ?? 12);
const SEED = Number(process.env.IPC_RANDOM_SEED ?? 7);

interface Row {
  title: string;
  replay: { same: boolean; verdict: string; reason?: string; stub?: { missed: { message: string }[] } };
}

for (const [name, pollMs] of [
  ['faster', 5],
  ['slower', 70],
] as const)
  test(
    `random apps are told the same, byte for byte, in a replay that polls ${name}`,
    { tag: '@slow' },
    async ({ runInlineTest }, testInfo) => {
      testInfo.setTimeout(90_000 + APPS * 20_000);
      const apps = fc.sample(randomApp, { numRuns: APPS, seed: SEED });
      const logs = (run: string) => testInfo.outputPath(run);
      for (const run of ['recorded', 'replayed']) mkdirSync(logs(run), { recursive: true });
      const seeded = `seed ${SEED}`;
      const run = await recordSpec(runInlineTest, specOf(apps), { LOGS: logs('recorded'), POLL_MS: '25' });
      const { stdout, stderr } = await runCli(['replay', 'test-results', '--json'], {
        cwd: run.folder,
        env: { LOGS: logs('replayed'), POLL_MS: String(pollMs), POISONED: '1' },
      });
      const { replays } = JSON.parse(stdout) as { replays: Row[] };
      expect(replays, `${seeded}\n${stderr}`).toHaveLength(APPS);
      for (const [nth, app] of apps.entries()) {
        const about = `${seeded}, app ${nth}: ${JSON.stringify(app).slice(0, 4_000)}`;
        const { replay } = replays.find(({ title }) => title.endsWith(`app ${nth}`)) as Row;
        const told = (of: string) => JSON.parse(readFileSync(join(logs(of), `${nth}.json`), 'utf8')) as unknown;
        expect
          .soft({ ...replay.stub, verdict: replay.verdict, reason: replay.reason }, about)
          .toMatchObject({ verdict: 'same', missed: [] });
        if (replay.same) expect.soft(told('replayed'), about).toEqual(told('recorded'));
      }
    },
  );

const specOf = (apps: unknown[]) => `${SPEC_HEAD}
import { writeFileSync } from 'node:fs';
const pace = { isPoisoned: process.env.POISONED === '1', slowness: process.env.POISONED === '1' ? 2 : 1, pollMs: Number(process.env.POLL_MS) };
for (const [nth, app] of (${JSON.stringify(apps)}).entries())
  test('app ' + nth, async ({ page }) => {
    const mock = '(' + ${JSON.stringify(String(installMock))} + ')(' + JSON.stringify(app) + ', ' + JSON.stringify(pace) + ');';
    const script = '(' + ${JSON.stringify(String(startApp))} + ')(' + JSON.stringify(app.actions) + ', ' + pace.pollMs + ');';
    await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><meta charset="utf-8"><script>' + (app.style === 'own' ? mock : '') + '</script><script>' + script + '</script>' }));
    if (app.style !== 'own') await page.addInitScript(mock);
    await page.goto('http://localhost/');
    const told = [];
    const act = async ({ kind }, at) => {
      if (kind === 'reload') {
        told.push(await page.evaluate(() => window.log));
        await page.reload();
      }
      await page.evaluate((which) => window.press(which), at);
      await expect(page).toHaveTitle('done ' + at, { timeout: 15_000 });
    };
    for (const [at, action] of app.actions.entries())
      await (action.isStep ? test.step('action ' + at, () => act(action, at)) : act(action, at));
    told.push(await page.evaluate(() => window.log));
    writeFileSync(process.env.LOGS + '/' + nth + '.json', JSON.stringify(told));
  });
`;
