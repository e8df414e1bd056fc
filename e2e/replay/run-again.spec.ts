import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedSession } from 'playwright-ipc-recorder';
import { runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, type InlineRun, sessionPath, test } from '../support/runner/run-inline-test.ts';
import { unfenced } from '../support/runner/unfenced.ts';

/** A project whose app talks to a served backend on the real client library. BROKEN makes the backend throw wherever it is reached. */
const FILES = {
  'app.ts': `import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const api = createRequire(import.meta.url).resolve('@tauri-apps/api/package.json').replace('package.json', '');
const html = \`<!doctype html><title>notes</title><script type="importmap">{"imports":{"@tauri-apps/api/":"http://app.test/api/"}}</script>
<ul></ul><output></output><button>Load</button><script type="module">
  import { Channel, invoke } from '@tauri-apps/api/core.js';
  import { listen } from '@tauri-apps/api/event.js';
  const say = (text) => { document.querySelector('output').textContent += text + ';'; };
  listen('hello', ({ payload }) => say('hello ' + payload));
  document.querySelector('button').onclick = async () => {
    say('load'); say(JSON.stringify(await invoke('next', { id: 36 })));
    say(JSON.stringify(await invoke('next', { id: 36 })));
    await invoke('fail', { at: 1 }).catch((error) => say('error ' + error.code));
    await invoke('export', { to: { onProgress: new Channel((m) => say('progress ' + m.percent)) } });
    await invoke('login', { user: 'ada', password: document.title + ' battery staple' }).then(() => say('logged in'));
    void invoke('hang').then(() => say('never'));
    say('done');
  };
</script>\`;
export const serveApp = (page) => page.route('http://app.test/**', (route) => {
  const { pathname } = new URL(route.request().url());
  return pathname.startsWith('/api/') ? route.fulfill({ contentType: 'text/javascript', body: readFileSync(api + pathname.slice(5), 'utf8') }) : route.fulfill({ contentType: 'text/html', body: html });
});
let count = 0;
export const backend = {
  next: () => { if (process.env.BROKEN) throw new Error('the backend is gone'); return { value: (count += 1) }; },
  fail: () => Promise.reject({ code: 7 }),
  export: async ({ to }, { emit }) => { to.onProgress.send({ percent: 50 }); await emit('hello', 'from Node'); to.onProgress.send({ percent: 100 }); return 'file'; },
  login: ({ password }) => { if (password !== 'notes battery staple') throw new Error('wrong password'); return { sessionToken: 'tok-1234567890abcdef' }; },
  hang: () => new Promise(() => {}),
};\n`,
  'notes.spec.ts': `import { test, expect } from 'playwright-ipc-recorder/fixtures';
import { backend, serveApp } from './app';
test.describe('notes', () => {
  test('loads', async ({ page, ipc }) => {
    await ipc.serve(backend);
    await serveApp(page);
    await page.goto('http://app.test/');
    await test.step('press', async () => { await page.getByRole('button').click(); });
    await expect(page.locator('output')).toHaveText('all is well', { timeout: 4000 });
  });
});\n`,
  'target.ts': `let count: number = 0;
export const commands = { next: () => ({ value: (count += 1) + Number(process.env.OFF_BY ?? 0) }), fail: () => { throw { code: 7 }; }, export: () => 'file', login: () => { throw new Error('must not be sent'); } };\n`,
};
const SAID = 'load;{"value":1};{"value":2};error 7;progress 50;hello from Node;progress 100;logged in;done;';

const sessionFile = (run: InlineRun): string => sessionPath(run.of('loads')[0]);
const saidIn = (run: InlineRun): string =>
  /Received: +"([^\n]*)"/.exec(run.output)?.[1]?.replaceAll('\\"', '"') ?? run.output;

test('the failed test fails in the same way on its recording alone, with the backend gone', async ({
  runInlineTest,
}) => {
  const recorded = await runInlineTest(FILES);
  expect(saidIn(recorded)).toBe(SAID);
  const file = sessionFile(recorded);
  expect(readFileSync(file, 'utf8')).not.toMatch(/battery staple|tok-1234567890/);

  const replay = await runCli(['replay', file], { cwd: recorded.folder, env: { BROKEN: '1' } });
  expect(replay.stdout).toContain('Reproduced: the test fails as recorded.');
  expect(replay.stdout).toContain('had no answer for 0');
  expect(replay.exitCode).toBe(0);

  const json = await runCli(['replay', file, '--json'], { cwd: recorded.folder, env: { BROKEN: '1' } });
  expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'reproduced' });

  // The same test on the broken backend, without the recording, fails otherwise: what is replayed is what makes it the same.
  writeFileSync(join(recorded.folder, 'notes.spec.ts'), FILES['notes.spec.ts'].replace("'all is well'", `'${SAID}'`));
  const fixed = await runCli(['replay', file], { cwd: recorded.folder, env: { BROKEN: '1' } });
  expect(fixed.stdout).toContain('passes');
  expect(fixed.exitCode).toBe(1);
});

