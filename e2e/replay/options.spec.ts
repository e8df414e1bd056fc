import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSession } from 'playwright-ipc-recorder';
import { browserLaunchOptions } from '../../scripts/browser.mjs';
import { runCli } from '../support/runner/run-cli.ts';
import { configFile, expect, type InlineRun, sessionPath, test } from '../support/runner/run-inline-test.ts';

/** A page with a script on a served backend. */
const HEAD = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const open = async (page, script) => {
  await page.route('http://app.test/', (route) => route.fulfill({ contentType: 'text/html', body:
    \`<!doctype html><title>app</title><output></output><button>Go</button><script type="module">
      const invoke = (...call) => window.__TAURI_INTERNALS__.invoke(...call);
      const out = document.querySelector('output'); const go = document.querySelector('button');
      \${script}</script>\` }));
  await page.goto('http://app.test/');
};
`;

const sessionOf = (run: InlineRun, title: string): string => sessionPath(run.of(title)[0]);

/** The default theme comes last and wins: the app does not wait for the settings. */
const RACE = `${HEAD}
test('shows the theme of the settings', async ({ page, ipc }) => {
  await ipc.serve({
    list_notes: async () => { await wait(30); return []; },
    get_settings: async () => { await wait(60); return { theme: 'dark' }; },
    open_document: async () => { await wait(process.env.QUICK ? 10 : 150); return { theme: 'light' }; },
  });
  await open(page, \`
    go.onclick = () => {
      const show = ({ theme }) => { out.textContent = theme; };
      void invoke('list_notes'); void invoke('get_settings').then(show); void invoke('open_document').then(show);
    };\`);
  await page.getByRole('button').click();
  await expect.poll(() => ipc.calls().filter((call) => call.result !== 'Pending').length).toBe(3);
  await expect(page.locator('output')).toHaveText('dark', { timeout: 500 });
});
`;

test('--search-orders names the race that makes a test fail, in one sentence', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({ 'race.spec.ts': RACE });
  const file = sessionOf(run, 'shows the theme of the settings');
  const search = await runCli(['replay', file, '--search-orders'], { cwd: run.folder });
  expect(search.stdout).toMatch(
    /^The test fails only when open_document \(#\d+\) is answered after get_settings \(#\d+\)\.\n\d of 3 pairs of overlapping answers tried/m,
  );
  expect(search.stderr).toMatch(
    /^0 of 3 pairs tried; runs in the recorded order\n(?:\d of 3 pairs tried; runs [^\n]+\n)*$/,
  );
  expect(search.exitCode).toBe(1);
});

test('--search-orders finds the order in which a passing test fails', { tag: '@slow' }, async ({ runInlineTest }) => {
  const spec = RACE.replace('import { test, expect }', 'import { test as base, expect }').replace(
    "test('shows",
    "const test = base.extend({ ipcRecorder: 'on' });\ntest('shows",
  );
  const run = await runInlineTest({ 'race.spec.ts': spec }, { env: { QUICK: '1' } });
  expect(run.of('shows the theme of the settings')[0]?.status).toBe('passed');
  const file = sessionOf(run, 'shows the theme of the settings');
  const search = await runCli(['replay', file, '--search-orders', '--json'], { cwd: run.folder });
  expect(JSON.parse(search.stdout)).toMatchObject({
    race: {
      sentence: expect.stringMatching(
        /^The test fails when get_settings \(#\d+\) is answered before open_document \(#\d+\); in the recorded order it passes\.$/,
      ),
      first: { command: 'open_document' },
      second: { command: 'get_settings' },
    },
  });
});

const SAVES = `${HEAD}
test.use({ ipcRecorder: 'on' });
test('saves', async ({ page, ipc }) => {
  await ipc.serve({ load: () => ({ title: 'Milk' }), save_note: () => null });
  await open(page, \`
    go.onclick = async () => {
      try { const { title } = await invoke('load'); if (\${!process.env.FORGETS}) await invoke('save_note', { title }); out.textContent = 'saved ' + title; }
      catch (error) { out.textContent = 'failed: ' + error; }
    };\`);
  await page.getByRole('button').click();
  await expect(page.locator('output')).toHaveText('saved Milk', { timeout: 1_000 });
  await wait(300);
});
`;

test('faults are put into the answers, the same by one seed and others by another', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({ 'saves.spec.ts': SAVES });
  const file = sessionOf(run, 'saves');
  const faulty = (...flags: string[]) => runCli(['replay', file, ...flags], { cwd: run.folder });
  const error = await faulty('--fault', 'error=EIO: disk full:save_*', '--seed', '5');
  expect(error.exitCode).toBe(1);
  expect(error.stdout).toContain('Faults put in, by the seed 5:');
  expect(error.stdout).toMatch(/#\d+ {2}save_note: error, fails with "EIO: disk full"/);
  const late = await Promise.all(
    ['11', '11', '12'].map(async (seed) => {
      const { stdout } = await faulty('--fault', 'latency:load', '--seed', seed, '--json');
      return JSON.parse(stdout).stub.faults;
    }),
  );
  expect(late[0]).toMatchObject({ seed: 11, injected: [{ kind: 'latency', command: 'load' }] });
  expect(late[1]).toEqual(late[0]);
  expect(late[2].injected).not.toEqual(late[0].injected);
  const wrong = await faulty('--fault', 'explode:load');
  expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('There is no fault "explode:load"')]);
  const match = await faulty('--match', 'save_*=some');
  expect([match.exitCode, match.stderr]).toEqual([
    2,
    'Error: --match is {"save_*":"some"}. Use one of: key, strict, any, or an object with one of them for each command.\n',
  ]);
  const pace = await faulty('--pace', 'fast');
  expect([pace.exitCode, pace.stderr]).toEqual([2, expect.stringContaining('--pace is for a replay with --target')]);
  const both = await faulty('--fault', 'drop', '--target', './saves.spec.ts');
  expect([both.exitCode, both.stderr]).toEqual([
    2,
    expect.stringContaining('--fault is for a replay without --target'),
  ]);
});

test('a replayed test that no longer saves fails, unless that is meant', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({ 'saves.spec.ts': SAVES });
  const file = sessionOf(run, 'saves');
  const forgetful = { cwd: run.folder, env: { FORGETS: '1' } };
  const failed = await runCli(['replay', file], forgetful);
  expect(failed.exitCode).toBe(1);
  expect(failed.stdout).toContain('The test has not made 1 of the recorded calls that change something:');
  expect(failed.stdout).toMatch(/#\d+ {2}save_note {2}\(changes something\)/);
  const ignored = await runCli(['replay', file, '--unused', 'ignore'], forgetful);
  expect([ignored.exitCode, ignored.stdout]).toEqual([0, expect.stringContaining('Same: the test passes')]);
});

test('what the session has not goes to the backend, where that is asked for, and so do some commands', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  const run = await runInlineTest({ 'saves.spec.ts': SAVES });
  const file = join(run.folder, 'session.json');
  const session = parseSession(readFileSync(sessionOf(run, 'saves')));
  session.events = session.events.filter(({ event }) => event.type !== 'Ipc' || event.command !== 'load');
  writeFileSync(file, JSON.stringify(session));
  const spec = (options: string) =>
    SAVES.replace('await open(', `await ipc.routeFromSession('session.json', ${options});\n await open(`);
  const stub = await runInlineTest(
    {
      'falls-back.spec.ts': spec(`{ notFound: 'fallback' }`).replace("test('saves'", "test('falls back'"),
      'fails.spec.ts': spec('{}').replace("test('saves'", "test('fails'"),
      'passes.spec.ts': spec(`{ passthrough: ['save_*'], notFound: 'fallback' }`)
        .replace("test('saves'", "test('passes'")
        .replace('save_note: () => null', "save_note: () => { throw 'the backend was asked'; }")
        .replace('saved Milk', 'failed: the backend was asked'),
    },
    { add: true, args: ['falls-back.spec.ts', 'fails.spec.ts', 'passes.spec.ts', '--output=stub-results'] },
  );
  expect(stub.of('passes')[0]?.status, stub.output).toBe('passed');
  expect(stub.of('falls back')[0]?.status).toBe('passed');
  expect(stub.of('fails')[0]?.errors[0]?.message).toContain('failed: The recording has no answer for load');
});

test('update: true records the file anew when the test passes, and leaves it when it fails', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const spec = `${HEAD}
const app = (page) => open(page, "go.onclick = async () => { out.textContent = await invoke('count', { of: 'notes' }); };");
test('records', async ({ page, ipc }) => {
  await ipc.serve({ count: () => 3 });
  await ipc.routeFromSession('sessions/count.json', { update: true });
  await app(page);
  await page.getByRole('button').click();
  await expect(page.locator('output')).toHaveText('3');
});
test('replays', async ({ page, ipc }) => {
  await ipc.serve({ count: () => 4 });
  await ipc.routeFromSession('sessions/count.json');
  await app(page);
  await page.getByRole('button').click();
  await expect(page.locator('output')).toHaveText('3');
});
test('fails', async ({ ipc }) => {
  await ipc.routeFromSession('sessions/never.json', { update: true });
  expect(1).toBe(2);
});
`;
  const run = await runInlineTest({ 'update.spec.ts': spec });
  expect(run.attempts.map(({ title, status }) => `${title} ${status}`)).toEqual([
    'records passed',
    'replays passed',
    'fails failed',
  ]);
  expect(existsSync(join(run.folder, 'sessions/never.json'))).toBe(false);
  expect(run.output).toContain('sessions/never.json was not updated by "fails". The test has not passed.');
});

test('update: true leaves a file as it is, and says why, when another session has answered or a secret would be in it', {
  tag: '@slow',
}, async ({ runInlineTest }) => {
  // No text has this secret in it, so redaction cannot find it; the JSON of the session has, whose keys are sorted.
  const secret = 'first-Half-1","b":"second-Half-2';
  const spec = `${HEAD}
test('has two', async ({ page, ipc }) => {
  await ipc.serve({ count: () => 3 });
  await ipc.routeFromSession('first.json', { update: true });
  await ipc.routeFromSession('second.json', { unused: 'ignore' });
});
test('has two, the other way round', async ({ page, ipc }) => {
  await ipc.routeFromSession('second.json', { unused: 'ignore' });
  await ipc.routeFromSession('first.json', { update: true });
});
test('tells', async ({ page, ipc }) => {
  await ipc.serve({ tell: () => null });
  await ipc.routeFromSession('first.json', { update: true });
  await open(page, "await invoke('tell', { b: 'second-Half-2', a: 'first-Half-1' }); out.textContent = 'told';");
  await expect(page.locator('output')).toHaveText('told');
});
`;
  const session = JSON.stringify({ id: 'n', started_at: '2026-11-23T09:30:00.000Z', events: [], checkpoints: [] });
  const run = await runInlineTest(
    {
      'playwright.config.ts': configFile({ use: 'ipcRecorder: { redact: { values: [process.env.PLANTED] } },' }),
      'update.spec.ts': spec,
      'first.json': session,
      'second.json': session,
    },
    { env: { PLANTED: secret } },
  );
  expect(run.attempts.map(({ title, status }) => `${title} ${status}`)).toEqual([
    'has two passed',
    'has two, the other way round passed',
    'tells passed',
  ]);
  expect(readFileSync(join(run.folder, 'first.json'), 'utf8')).toBe(session);
  for (const title of ['has two', 'has two, the other way round'])
    expect(run.output).toContain(`first.json was not updated by "${title}". Another session answered in the test`);
  expect(run.output).toContain(
    'first.json was not updated by "tells". It would hold a secret, found by redact.values[0].',
  );
  expect(run.output).not.toContain('was not attached');
});

test('the clock of the pages and their time zone can be those of the recording', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const spec = `${HEAD}
test.use({ ipcRecorder: 'on' });
test('tells the day', async ({ page, ipc }) => {
  await ipc.serve({ notes_of: ({ day }) => day });
  await open(page, "go.onclick = async () => { out.textContent = await invoke('notes_of', { day: new Date().toISOString().slice(0, 10), zone: Intl.DateTimeFormat().resolvedOptions().timeZone }); };");
  await page.getByRole('button').click();
  await expect(page.locator('output')).toHaveText(/^\\d{4}-/);
});
`.replaceAll('\\\\d', '\\d');
  const run = await runInlineTest({ 'day.spec.ts': spec }, { env: { TZ: 'Asia/Tokyo' } });
  expect(run.of('tells the day')[0]?.session?.test?.timezone).toBe('Asia/Tokyo');
  const file = join(run.folder, 'session.json');
  const [date] = new Date().toISOString().split('T');
  // As if it had been recorded a year ago.
  const before = `${Number(date?.slice(0, 4)) - 1}${date?.slice(4)}`;
  writeFileSync(file, readFileSync(sessionOf(run, 'tells the day'), 'utf8').replaceAll(String(date), before));
  const here = { cwd: run.folder, env: { TZ: 'America/New_York' } };
  const real = await runCli(['replay', file], here);
  expect([real.exitCode, real.stdout]).toEqual([1, expect.stringContaining(`day was "${before}", is "${date}"`)]);
  expect(real.stdout).toContain('zone was "Asia/Tokyo", is "America/New_York"');
  expect(real.stdout).toContain('Here with another time zone: America/New_York, recorded with Asia/Tokyo.');
  const pinned = await runCli(['replay', file, '--clock', 'recorded'], here);
  expect([pinned.exitCode, pinned.stdout]).toEqual([0, expect.stringMatching(/^Same: the test passes/)]);
});

