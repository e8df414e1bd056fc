// Replays of suites whose backend is a mock in the page: the mock is there again, and the session answers above it.
import { runCli } from '../support/runner/run-cli.ts';
import {
  test as base,
  callsOf,
  cleanEnvironment,
  expect,
  type InlineRun,
  SPEC_HEAD,
  sessionPath,
} from '../support/runner/run-inline-test.ts';

/** Records a spec whose mock answers with `good`, and replays it with a mock that answers otherwise, or fails. */
const test = base.extend<{
  replayed: (spec: string, options?: { args?: string[]; mock?: string }) => Promise<{ run: InlineRun; text: string }>;
}>({
  replayed: async ({ runInlineTest }, use) => {
    await use(async (spec, { args = [], mock = 'poison' } = {}) => {
      const run = await runInlineTest({ 'a.spec.ts': `${HEAD}${spec}` }, { env: { IPC_RECORDER_MODE: 'on' } });
      expect(
        run.attempts.map(({ status }) => status),
        run.output,
      ).toEqual(['passed']);
      const { stdout, stderr } = await runCli(['replay', sessionPath(run.attempts[0]), ...args], {
        cwd: run.folder,
        env: { ...(cleanEnvironment() as Record<string, string>), MOCK: mock },
      });
      return { run, text: stdout + stderr };
    });
  },
});

/** How specs of this file begin: an app that shows what it is told, and what the mock makes of an answer in this run. */
const HEAD = `${SPEC_HEAD}
  const MOCK = process.env.MOCK ?? 'good';
  const start = async (page, script, init) => {
    await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '<p id="out">none</p><script>const show = (text) => { document.getElementById("out").textContent = text; };' + script + '</script>' }));
    await page.addInitScript((kind) => {
      window.answer = (good) => { if (kind === 'throws') throw new Error('mock'); return kind === 'good' ? good : 'poison'; };
    }, MOCK);
    if (init) await page.addInitScript(init);
    await page.goto('http://localhost/');
  };
  const out = (page) => expect(page.locator('#out'));
`;

/** A mock that does not install itself twice, and has helpers for the test. */
const GUARDED = `() => {
  if (window.__TAURI_INTERNALS__) return;
  window.asked = [];
  window.press = (key) => { document.title = key; };
  window.__TAURI_INTERNALS__ = { invoke: async (command) => { window.asked.push(command); return answer('pear'); } };
}`;
const ASKS = `window.__TAURI_INTERNALS__.invoke('fruit').then(show, show);`;

test('a mock that looks whether a runtime is there finds none, and its helpers and books are there', async ({
  replayed,
}) => {
  const { run, text } = await replayed(`test('asks', async ({ page }) => {
    await start(page, ${JSON.stringify(ASKS)}, ${GUARDED});
    await out(page).toHaveText('pear');
    await page.evaluate(() => window.press('hello'));
    expect(await page.title()).toBe('hello');
    expect(await page.evaluate(() => window.asked)).toEqual(['fruit']);
  });`);
  expect(text).toContain('Same: the test passes, as recorded');
  expect(text).toContain('answered 1 call');
  expect(callsOf(run.attempts[0]?.session)).toMatchObject([{ command: 'fruit', stand_in: 'init-script' }]);
});

test('a mock whose handlers fail makes no difference to the app', async ({ replayed }) => {
  const { text } = await replayed(
    `test('asks', async ({ page }) => { await start(page, ${JSON.stringify(ASKS)}, ${GUARDED}); await out(page).toHaveText('pear'); });`,
    { mock: 'throws' },
  );
  expect(text).toContain('Same: the test passes, as recorded');
});

test('an app that brings its own mock where no runtime is there brings it in a replay, too', async ({ replayed }) => {
  const script = `
    if (!('__TAURI_INTERNALS__' in window)) {
      window.onStandIn = true;
      window.__TAURI_INTERNALS__ = { invoke: async () => answer('pear') };
    }
    setTimeout(() => { ${ASKS} }, 20);`;
  const { run, text } = await replayed(`test('asks', async ({ page }) => {
    await start(page, ${JSON.stringify(script)});
    await page.waitForFunction(() => window.onStandIn === true, undefined, { timeout: 3000 });
    await out(page).toHaveText('pear');
  });`);
  expect(text).toContain('Same: the test passes, as recorded');
  expect(callsOf(run.attempts[0]?.session)).toMatchObject([{ command: 'fruit', stand_in: 'page' }]);
});

test('a command that is left to the app has the mock to answer it', async ({ replayed }) => {
  const { text } = await replayed(
    `test('asks', async ({ page }) => {
      await start(page, ${JSON.stringify(ASKS)}, ${GUARDED});
      await out(page).toHaveText(MOCK === 'good' ? 'pear' : 'poison');
      expect(await page.evaluate(() => window.asked)).toEqual(['fruit']);
    });`,
    { args: ['--passthrough', 'fruit'] },
  );
  expect(text).toContain('Same: the test passes, as recorded');
});

