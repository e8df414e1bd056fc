// A replay answers where the app is: as soon as the mock of the recording did, over new documents, and until a second window asks.
import type { BrowserContext, Page } from '@playwright/test';
import type { IpcCall } from 'playwright-ipc-recorder';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { test as inline } from '../support/runner/run-inline-test.ts';
import { replayFrom } from '../support/sessions/replay-from.ts';
import { SampleSession } from '../support/sessions/sample-session.ts';

/** An app with a mock whose answers must not reach it. */
const APP = `<script>
  window.__TAURI_INTERNALS__ = { invoke: async () => 'poison' };
  window.ask = (command, args = {}) => window.__TAURI_INTERNALS__.invoke(command, args);
</script>`;

async function openApp(page: Page, path = '/'): Promise<void> {
  await serve(page.context());
  await page.goto(`http://app.test${path}`);
}

const serve = (context: BrowserContext) =>
  context.route('http://app.test/**', (route) => route.fulfill({ contentType: 'text/html', body: APP }));

const ask = (page: Page, command: string, args = {}) =>
  page.evaluate(([name, given]) => (window as never as { ask(c: string, a: object): unknown }).ask(name, given), [
    command,
    args,
  ] as const);

/** A call that a mock in the page answered at once. */
const quick = (answer: unknown, rest: Partial<IpcCall> = {}): Partial<IpcCall> => ({
  ...{ page: 'page-1', stand_in: 'page', args: {}, result: { Ok: answer }, duration_us: 100 },
  ...rest,
});

test.describe('a page answers from a session', () => {
  test.use({ ipcRecorder: 'on' });

  test('in microtasks, where a mock did, a chain of calls and a burst', async ({ page, ipc }, testInfo) => {
    const session = new SampleSession();
    for (let n = 0; n < 100; n += 1) session.at(10 + n * 0.3).call('step', quick(n));
    for (let n = 0; n < 100; n += 1) session.at(50).call('burst', quick(n, { args: { n }, duration_us: 900 }));
    await replayFrom(ipc, testInfo, session);
    await openApp(page);
    // The first call waits until the document knows how far the replay is.
    await ask(page, 'step');
    const seen = await page.evaluate(async () => {
      const { ask } = window as never as { ask(command: string, args?: object): Promise<number> };
      let steps = 0;
      let tasks = 0;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        tasks += 1;
      };
      port2.postMessage(null);
      for (let n = 1; n < 100; n += 1) steps += (await ask('step')) === n ? 1 : 0;
      const burst = await Promise.all(Array.from({ length: 100 }, (_, n) => ask('burst', { n })));
      return { steps, isBurst: burst.every((answer, n) => answer === n), tasks };
    });
    expect(seen).toEqual({ steps: 99, isBurst: true, tasks: 0 });
  });

  test('in the next document from where the one before it was, whichever steps there are', async ({
    page,
    ipc,
  }, testInfo) => {
    const session = new SampleSession().at(0).call('get', quick('first')).at(10).call('get', quick('second'));
    session.at(1_000).step('later', 'test.step', (one) => one.at(1_010).call('get', quick('third')).at(2_000));
    session.at(3_000).call('get', quick('fourth'));
    await replayFrom(ipc, testInfo, session);
    await openApp(page);
    expect(await ask(page, 'get')).toBe('first');
    await openApp(page, '/other');
    // The second is never asked for: the step says that it is over.
    await test.step('later', async () => {
      expect(await ask(page, 'get')).toBe('third');
    });
    await page.reload();
    expect(await ask(page, 'get')).toBe('fourth');
  });

  test('until a second window asks, and Node goes on', async ({ page, context, ipc }, testInfo) => {
    const session = new SampleSession();
    for (let n = 0; n < 4; n += 1) session.at(n * 10).call('next', quick(n));
    await replayFrom(ipc, testInfo, session);
    await openApp(page);
    expect(await ask(page, 'next')).toBe(0);
    const second = await context.newPage();
    await openApp(second);
    expect(await ask(page, 'next')).toBe(1);
    expect(await ask(second, 'next')).toBe(2);
    expect(await ask(page, 'next')).toBe(3);
  });

  test('beneath the routes of the test, and what is not recorded is refused', async ({ page, ipc }, testInfo) => {
    const session = new SampleSession().call('get', quick('one')).at(10).call('get', quick('two'));
    await replayFrom(ipc, testInfo, session);
    await ipc.route('get', (route) => route.fulfill('routed'));
    await openApp(page);
    expect(await ask(page, 'get')).toBe('routed');
    await ipc.unroute('get');
    expect(await ask(page, 'get')).toBe('two');
    await expect(ask(page, 'other')).rejects.toThrow('The recording has no answer for other');
  });
});