test('a page of the app is a target, and a target can compare by itself', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'saves.spec.ts': SAVES,
    'target.ts': `import { chromium } from '@playwright/test';
import { pageTarget } from 'playwright-ipc-recorder';
let browser;
export const { invoke, close } = pageTarget(async () => {
  browser = await chromium.launch(${JSON.stringify(browserLaunchOptions())});
  const page = await browser.newPage();
  await page.addInitScript(() => {
    window.__TAURI_INTERNALS__ = { invoke: async (command, args) => {
      if (command === 'save_note') throw { code: args.title.length };
      return { title: 'Bread', at: new Date(0) };
    } };
  });
  await page.goto('data:text/html,<h1>app</h1>');
  return page;
}, { close: () => browser?.close() });
export const compare = process.env.LENIENT ? (_recorded, _actual, call) => call.command === 'load' || undefined : undefined;
`,
  });
  const file = sessionOf(run, 'saves');
  const drive = (env: Record<string, string>) =>
    runCli(['replay', file, '--target', 'target.ts', '--json'], { cwd: run.folder, env });
  const strict = await drive({});
  expect(JSON.parse(strict.stdout).calls).toMatchObject([
    { command: 'load', status: 'differs', actual: { result: { Ok: { title: 'Bread' } } } },
    { command: 'save_note', status: 'differs', actual: { error: { code: 4 } } },
  ]);
  const lenient = await drive({ LENIENT: '1' });
  expect(JSON.parse(lenient.stdout).counts).toEqual({ same: 1, differs: 1, skipped: 0 });
});