/** A mock that keeps the listeners itself: the test fires events through it, and so does its handler of \`start\`. */
const EVENTS = `() => {
  const listeners = {};
  let last = 0;
  window.fire = (event, payload) => { for (const id of Object.values(listeners[event] ?? {})) window['_' + id]({ event, id, payload }); };
  window.__TAURI_INTERNALS__ = {
    transformCallback: (callback) => { window['_' + ++last] = callback; return last; },
    invoke: async (command, args) => {
      if (command === 'plugin:event|listen') { (listeners[args.event] ??= {})[900 + args.handler] = args.handler; return answer(900 + args.handler); }
      if (command === 'plugin:event|unlisten') { delete listeners[args.event][args.eventId]; return; }
      if (command === 'start') setTimeout(() => window.fire('level', 'from the mock'), 20);
      return answer('ok');
    },
  };
}`;
const LISTENS = `
  const t = window.__TAURI_INTERNALS__;
  let heard = 0;
  const handler = t.transformCallback(({ payload }) => { heard += 1; show(payload + ' ' + heard); });
  const listening = t.invoke('plugin:event|listen', { event: 'level', target: { kind: 'Any' }, handler });
  listening.then(() => { document.title = 'ready'; });
  window.stop = async () => t.invoke('plugin:event|unlisten', { event: 'level', eventId: await listening });
  window.begin = () => t.invoke('start');`;

test('what the test and the mock fire reaches the app once, until it listens no more', async ({ replayed }) => {
  const { text } = await replayed(`test('listens', async ({ page }) => {
    await start(page, ${JSON.stringify(LISTENS)}, ${EVENTS});
    await expect(page).toHaveTitle('ready');
    await page.evaluate(() => window.fire('level', 'from the test'));
    await out(page).toHaveText('from the test 1');
    await page.evaluate(() => window.begin());
    await out(page).toHaveText('from the mock 2');
    await page.waitForTimeout(300);
    await page.evaluate(() => window.stop());
    await page.evaluate(() => window.fire('level', 'too late'));
    await page.waitForTimeout(100);
    await out(page).toHaveText('from the mock 2');
  });`);
  expect(text).toContain('Same: the test passes, as recorded');
});

test('a mock that is set aside is not called, and its events come from the session', async ({ replayed }) => {
  const { text } = await replayed(
    `test('listens', async ({ page }) => {
      await start(page, ${JSON.stringify(LISTENS)}, ${EVENTS});
      await expect(page).toHaveTitle('ready');
      await page.evaluate(() => window.begin());
      await out(page).toHaveText('from the mock 1');
    });`,
    { args: ['--mock', 'aside'], mock: 'throws' },
  );
  expect(text).toContain('Same: the test passes, as recorded');
});

test('a session of a mock is replayed by hand where there is no mock, its events too', async ({ runInlineTest }) => {
  const body = `
    await expect(page).toHaveTitle('ready');
    await page.evaluate(() => window.begin());
    await out(page).toHaveText('from the mock 1');`;
  const run = await runInlineTest(
    {
      'a.spec.ts': `${HEAD}
        test.describe.configure({ mode: 'serial' });
        const file = 'session.json';
        test('records', async ({ page, ipc }) => {
          await ipc.routeFromSession(file, { update: true });
          await start(page, ${JSON.stringify(LISTENS)}, ${EVENTS});${body}
        });
        test('replays', async ({ page, ipc }) => {
          await ipc.routeFromSession(file);
          await start(page, ${JSON.stringify(LISTENS)});${body}
        });`,
    },
    { args: ['--workers=1'] },
  );
  expect(run.exitCode, run.output).toBe(0);
});

for (const [name, id] of [
  ['a time in a text', "'draft-' + Date.now()"],
  ['a time as text', 'String(Date.now())'],
  ['a UUID in a text', "'note-' + crypto.randomUUID()"],
  ['32 hexadecimal digits', 'crypto.randomUUID().replaceAll("-", "")'],
] as const)
  test(`an id that the frontend makes up is the recorded one, ${name}`, async ({ replayed }) => {
    const script = `const id = ${id};
      window.__TAURI_INTERNALS__.invoke('keep', { id }).then((kept) => show(kept === id ? 'kept' : 'other'), () => show('refused'));`;
    const mock = `() => { window.__TAURI_INTERNALS__ = { invoke: async (_command, args) => answer(args.id) }; }`;
    const { text } = await replayed(`test('keeps', async ({ page }) => {
      await start(page, ${JSON.stringify(script)}, ${mock});
      await out(page).toHaveText('kept');
    });`);
    expect(text).toContain('Same: the test passes, as recorded');
    expect(text).toContain('had no answer for 0');
  });
