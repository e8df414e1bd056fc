import type { RecordedSession } from 'playwright-ipc-recorder';
import { callsOf, configFile, expect, type InlineRun, PAGE_MOCK, test } from '../support/runner/run-inline-test.ts';

const HEAD = `import { test, expect } from 'playwright-ipc-recorder/fixtures';
const open = async (page) => { await page.addInitScript(${PAGE_MOCK}); await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<title>Notes</title><h1>notes</h1>' })); await page.goto('http://app.test/'); };
const invoke = (page, command, args) => page.evaluate(([c, a]) => void window.__TAURI_INTERNALS__.invoke(c, a)?.catch?.(() => {}), [command, args]);
`;

const session = (run: InlineRun, title: string): RecordedSession => {
  const found = run.of(title)[0]?.session;
  if (found === undefined) throw new Error(`no session of "${title}":\n${run.output}`);
  return found;
};

/** The steps' checkpoints, each with how many calls had started before it. */
const steps = (recorded: RecordedSession) =>
  recorded.checkpoints
    .filter(({ step }) => step)
    .map(({ label, step, event_index }) => [
      label,
      step?.phase,
      step?.category,
      recorded.events.filter(({ index, event }) => event.type === 'Ipc' && index < event_index).length,
    ]);

/** Steps that look at the page: a busy machine may be too late for some of them, since a state has 250 milliseconds to be read. */
const LOOKS = `for (let n = 0; n < 20; n += 1) await test.step('look', () => page.evaluate('1'));`;

const at = ({ checkpoints }: RecordedSession, label: string, phase: string) =>
  checkpoints.filter((one) => one.label === label && one.step?.phase === phase);

/** The first checkpoint whose state was read in time. */
const inTime = (recorded: RecordedSession, label: string, phase: string) =>
  at(recorded, label, phase).find(({ note }) => !note?.includes('no answer within'));