test('random numbers can be the same in each run, and differ from document to document', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const spec = `${HEAD}
test.use({ ipcRecorder: { mode: 'on', random: 'seeded' } });
test('makes ids', async ({ page, context, ipc }) => {
  await ipc.serve({ create: ({ id }) => id });
  await open(page, "go.onclick = async () => { const id = [Math.random(), ...crypto.getRandomValues(new Uint16Array(3))].join('-'); out.textContent = await invoke('create', { id }); };");
  await page.getByRole('button').click();
  await expect(page.locator('output')).toHaveText(/^0\\.\\d{10,}(-\\d+){3}$/);
  const more = async (page) => {
    await page.getByRole('button').click();
    await expect(page.locator('output')).toHaveText(/^0\\./);
  };
  for (let time = 0; time < 2; time++) { await page.reload(); await more(page); }
  await page.goto('http://app.test/');
  await more(page);
  expect(await page.evaluate(() => sessionStorage['ipc-recorder:documents'])).toBe('4');
  const other = await context.newPage();
  await open(other, "go.onclick = async () => { out.textContent = await invoke('create', { id: '' + Math.random() }); };");
  await more(other);
});
`;
  const run = await runInlineTest({ 'ids.spec.ts': spec });
  expect(run.of('makes ids')[0]?.errors).toEqual([]);
  const file = sessionOf(run, 'makes ids');
  const ids = parseSession(readFileSync(file)).events.flatMap(({ event }) =>
    event.type === 'Ipc' ? [JSON.stringify(event.args)] : [],
  );
  expect(new Set(ids).size).toBe(5);
  // Nothing but the same numbers finds these answers: they are no ids that a replay would know.
  const replay = await runCli(['replay', file, '--json'], { cwd: run.folder });
  expect(JSON.parse(replay.stdout)).toMatchObject({ same: true, stub: { answered: 5, repeated: 0, missed: [] } });
});