test('--bisect exits with 1 when the test fails as recorded, 0 when it passes and 125 when nobody can tell', async ({
  runInlineTest,
}) => {
  const recorded = await runInlineTest(FILES);
  const bisect = async (file: string) =>
    (await runCli(['replay', file, '--bisect'], { cwd: recorded.folder, env: { BROKEN: '1' } })).exitCode;
  const file = sessionFile(recorded);
  expect(await bisect(file)).toBe(1);
  const spec = join(recorded.folder, 'notes.spec.ts');
  writeFileSync(spec, FILES['notes.spec.ts'].replace("'all is well'", `'${SAID}'`));
  expect(await bisect(file)).toBe(0);
  writeFileSync(spec, FILES['notes.spec.ts'].replace("'all is well'", "'another failure'"));
  expect(await bisect(file)).toBe(125);
  expect(await bisect('nowhere.json')).toBe(125);
});

test('says which call the recording has no answer for', async ({ runInlineTest }) => {
  const recorded = await runInlineTest(FILES);
  writeFileSync(
    join(recorded.folder, 'app.ts'),
    FILES['app.ts'].replace("invoke('fail', { at: 1 })", "invoke('fail', { at: 2 })"),
  );
  const replay = await runCli(['replay', sessionFile(recorded)], { cwd: recorded.folder });
  expect(replay.exitCode).toBe(1);
  expect(replay.stdout).toMatch(/fail \{"at":2\}[\s\S]*args\.at|at: recorded 1, now 2/);
});