test('takes a checkpoint at the begin and the end of each step, nested, failing and skipped ones too', {
  tag: '@core',
}, async ({ runInlineTest }) => {
  const spec = `${HEAD}
      test.beforeEach('set up', async ({ page }) => { await open(page); });
      test('steps', async ({ page }) => {
        await test.step('outer', async () => {
          await invoke(page, 'one');
          await test.step('inner', async () => { await invoke(page, 'two'); });
          await test.step('skips', async (step) => { step.skip(); });
        });
        await test.step('fails', async () => { await invoke(page, 'three'); throw new Error('step went wrong'); });
      });
      test.afterEach('tear down', async ({ page }) => { await invoke(page, 'four'); });`;
  const run = await runInlineTest({ 'a.spec.ts': spec });
  const recorded = session(run, 'steps');
  expect(steps(recorded)).toEqual([
    ['set up', 'begin', 'hook', 0],
    ['set up', 'end', 'hook', 0],
    ['outer', 'begin', 'test.step', 0],
    ['outer › inner', 'begin', 'test.step', 1],
    ['outer › inner', 'end', 'test.step', 2],
    ['outer › skips', 'begin', 'test.step', 2],
    ['outer › skips', 'end', 'test.step', 2],
    ['outer', 'end', 'test.step', 2],
    ['fails', 'begin', 'test.step', 2],
    ['fails', 'end', 'test.step', 3],
    ['tear down', 'begin', 'hook', 3],
    ['tear down', 'end', 'hook', 4],
  ]);
  const of = (label: string, phase: string) =>
    recorded.checkpoints.find((checkpoint) => checkpoint.label === label && checkpoint.step?.phase === phase);
  expect(of('fails', 'end')?.step).toMatchObject({
    error: 'Error: step went wrong',
    location: {
      file: 'a.spec.ts',
      line: spec.split('\n').findIndex((line) => line.includes("'fails'")) + 1,
      column: expect.any(Number),
    },
    duration_ms: expect.any(Number),
  });
  expect(of('outer › skips', 'end')?.step).toMatchObject({ skipped: true });
  expect(of('fails', 'begin')?.step?.id).toBe(of('fails', 'end')?.step?.id);
  expect(of('outer › inner', 'begin')?.step?.title_path).toEqual(['outer', 'inner']);
  expect(recorded.checkpoints.map(({ label }) => label)).toContain('end of the test');
  const times = recorded.checkpoints.map(({ timestamp }) => Date.parse(timestamp));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

/** A test that opens a page, counts the reads of its state from then on, and prints their number behind what it does. */
const counted = (title: string, body: string) => `test('${title}', async ({ page, ipc }) => {
  await open(page);
  await page.evaluate(() => { window.reads = 0; window.__IPC_RECORDER_STATE__ = () => { window.reads += 1; return { notes: 1 }; }; });
  ${body}
  console.log('${title}: ' + await page.evaluate('window.reads') + ' reads');
});`;

test('reads the state once where one step ends and the next begins, and not after what may change it', async ({
  runInlineTest,
}) => {
  const step = (body: string) => `await test.step('step', async () => { ${body} });`;
  const click = `await page.locator('h1').click();`;
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD} test.use({ ipcRecorder: 'on' });
      ${counted('steps', step(click).repeat(5))}
      ${counted('nested', step(step(click).repeat(3)))}
      ${counted('apart', `${step(click)} ${click} ${step(click)}`)}
      ${counted('pushed', `${step(click)} void ipc.emit('saved', 1); ${step(click)}`)}
      ${counted('empty', step('').repeat(2))}`,
  });
  expect(run.exitCode).toBe(0);
  const reads = (title: string) => Number(new RegExp(`${title}: (\\d+) reads`).exec(run.output)?.[1]);
  // Five steps have six moments; so have three in one. A busy machine may stop the test for longer than neighbours may be apart.
  expect([6, 7]).toContain(reads('steps'));
  expect([4, 5]).toContain(reads('nested'));
  // An action, a push and the body of a step stand between moments.
  expect(reads('apart')).toBe(4);
  expect(reads('pushed')).toBe(4);
  expect(reads('empty')).toBeGreaterThanOrEqual(3);
  const { checkpoints } = session(run, 'steps');
  expect(checkpoints.filter(({ step }) => step)).toHaveLength(10);
  const end = inTime(session(run, 'steps'), 'step', 'end');
  const begin = checkpoints[checkpoints.findIndex(({ id }) => id === end?.id) + 1];
  expect(end?.state).toMatchObject({ pages: [{ url: 'http://app.test/', title: 'Notes', app: { notes: 1 } }] });
  expect(begin?.state).toEqual(end?.state);
});

test('has the state of each moment where only some of it changes', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD} test.use({ ipcRecorder: 'on' });
      test('changes', async ({ page }) => {
        await open(page);
        // Several times, since a busy machine may be too late for some.
        const step = async (title, act) => { for (let n = 0; n < 5; n += 1) await test.step(title, () => page.evaluate(act)); };
        await step('app', () => { window.__IPC_RECORDER_STATE__ = { notes: 1 }; });
        await step('nothing', () => {});
        await step('title', () => { document.title = 'One note'; });
        await step('storage', () => { localStorage.theme = 'dark'; });
        await step('gone', () => { delete window.__IPC_RECORDER_STATE__; localStorage.clear(); });
        await page.reload();
        await step('reloaded', () => {});
      });`,
  });
  const recorded = session(run, 'changes');
  const url = 'http://app.test/';
  const kept = { url, sessionStorage: {} };
  const states = ['app', 'nothing', 'title', 'storage', 'gone', 'reloaded'].map((label) => {
    const { state, note } = inTime(recorded, label, 'end') ?? {};
    return note ?? (state as { pages: unknown[] } | undefined)?.pages[0];
  });
  expect(states).toEqual([
    { ...kept, title: 'Notes', localStorage: {}, app: { notes: 1 } },
    { ...kept, title: 'Notes', localStorage: {}, app: { notes: 1 } },
    { ...kept, title: 'One note', localStorage: {}, app: { notes: 1 } },
    { ...kept, title: 'One note', localStorage: { theme: 'dark' }, app: { notes: 1 } },
    { ...kept, title: 'One note', localStorage: {} },
    { ...kept, title: 'Notes', localStorage: {} },
  ]);
});