/** Makes ids, in two pages and over a reload. Only a secure page has `randomUUID`. */
const makesIds = (title: string, use: string, route: string) => `${HEAD.replaceAll('http:', 'https:')}
test.use({ ipcRecorder: ${use} });
test('${title}', async ({ page, context, ipc }) => {
  ${route}
  const script = "go.onclick = async () => { const ids = [Math.random(), crypto.randomUUID(), crypto.getRandomValues(new Uint32Array(2)).join()]; await invoke('create', { ids }); out.textContent = 'created'; };";
  const create = async (page) => {
    await page.getByRole('button').click();
    await expect(page.locator('output')).toHaveText('created');
  };
  await open(page, script);
  await create(page);
  await page.reload();
  await create(page);
  const other = await context.newPage();
  await open(other, script);
  await create(other);
});
`;

test('a session brings the seed of its random numbers to a test of another title, whatever the time is there', async ({
  runInlineTest,
}) => {
  const served = 'await ipc.serve({ create: () => null });';
  const run = await runInlineTest({
    'records.spec.ts': makesIds('records', "{ mode: 'on', random: 'seeded' }", served),
  });
  writeFileSync(join(run.folder, 'session.json'), readFileSync(sessionOf(run, 'records')));
  const replayed = "await ipc.routeFromSession('session.json', { clock: 'recorded' });";
  const again = await runInlineTest(
    {
      'replays.spec.ts': makesIds('replays', "'on'", replayed),
      'other.spec.ts': makesIds('seeded by its own title', "{ mode: 'on', random: 'seeded' }", served),
    },
    { add: true, args: ['replays.spec.ts', 'other.spec.ts'] },
  );
  const idsOf = (ran: InlineRun, title: string) =>
    ran.of(title)[0]?.session?.events.flatMap(({ event }) => (event.type === 'Ipc' ? [event.args] : []));
  expect(again.attempts.flatMap(({ errors }) => errors)).toEqual([]);
  // Each document has numbers of its own, also the first ones of two pages.
  expect(new Set(idsOf(run, 'records')?.map((ids) => JSON.stringify(ids))).size).toBe(3);
  expect(idsOf(again, 'replays')).toEqual(idsOf(run, 'records'));
  expect(idsOf(again, 'seeded by its own title')).not.toEqual(idsOf(run, 'records'));
});