test('ipc.routeFromSession answers a test from a file', async ({ runInlineTest }) => {
  const recorded = await runInlineTest(FILES);
  const file = sessionFile(recorded);
  const spec = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
    import { serveApp } from './app';
    test('stub', async ({ page, ipc }) => {
      await ipc.routeFromSession(${JSON.stringify(file)});
      await serveApp(page);
      await page.goto('http://app.test/');
      await page.getByRole('button').click();
      await expect(page.locator('output')).toHaveText(${JSON.stringify(SAID)});
      expect(ipc.calls('next').every((call) => call.mocked)).toBe(true);
      await expect(ipc).not.toHaveNoPendingCalls();
    });
    test('no file', async ({ ipc }) => { await ipc.routeFromSession('nowhere.json'); });`;
  const run = await runInlineTest(
    { 'stub.spec.ts': spec },
    { add: true, args: ['stub.spec.ts', '--output=stub-results'] },
  );
  expect(run.of('stub').map(({ status, errors }) => [status, errors])).toEqual([['passed', []]]);
  expect(run.of('no file')[0]?.errors[0]?.message).toContain('nowhere.json');
});

test('drives the calls against a backend and compares every answer', async ({ runInlineTest }) => {
  const recorded = await runInlineTest(FILES);
  const file = sessionFile(recorded);
  const same = await runCli(['replay', file, '--target', './target.ts'], { cwd: recorded.folder });
  expect(same.exitCode).toBe(0);
  const differs = await runCli(['replay', file, '--target', './target.ts', '--json'], {
    cwd: recorded.folder,
    env: { OFF_BY: '1' },
  });
  expect(differs.exitCode).toBe(1);
  const report = JSON.parse(differs.stdout) as {
    same: boolean;
    calls: { command: string; status: string; changes: { path: string }[] }[];
  };
  expect(report.same).toBe(false);
  expect(
    report.calls
      .filter(({ status }) => status === 'differs')
      .map(({ command, changes }) => [command, changes[0]?.path]),
  ).toEqual([
    ['next', 'result.Ok.value'],
    ['next', 'result.Ok.value'],
  ]);
});

test('the reporter replays each failure against a configured target and prints the verdict', async ({
  runInlineTest,
}) => {
  const reporter = (target: string) =>
    `[['playwright-ipc-recorder/reporter', { replay: { target: '${target}' } }], ['list'], ['json', { outputFile: 'report.json' }]]`;
  const run = await runInlineTest({
    ...FILES,
    'playwright.config.ts': configFile({ reporter: reporter('./target.ts') }),
  });
  expect(run.output).toMatch(/IPC replayed loads: every answer of \.\/target\.ts is as recorded/);
  const other = await runInlineTest(
    { ...FILES, 'playwright.config.ts': configFile({ reporter: reporter('./target.ts') }) },
    { env: { OFF_BY: '1' } },
  );
  expect(other.output).toMatch(
    /IPC replayed loads: \.\/target\.ts answers #\d+ next differently at result\.Ok\.value, and 1 more/,
  );
  const missing = await runInlineTest({
    ...FILES,
    'playwright.config.ts': configFile({ reporter: reporter('./nowhere.ts') }),
  });
  expect(missing.output).toMatch(/IPC replayed loads: not replayed: .*nowhere\.ts/);
  expect(missing.exitCode).toBe(1);
});

test('minimize leaves the calls without which the test no longer fails as recorded', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const recorded = await runInlineTest({
    // Says each time that the project's tests are listed.
    'playwright.config.ts': `import { appendFileSync } from 'node:fs';
      if (process.argv.includes('--list')) appendFileSync('listed.txt', 'listed\\n');
      ${configFile()}`,
    'small.spec.ts': `import { test, expect } from 'playwright-ipc-recorder/fixtures';
      test('shows the total', async ({ page, ipc }) => {
        await ipc.serve({ chatter: () => 'x', total: () => (process.env.BROKEN ? 'gone' : '3 notes') });
        await page.setContent('<output></output>');
        await page.evaluate(async () => {
          const { invoke } = window.__TAURI_INTERNALS__;
          for (const n of [1, 2, 3]) await invoke('chatter', { n }).catch(() => {});
          document.querySelector('output').textContent = await invoke('total');
        });
        await expect(page.locator('output')).toHaveText('4 notes', { timeout: 500 });
      });`,
  });
  const file = sessionPath(recorded.of('shows the total')[0]);
  const temporary = join(recorded.folder, 'temporary');
  mkdirSync(temporary);
  const run = await runCli(['minimize', file, '-o', 'small.json', '--json'], {
    cwd: recorded.folder,
    env: { BROKEN: '1', TMPDIR: temporary },
  });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(readdirSync(temporary).filter((name) => name.startsWith('ipc-recorder-'))).toEqual([]);
  expect(readFileSync(join(recorded.folder, 'listed.txt'), 'utf8')).toBe('listed\n');
  expect(JSON.parse(run.stdout)).toMatchObject({ calls: { of: 4, left: 1 }, isMinimal: true });
  const small = JSON.parse(readFileSync(join(recorded.folder, 'small.json'), 'utf8')) as RecordedSession;
  const left = small.events.filter(({ event }) => event.type === 'Ipc' && !event.filler);
  expect(left).toMatchObject([{ event: { command: 'total' } }]);
});

test('replays every session below a folder and prints a table', { tag: '@slow' }, async ({ runInlineTest }) => {
  const spec = (title: string, expected: string) => `test('${title}', async ({ page, ipc }) => {
    await ipc.serve({ total: () => (process.env.BROKEN ? 'gone' : '3 notes') });
    await page.setContent('<output></output>');
    await page.evaluate(async () => { document.querySelector('output').textContent = await window.__TAURI_INTERNALS__.invoke('total'); });
    await expect(page.locator('output')).toHaveText('${expected}', { timeout: 500 });
  });`;
  const recorded = await runInlineTest(
    {
      'all.spec.ts': `import { test, expect } from 'playwright-ipc-recorder/fixtures';
        ${spec('passes', '3 notes')}
        ${spec('fails', '4 notes')}`,
    },
    { env: { IPC_RECORDER_MODE: 'on', IPC_RECORDER_APP_BUILD: 'build 7' } },
  );
  expect(recorded.attempts.map(({ status }) => status)).toEqual(['passed', 'failed']);
  const temporary = join(recorded.folder, 'temporary');
  mkdirSync(temporary);
  const env = { BROKEN: '1', IPC_RECORDER_APP_BUILD: 'build 8', TMPDIR: temporary };
  const all = await runCli(['replay', 'test-results'], { cwd: recorded.folder, env });
  expect(unfenced(all.stdout).split('\n').sort()).toEqual([
    '',
    '',
    '2 of 2 end as recorded.',
    'reproduced  1 answered, 0 missed  all.spec.ts › fails',
    'same        1 answered, 0 missed  all.spec.ts › passes',
  ]);
  expect(all.exitCode).toBe(0);
  // What ends as recorded leaves nothing.
  expect(readdirSync(temporary).filter((name) => name.startsWith('ipc-recorder-'))).toEqual([]);

  // One of them alone, on another build than the one it was recorded with.
  const one = await runCli(['replay', join(sessionFile({ ...recorded, of: () => recorded.of('fails') }), '..')], {
    cwd: recorded.folder,
    env,
  });
  expect(unfenced(one.stdout)).toMatch(
    /^Reproduced: .*\n\n(?: +error: .*\n+)?Here with another app build: build 8, recorded with build 7\.\n/,
  );

  // A run that Playwright does not come to an end with leaves nothing either.
  writeFileSync(
    join(recorded.folder, 'playwright.config.ts'),
    `if (!process.argv.includes('--list')) process.exit(3);\n${configFile()}`,
  );
  const before = readdirSync(temporary);
  const broken = await runCli(['replay', 'test-results'], { cwd: recorded.folder, env });
  expect([broken.exitCode, broken.stderr]).toEqual([2, expect.stringContaining('Playwright ended with exit code 3')]);
  expect(readdirSync(temporary).filter((name) => !before.includes(name) && name.startsWith('ipc-'))).toEqual([]);
});