test('reads URL, title, storage, the app’s own state and more by option', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD}
      test.use({ ipcRecorder: { mode: 'on', state: async ({ pages, testInfo }) => ({ heading: await pages[0].locator('h1').textContent(), title: testInfo.title }) } });
      test('state', async ({ page, context, ipc }) => {
        await open(page);
        await page.evaluate(() => { localStorage.theme = 'dark'; sessionStorage.draft = 'Milk'; window.__IPC_RECORDER_STATE__ = () => ({ notes: 2, at: new Date(0) }); });
        ${LOOKS}
        const mine = await ipc.checkpoint('mine', { extra: 1 });
        expect(mine).toMatchObject({ label: 'mine', event_index: ipc.recorder.eventCount() });
      });`,
  });
  expect(run.exitCode).toBe(0);
  const recorded = session(run, 'state');
  const look = inTime(recorded, 'look', 'begin');
  expect(look).toMatchObject({
    state: {
      pages: [
        {
          url: 'http://app.test/',
          title: 'Notes',
          localStorage: { theme: 'dark' },
          sessionStorage: { draft: 'Milk' },
          app: { notes: 2, at: { $date: '1970-01-01T00:00:00.000Z' } },
        },
      ],
      custom: { heading: 'notes', title: 'state' },
    },
  });
  expect(look).not.toHaveProperty('note');
  expect(recorded.checkpoints.find(({ label }) => label === 'mine')?.state).toMatchObject({ given: { extra: 1 } });
});

test('reads the state of the suite’s own where the step was begun, in each test of a worker', async ({
  runInlineTest,
}) => {
  const run = await runInlineTest({
    'a.spec.ts': `import { AsyncLocalStorage } from 'node:async_hooks';
      ${HEAD}
      const scope = new AsyncLocalStorage();
      test.use({ ipcRecorder: { mode: 'on', state: () => ({ scope: scope.getStore() ?? null }) } });
      for (const title of ['first', 'second'])
        test(title, async ({ page }) => { await open(page); await scope.run(title, async () => { ${LOOKS} }); });`,
  });
  expect(run.exitCode).toBe(0);
  for (const title of ['first', 'second'])
    expect(inTime(session(run, title), 'look', 'begin')?.state).toMatchObject({ custom: { scope: title } });
});

test('notes what could not be read, and fails no test for it', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD}
      test.use({ ipcRecorder: { mode: 'on', state: () => { throw new Error('no state today'); } } });
      test('throws', async ({ page }) => { await open(page); ${LOOKS} });
      test('dialog', async ({ page }) => {
        await open(page);
        page.on('dialog', () => {});
        await page.evaluate(() => void setTimeout(() => alert('stop'), 0));
        await test.step('blocked', async () => { await new Promise((done) => setTimeout(done, 400)); });
      });
      test('opaque', async ({ page }) => { await page.goto('data:text/html,<h1>x</h1>'); ${LOOKS} });
      test('closed', async ({ page }) => { await open(page); await test.step('close', async () => { await page.close(); }); });
      test('no page', async () => { await test.step('think', async () => {}); });`,
  });
  expect(run.exitCode).toBe(0);
  const noteOf = (title: string, label: string, phase: string) => at(session(run, title), label, phase)[0]?.note;
  expect(inTime(session(run, 'throws'), 'look', 'begin')?.note).toBe('state option: state not read: no state today');
  expect(noteOf('dialog', 'blocked', 'end')).toContain('no answer within 250 ms');
  expect(inTime(session(run, 'opaque'), 'look', 'begin')?.note).toContain('localStorage not read: ');
  expect(noteOf('closed', 'close', 'end')).toContain('state option: state not read');
  expect(session(run, 'no page').checkpoints).toHaveLength(3);
});