test('a page that outlives a test has its own time and random numbers after it', async ({ runInlineTest }) => {
  const spec = `${HEAD}
test.describe.configure({ mode: 'serial' });
let shared;
test.beforeAll(async ({ browser }) => { shared = await browser.newPage(); });
test.afterAll(() => shared.close());
const look = async () => {
  await open(shared, '');
  return await shared.evaluate(() => [new Date().getFullYear(), /native code/.test(String(Math.random))]);
};
const year = new Date().getFullYear();
test.describe('pinned', () => {
  test.use({ ipcRecorder: { mode: 'on', random: 'seeded' } });
  test('pins', async ({ ipc }) => {
    await ipc.routeFromSession('session.json', { clock: 'recorded' });
    expect(await look()).toEqual([2001, false]);
  });
});
test('has what is real', async () => {
  expect(await shared.evaluate(() => new Date().getFullYear())).toBe(year);
  expect(await look()).toEqual([year, true]);
});
test('pins again', async ({ ipc }) => {
  await ipc.routeFromSession('session.json', { clock: 'recorded' });
  expect(await look()).toEqual([2001, true]);
});
`;
  const session = { id: 'n', started_at: '2001-06-01T09:30:00.000Z', events: [], checkpoints: [] };
  const run = await runInlineTest({ 'shared.spec.ts': spec, 'session.json': JSON.stringify(session) });
  expect(run.attempts.flatMap(({ errors }) => errors)).toEqual([]);
  expect(run.attempts.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
});

/** Asks for the same thing in two steps, once more in the first than it was recorded where `TIMES` says so. */
const polls = (use: string, route: string) => `${HEAD}
test.use({ ipcRecorder: ${use} });
test('polls', async ({ page, ipc }) => {
  let at = 0;
  ${route}
  await open(page, "go.onclick = async () => { out.textContent = await invoke('poll'); };");
  const click = async (times, text) => {
    for (let time = 0; time < times; time++) { await page.getByRole('button').click(); await wait(30); }
    await expect(page.locator('output')).toHaveText(text, { timeout: 1_000 });
  };
  await test.step('one', async () => { await click(Number(process.env.TIMES ?? 2), '2'); });
  await wait(400);
  await test.step('two', async () => { await wait(400); await click(1, '3'); });
});
`;
const SERVED = `await ipc.serve({ poll: () => String(++at) });`;

test('a session is gone through step by step, whether checkpoints are taken or not', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({ 'polls.spec.ts': polls("'on'", SERVED) });
  writeFileSync(join(run.folder, 'session.json'), readFileSync(sessionOf(run, 'polls')));
  for (const use of ["'on-first-retry'", "{ mode: 'on', checkpoints: 'off' }"]) {
    const again = await runInlineTest(
      { 'polls.spec.ts': polls(use, "await ipc.routeFromSession('session.json');") },
      { add: true, env: { TIMES: '3' } },
    );
    expect(again.of('polls')[0]?.errors, use).toEqual([]);
  }
});

