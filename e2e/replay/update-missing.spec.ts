// Sessions that lack calls which the app makes by now: they go to the backend, and into the session.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSession } from 'playwright-ipc-recorder';
import { runCli } from '../support/runner/run-cli.ts';
import { callsOf, expect, SPEC_HEAD, sessionPath, test } from '../support/runner/run-inline-test.ts';

/** An app that asks for its tags where it is newer, on a mock whose answers are other ones in each version. */
const HEAD = `${SPEC_HEAD}
  const VERSION = process.env.APP_VERSION ?? '1';
  const start = async (page) => {
    await page.addInitScript((version) => {
      window.__TAURI_INTERNALS__ = { invoke: async (command) => ({ command, version, password: 'hunter2-secret' }) };
    }, VERSION);
    await page.goto('data:text/html,<p id="out"></p>');
    await page.evaluate(async (version) => {
      const answers = [];
      for (const command of version === '1' ? ['load', 'save'] : ['load', 'tags', 'save']) answers.push((await window.__TAURI_INTERNALS__.invoke(command)).version);
      document.getElementById('out').textContent = answers.join(' ');
    }, VERSION);
  };
  const out = (page) => expect(page.locator('#out'));`;
const newer = { APP_VERSION: '2' };
const sessionIn = (file: string) => parseSession(readFileSync(file));
const commandsIn = (file: string) => callsOf(sessionIn(file)).map(({ command }) => command);

test('a call that is not in the session goes to the backend, is added in its place, and answered by the session from then on', async ({
  runInlineTest,
}) => {
  const spec = `${HEAD}test('asks', async ({ page }) => { await start(page); await out(page).toHaveText(/^1( [12])? 1$/); });`;
  const run = await runInlineTest({ 'a.spec.ts': spec }, { env: { IPC_RECORDER_MODE: 'on' } });
  const file = sessionPath(run.attempts[0]);
  const before = sessionIn(file);
  const replay = async (env: Record<string, string>, ...args: string[]) => {
    const { stdout, stderr, exitCode } = await runCli(['replay', file, ...args], { cwd: run.folder, env });
    return { text: stdout + stderr, exitCode };
  };
  const same = await replay({}, '--update', 'missing');
  expect(same.text).toContain('Nothing was missing: the session is as it was.');
  expect(sessionIn(file)).toEqual(before);

  const { text, exitCode } = await replay(newer, '--update', 'missing');
  expect([text, exitCode]).toEqual([expect.stringMatching(/Added to the session: 1 call\.\n {2}#\d+ {2}tags/), 0]);
  expect(text).toContain("1 call went to the suite's own backend: tags.");
  expect(commandsIn(file)).toEqual(['load', 'tags', 'save']);
  const after = sessionIn(file);
  const added = after.events.find(({ event }) => event.type === 'Ipc' && event.command === 'tags');
  expect(added?.event).toMatchObject({ result: { Ok: { version: '2' } } });
  expect(JSON.stringify(after)).not.toContain('hunter2');
  const others = after.events.filter((event) => event !== added).map(({ event }) => event);
  expect(others).toEqual(before.events.map(({ event }) => event));

  const again = await replay(newer);
  expect(again.text).toContain('Same: the test passes, as recorded');
  expect(again.text).toContain('had no answer for 0');
});

test('a test adds what is missing by itself when it passes, and not when it fails', async ({ runInlineTest }) => {
  const spec = `${HEAD}
    test('asks', async ({ page, ipc }) => {
      await ipc.routeFromSession('session.json', { update: process.env.UPDATE === 'missing' ? 'missing' : process.env.UPDATE === 'all' });
      await start(page);
      if (process.env.FAILS) expect(1).toBe(2);
    });`;
  const first = await runInlineTest({ 'a.spec.ts': spec }, { env: { UPDATE: 'all' } });
  const file = join(first.folder, 'session.json');
  expect(commandsIn(file)).toEqual(['load', 'save']);
  const run = (env: Record<string, string>) => runInlineTest({}, { add: true, env: { APP_VERSION: '2', ...env } });
  const failed = await run({ UPDATE: 'missing', FAILS: '1' });
  expect(failed.output).toContain('session.json was not updated by "asks". The test has not passed.');
  expect(commandsIn(file)).toEqual(['load', 'save']);
  expect((await run({ UPDATE: 'missing' })).exitCode).toBe(0);
  expect(commandsIn(file)).toEqual(['load', 'tags', 'save']);
  expect((await run({})).exitCode).toBe(0);
});

test('an update is not for a search of another kind, and not where misses are to fail', async ({}, testInfo) => {
  const refused = async (...args: string[]) =>
    (await runCli(['replay', 'x.json', '--update', 'missing', ...args], { cwd: testInfo.outputPath() })).stderr;
  expect(await refused('--bisect')).toContain('Give --update or --bisect, not both.');
  expect(await refused('--not-found', 'fail')).toContain(
    'With --update missing such calls go to the backend: leave --not-found out.',
  );
  expect(await refused('--target', 'backend.ts')).toContain('--update is for a replay without --target.');
});