test('takes checkpoints at actions and assertions on request, and none when off', async ({ runInlineTest }) => {
  const body = `async ({ page }) => { await open(page); await test.step('click', async () => { await page.locator('h1').click(); await expect(page.locator('h1')).toHaveText('notes'); }); }`;
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD} test.use({ ipcRecorder: { mode: 'on', checkpoints: 'actions' } }); test('actions', ${body});`,
    'b.spec.ts': `${HEAD} test.use({ ipcRecorder: { mode: 'on', checkpoints: 'off' } }); test('none', ${body});`,
    'playwright.config.ts': configFile(),
  });
  const recorded = steps(session(run, 'actions')).map(([, phase, category]) => `${category} ${phase}`);
  expect(recorded).toEqual(
    expect.arrayContaining([
      'pw:api begin',
      'pw:api end',
      'expect begin',
      'expect end',
      'test.step begin',
      'test.step end',
    ]),
  );
  expect(session(run, 'none').checkpoints).toEqual([]);
});

test('refuses unknown options with the known ones', async ({ runInlineTest }) => {
  const run = await runInlineTest({
    'a.spec.ts': `${HEAD} test.use({ ipcRecorder: 'sometimes' }); test('mode', async () => {});`,
    'b.spec.ts': `${HEAD} test.use({ ipcRecorder: { mod: 'on' } }); test('key', async () => {});`,
    'c.spec.ts': `${HEAD} test.use({ ipcRecorder: { maxEvents: -1 } }); test('number', async () => {});`,
  });
  expect(run.exitCode).toBe(1);
  expect(run.of('mode')[0]?.errors[0]?.message).toContain(
    'ipcRecorder.mode is "sometimes". Use one of: off, on, on-first-retry, on-all-retries, retain-on-failure, retain-on-first-failure, retain-on-failure-and-retries.',
  );
  expect(run.of('key')[0]?.errors[0]?.message).toContain(
    'ipcRecorder has no option "mod", did you mean "mode"? It has: mode, checkpoints, state, sources, decode, noise, earlyGlobals, events, answerOrigins, include, exclude, redact, maxEvents, maxCheckpoints, maxBytes, maxValueBytes, maxValuesBytes, random, clock, replay, appBuild.',
  );
  expect(run.of('number')[0]?.errors[0]?.message).toContain(
    'ipcRecorder.maxEvents is -1. Use a whole number, 0 or more.',
  );
});

test('gives each test, retry and repeat a recording of its own', async ({ runInlineTest }) => {
  const run = await runInlineTest(
    {
      'a.spec.ts': `${HEAD}
        for (const n of [1, 2, 3, 4]) test('test ' + n, async ({ page }, { retry, repeatEachIndex }) => { await open(page); for (let i = 0; i < 5; i += 1) await invoke(page, 'call', { n, retry, repeatEachIndex }); expect(retry).toBe(1); });`,
      'playwright.config.ts': configFile({
        config: `retries: 1, fullyParallel: true, workers: 2,`,
        use: `ipcRecorder: 'on',`,
      }),
    },
    { args: ['--repeat-each', '2'] },
  );
  expect(run.attempts).toHaveLength(16);
  for (const { title, retry, session: recorded } of run.attempts) {
    expect(recorded?.test).toMatchObject({ title_path: [title], attempt: retry });
    expect(callsOf(recorded)).toHaveLength(5);
    const n = Number(title.slice(-1));
    for (const call of callsOf(recorded))
      expect(call).toMatchObject({ args: { n, retry, repeatEachIndex: recorded?.test?.repeat ?? 0 } });
  }
});