test('update: true records all of an attempt that is not kept, and nothing of a replay', { tag: '@slow' }, async ({
  runInlineTest,
}) => {
  const updates = `${SERVED} await ipc.routeFromSession('session.json', { update: true });`;
  const run = await runInlineTest({ 'polls.spec.ts': polls("'on-first-retry'", updates) });
  const file = join(run.folder, 'session.json');
  const written = parseSession(readFileSync(file));
  expect(written.events.filter(({ event }) => event.type === 'Ipc')).toHaveLength(3);
  expect(written.checkpoints.map(({ label }) => label)).toContain('two');
  const recorded = await runInlineTest({ 'polls.spec.ts': polls("'on'", updates) }, { add: true });
  writeFileSync(file, 'as it was');
  const replay = await runCli(['replay', sessionOf(recorded, 'polls')], { cwd: run.folder });
  expect([replay.exitCode, readFileSync(file, 'utf8')]).toEqual([0, 'as it was']);
});

test('a test that left calls unmade is recorded as failed, and one that should have failed is not excused', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({ 'saves.spec.ts': SAVES });
  writeFileSync(join(run.folder, 'session.json'), readFileSync(sessionOf(run, 'saves')));
  const route = "await ipc.routeFromSession('session.json');";
  const again = await runInlineTest(
    {
      'unused.spec.ts': `${HEAD}
test('leaves calls', async ({ ipc }) => { ${route} });
test('should fail', async ({ ipc }) => { test.fail(); ${route} });
`,
    },
    { add: true, args: ['unused.spec.ts'] },
  );
  expect(again.of('leaves calls')[0]).toMatchObject({
    status: 'failed',
    session: { test: { status: 'failed', errors: [expect.stringMatching(/^IpcError: The test has not made 1/)] } },
  });
  expect(again.of('should fail')[0]?.status).toBe('passed');
  expect(again.output).toContain('Expected to fail, but passed');
});