/** Spec text: random apps on mocks of each style; each is recorded, and replayed with a poisoned mock and other ids. */
const RANDOM_APPS = `
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
test.use({ ipcRecorder: 'on' });

const mocks = {
  microtask: (answer) => async (c, a) => answer(c, a),
  timeout: (answer) => (c, a) => new Promise((resolve) => setTimeout(() => resolve(answer(c, a)), (a.n * 7) % 5)),
  mixed: (answer) => (c, a) => a.n % 2 ? Promise.resolve(answer(c, a)) : new Promise((resolve) => setTimeout(() => resolve(answer(c, a)), 3)),
};
const install = (style) => '(' + ((make) => {
  let count = 0;
  const answer = (c, a) => {
    count += 1;
    if (window.poisoned) return 'poison';
    return { c, count, id: a.id, text: 'ä\\u2028' + count, bytes: new Uint8Array([count, a.n]), nested: [null, { deep: [count] }] };
  };
  if (!window.__TAURI_INTERNALS__) window.__TAURI_INTERNALS__ = { invoke: make(answer) };
}) + ')(' + mocks[style] + ');';

// In rounds: some calls at once, each round when the one before it is answered; the program is the same in each run, the ids are not.
const app = (seed) => '(' + ((seed) => {
  let state = seed * 7919 + Number(sessionStorage.getItem('documents') ?? 0);
  const random = (below) => { state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff; return (state >> 8) % below; };
  sessionStorage.setItem('documents', Number(sessionStorage.getItem('documents') ?? 0) + 1);
  // A session has the fields of objects in the order of their names.
  const sorted = (one) => Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
  const shown = (value) => JSON.stringify(value, (key, one) => one instanceof Uint8Array ? ['bytes', ...one] : one?.constructor === Object ? sorted(one) : one);
  window.runApp = async () => {
    const log = [];
    for (let round = 0; round < 12; round += 1) {
      const busy = window.poisoned ? random(3) : (random(3), 0);
      for (const end = performance.now() + busy * 4; performance.now() < end;);
      await Promise.all(Array.from({ length: 1 + random(4) }, async () => {
        const id = crypto.randomUUID();
        const args = { n: random(3), ...(random(2) ? { id } : {}) };
        const answer = await window.__TAURI_INTERNALS__.invoke('get_' + random(3), args);
        log.push(shown(answer).replaceAll(id, 'ID'));
      }));
    }
    return log;
  };
}) + ')(' + seed + ');';

for (const style of Object.keys(mocks))
  for (const by of ['init-script', 'page'])
    for (const seed of [1, 2]) {
      const name = [style, by, seed].join('-');
      for (const isReplay of [false, true])
        test(name + (isReplay ? ' replayed' : ' recorded'), async ({ page, ipc }) => {
          await ipc.routeFromSession(name + '.json', isReplay ? {} : { update: true });
          const body = '<script>' + (by === 'page' ? install(style) : '') + app(seed) + '</script>';
          await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body }));
          if (isReplay) await page.addInitScript('window.poisoned = true');
          if (by === 'init-script') await page.addInitScript(install(style));
          const logs = [];
          for (let documents = 0; documents < 3; documents += 1) {
            await page.goto('http://localhost/');
            logs.push(await page.evaluate(() => window.runApp()));
          }
          if (!isReplay) writeFileSync(name + '.log.json', JSON.stringify(logs));
          else expect(logs).toEqual(JSON.parse(readFileSync(name + '.log.json', 'utf8')));
        });
    }
`;

inline(
  'random apps on mocks of each style get what they got, byte for byte, and no answer of the mock',
  async ({ runInlineTest }) => {
    inline.setTimeout(240_000);
    const run = await runInlineTest({ 'a.spec.ts': RANDOM_APPS }, { args: ['--workers=1'] });
    expect(run.exitCode, run.output).toBe(0);
    expect(run.output).toContain('24 passed');
  },
);

/** Spec text: an app asks ten questions in one long task, as one that renders does, and a task of its own comes next. */
const LONG_TASK = `
import { expect, test } from 'playwright-ipc-recorder/fixtures';
const html = \`<button>Ask</button><output></output><script>
  const log = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => log.push('next task');
  const busy = (ms) => { for (const end = performance.now() + ms; performance.now() < end;); };
  document.querySelector('button').onclick = () => {
    const asked = Array.from({ length: 10 }, async (_, n) => {
      busy(3);
      log.push(await window.__TAURI_INTERNALS__.invoke('part', { n }));
      await undefined;
      if (n === 0) log.push('goes on');
    });
    port2.postMessage(null);
    busy(20);
    Promise.all(asked).then(() => setTimeout(() => { document.querySelector('output').textContent = log.join(' '); }, 100));
  };
</script>\`;
test.use({ ipcRecorder: 'on' });
for (const isReplay of [false, true])
  test(isReplay ? 'replays' : 'records', async ({ page, ipc }) => {
    await ipc.routeFromSession('long-task.json', isReplay ? {} : { update: true });
    await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await page.addInitScript((isPoisoned) => {
      Object.assign(window, { __TAURI_INTERNALS__: { invoke: async (_, { n }) => (isPoisoned ? 'poison' : n) } });
    }, isReplay);
    await page.goto('http://localhost/');
    await page.getByRole('button').click();
    await expect(page.locator('output')).toHaveText('0 1 2 3 4 5 6 7 8 9 goes on next task');
    if (!isReplay) expect(ipc.calls().map(({ same_task }) => same_task)).toEqual(Array(10).fill(true));
  });
`;

inline('answers of a mock come in the task of their calls again, however long it was', async ({ runInlineTest }) => {
  const run = await runInlineTest({ 'a.spec.ts': LONG_TASK }, { args: ['--workers=1'] });
  expect(run.exitCode, run.output).toBe(0);
});
