import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Page } from '@playwright/test';
import { expect, type Ipc, test } from 'playwright-ipc-recorder/fixtures';
import { APP, serveTauriPages } from '../support/tauri/page.ts';

// In the messages below a call's number is that of its event: with calls alone they count from 0.
test.use({ ipcRecorder: { mode: 'on', events: { windows: false, console: false } } });

/** An app on the real client library that does what the test tells it to. */
const APP_PAGE = `<script type="module">
  import { Channel, invoke } from '@tauri-apps/api/core.js';
  import { emit, listen, once } from '@tauri-apps/api/event.js';
  Object.assign(window, { Channel, invoke, emit, listen, once, got: [] });
  window.ready = true;
</script>`;

const call = (page: Page, command: string, args?: unknown) =>
  page.evaluate(
    ([name, given]) =>
      (window as never as { invoke(...all: unknown[]): Promise<unknown> }).invoke(name, given).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      ),
    [command, args] as const,
  );

async function open(page: Page): Promise<void> {
  await serveTauriPages(page.context(), { '/': APP_PAGE });
  await page.goto(`${APP}/`);
  await page.waitForFunction('window.ready');
}

/** The message of the error that \`run\` rejects with, without colours. */
async function messageOf(run: () => Promise<unknown>): Promise<string> {
  const error = await run().then(
    () => new Error('nothing was thrown'),
    (thrown: Error) => thrown,
  );
  return stripVTControlCharacters(error.message);
}

test.describe('serve', () => {
  test('answers the real client library from commands in Node', async ({ page, ipc }) => {
    const seen: unknown[] = [];
    await ipc.serve({
      add: ({ a, b }: { a: number; b: number }, { window }) => ({ sum: a + b, window }),
      fail: () => {
        throw new Error('disk full');
      },
      reject: () => Promise.reject({ code: 7 }),
      bytes: (data: Uint8Array) => {
        seen.push(data);
        return new Uint8Array([9, 8]).buffer;
      },
      nothing: () => undefined,
    });
    await open(page);
    expect(await call(page, 'add', { a: 1, b: 2 })).toEqual({ value: { sum: 3, window: 'main' } });
    expect(await call(page, 'fail')).toEqual({ error: 'disk full' });
    expect(await call(page, 'reject')).toEqual({ error: { code: 7 } });
    expect(await call(page, 'unknown')).toEqual({ error: 'Command unknown not found' });
    expect(
      await page.evaluate(
        `invoke('bytes', new Uint8Array(20000).fill(5)).then((b) => [b instanceof ArrayBuffer, ...new Uint8Array(b)])`,
      ),
    ).toEqual([true, 9, 8]);
    expect(seen).toEqual([new Uint8Array(20_000).fill(5)]);
    expect(await page.evaluate('[isTauri, __TAURI_INTERNALS__.metadata.currentWindow.label]')).toEqual([true, 'main']);
    expect(ipc.calls('add')[0]).toMatchObject({ result: { Ok: { sum: 3, window: 'main' } } });
    expect(ipc.calls('add')[0]).not.toHaveProperty('mocked');
    expect(ipc.recorder.ipcReplaySequence()).toHaveLength(5);
  });

  test('delivers events and channel messages before the answer that follows them', async ({ page, ipc }) => {
    await ipc.serve({
      run: async ({ onProgress }: { onProgress: { send(message: unknown): void } }, { emit }) => {
        onProgress.send({ percent: 10 });
        await emit('progress', 50);
        onProgress.send({ percent: 100 });
        return 'done';
      },
    });
    await open(page);
    await page.evaluate(`listen('progress', ({ payload }) => got.push(['event', payload]))`);
    await page.evaluate(
      `invoke('run', { onProgress: new Channel((message) => got.push(['channel', message])) }).then((v) => got.push(['answer', v]))`,
    );
    await expect
      .poll(() => page.evaluate('got'))
      .toEqual([
        ['channel', { percent: 10 }],
        ['event', 50],
        ['channel', { percent: 100 }],
        ['answer', 'done'],
      ]);
    expect(ipc.pushes().map(({ command, args }) => [command, args])).toEqual([
      ['run#onProgress', { percent: 10 }],
      ['progress', 50],
      ['run#onProgress', { percent: 100 }],
    ]);
  });

  test('listen, once, emit and unlisten work as in Tauri', async ({ page, ipc }) => {
    await ipc.serve({});
    await open(page);
    await page.evaluate(
      `(async () => { window.stop = await listen('a', ({ payload, event, id }) => got.push([event, payload, typeof id])); await once('b', ({ payload }) => got.push(['once', payload])); })()`,
    );
    expect(await ipc.emit('a', { n: 1 })).toBe(1);
    expect(await ipc.emit('b', 1)).toBe(1);
    expect(await ipc.emit('b', 2)).toBe(0);
    await page.evaluate(`emit('a', 'from the page')`);
    await page.evaluate('stop()');
    expect(await ipc.emit('a', 3)).toBe(0);
    expect(await page.evaluate('got')).toEqual([
      ['a', { n: 1 }, 'number'],
      ['once', 1],
      ['a', 'from the page', 'number'],
    ]);
  });

  test('stays the backend over navigation, in popups and when it starts after the page', async ({ page, ipc }) => {
    await open(page);
    await ipc.serve((command, args) => ({ command, args }));
    expect(await call(page, 'late', { n: 1 })).toEqual({ value: { command: 'late', args: { n: 1 } } });
    await page.reload();
    await page.waitForFunction('window.ready');
    expect(await call(page, 'reloaded')).toEqual({ value: { command: 'reloaded', args: {} } });
  });
});

test.describe('route', () => {
  test.beforeEach(async ({ page, ipc }) => {
    await ipc.serve({ load: ({ id }: { id: number }) => `note ${id}`, save: () => 'saved' });
    await open(page);
  });

  test('fulfils, rejects and lets through, newest route first', async ({ page, ipc }) => {
    const asked: unknown[] = [];
    await ipc.route('load', (route, { args }) => {
      asked.push(args);
      return (args as { id: number }).id === 1 ? route.fulfill('first route') : route.fallback();
    });
    await ipc.route(/^(load|save)$/, (route, { command, args }) => {
      if (command === 'save') route.reject('read only');
      else if ((args as { id: number }).id === 3) route.continue();
      else route.fallback();
    });
    expect(await call(page, 'load', { id: 1 })).toEqual({ value: 'first route' });
    expect(await call(page, 'load', { id: 2 })).toEqual({ value: 'note 2' });
    expect(await call(page, 'load', { id: 3 })).toEqual({ value: 'note 3' });
    expect(await call(page, 'save')).toEqual({ error: 'read only' });
    expect(asked).toEqual([{ id: 1 }, { id: 2 }]);
    expect(ipc.calls().map(({ mocked }) => mocked)).toEqual([true, undefined, undefined, true]);
    await ipc.unroute(/^(load|save)$/);
    expect(await call(page, 'save')).toEqual({ value: 'saved' });
    await ipc.unroute();
    expect(await call(page, 'load', { id: 1 })).toEqual({ value: 'note 1' });
  });

  test('says so when a handler decides nothing, twice, or throws', async ({ page, ipc }) => {
    await ipc.route('load', () => {});
    expect(await call(page, 'load', { id: 1 })).toEqual({
      error:
        'The route for "load" took no decision. Call route.fulfill, route.reject, route.continue or route.fallback.',
    });
    await ipc.route('load', () => {
      throw new Error('oops');
    });
    expect(await call(page, 'load', { id: 1 })).toEqual({ error: 'The route handler for "load" failed: oops' });
    await ipc.route('load', (route) => {
      route.fulfill(1);
      route.fulfill(2);
    });
    expect(await call(page, 'load', { id: 1 })).toEqual({
      error: expect.stringContaining('was decided twice (fulfill, then fulfill)'),
    });
  });
});

test('routes only the commands asked for when the app has a backend of its own', async ({ page, ipc }) => {
  await page.addInitScript(`window.__TAURI_INTERNALS__ = { invoke: async (c) => 'app ' + c };`);
  await open(page);
  await ipc.route('mine', (route) => route.fulfill('route'));
  expect(await call(page, 'mine')).toEqual({ value: 'route' });
  expect(await call(page, 'theirs')).toEqual({ value: 'app theirs' });
  await page.reload();
  await page.waitForFunction('window.ready');
  expect(await call(page, 'mine')).toEqual({ value: 'route' });
});

test.describe('waitForCall', () => {
  test.beforeEach(async ({ page, ipc }) => {
    await ipc.serve({
      load: () => 1,
      slow: () => new Promise((resolve) => setTimeout(() => resolve('slow'), 50)),
      hang: () => new Promise(() => {}),
    });
    await open(page);
  });

  test('resolves with the next call of a command when it has ended', async ({ page, ipc }) => {
    await call(page, 'slow', { n: 0 });
    const waiting = ipc.waitForCall('slow', { args: { n: 2 } });
    await call(page, 'slow', { n: 1 });
    await call(page, 'slow', { n: 2, more: true });
    expect(await waiting).toMatchObject({ command: 'slow', args: { n: 2 }, result: { Ok: 'slow' } });
    const any = ipc.waitForCall(({ command }) => command.startsWith('lo'));
    await call(page, 'load');
    expect((await any).command).toBe('load');
  });

  test('says what came instead when it times out', async ({ page, ipc }) => {
    const waiting = messageOf(() => ipc.waitForCall('hang', { timeout: 1500 }));
    await page.evaluate(`void invoke('hang', { id: 1 }); invoke('load')`);
    expect(await waiting).toMatch(
      /^ipc\.waitForCall: "hang" did not end within 1500 ms\. It has started, and has not ended\.\nCalls since then:\n {2}#0 {2}hang \{"id":1\} … pending\n {2}#1 {2}load → 1 \(\d+ ms\)$/,
    );
  });
});

test.describe('matchers', () => {
  const started = (page: Page, ipc: Ipc) => ({
    later: (command: string, args: unknown, ms: number) =>
      void setTimeout(() => void call(page, command, args).catch(() => {}), ms),
    ipc,
  });

  test.beforeEach(async ({ page, ipc }) => {
    await ipc.serve({
      save: () => null,
      fail: () => Promise.reject('disk full'),
      hang: () => new Promise(() => {}),
      slow: () => new Promise((resolve) => setTimeout(resolve, 300)),
    });
    await open(page);
  });

  test('retry until they pass', async ({ page, ipc }) => {
    const { later } = started(page, ipc);
    later('save', { title: 'Milk', tags: ['a'], at: { $date: 1 } }, 100);
    await expect(ipc).toHaveInvoked('save', { title: expect.stringMatching(/^M/), tags: ['a'] });
    await expect(ipc).toHaveInvoked(/^sa/);
    later('save', { title: 'Milk' }, 100);
    await expect(ipc).toHaveInvokedTimes('save', 2);
    await expect(ipc).toHaveInvokedTimes('save', 1, { args: { tags: expect.anything() } });
    void call(page, 'slow').catch(() => {});
    await expect(ipc).not.toHaveNoPendingCalls();
    await expect(ipc).toHaveNoPendingCalls();
    await expect(ipc).toHaveNoFailedCalls();
    later('fail', {}, 50);
    await expect(ipc).not.toHaveNoFailedCalls();
    await expect(ipc).toHaveNoFailedCalls({ ignore: 'fail' });
    await expect(ipc).not.toHaveInvoked('save', { title: 'Eggs' });
  });

  test('show the nearest calls when they fail', async ({ page, ipc }) => {
    expect(await messageOf(() => expect(ipc).toHaveInvoked('save', undefined, { timeout: 50 }))).toBe(
      'expect(ipc).toHaveInvoked(expected)\n\nExpected: save\nTimeout:  50 ms\n\nNo call was made at all.\nTauri is in the page at http://app.test/, and the app called nothing by it up to the end of the test.',
    );
    await call(page, 'save', { title: 'Mlik', body: '' });
    await call(page, 'fail');
    expect(await messageOf(() => expect(ipc).toHaveInvoked('save', { title: 'Milk', id: 1 }, { timeout: 50 }))).toMatch(
      /^expect\(ipc\)\.toHaveInvoked\(expected\)\n\nExpected: save with \{"title":"Milk","id":1\}\nTimeout: {2}50 ms\n\nNearest call of 1:\n {2}#0 {2}save \{"title":"Mlik","body":""\} → null \(\d+ ms\)\n {8}args\.title: expected "Milk", received "Mlik"\n {8}args\.id: expected 1, received nothing$/,
    );
    expect(await messageOf(() => expect(ipc).toHaveInvoked('load', undefined, { timeout: 50 }))).toContain(
      'Commands that were called: save, fail.',
    );
    expect(await messageOf(() => expect(ipc).not.toHaveInvoked('save', undefined, { timeout: 50 }))).toMatch(
      /Expected: not save\n[\s\S]*But it was called:\n {2}#0 {2}save /,
    );
    expect(await messageOf(() => expect(ipc).toHaveInvokedTimes('save', 2, { timeout: 50 }))).toMatch(
      /Expected: save, 2 times\n[\s\S]*It was called 1 time:\n/,
    );
    expect(await messageOf(() => expect(ipc).toHaveNoFailedCalls({ timeout: 50 }))).toMatch(
      /Expected: no failed calls\n[\s\S]*Failed calls:\n {2}#1 {2}fail → Err "disk full"/,
    );
    await page.evaluate(`void invoke('hang')`);
    expect(await messageOf(() => expect(ipc).toHaveNoPendingCalls({ timeout: 50 }))).toMatch(
      /Pending calls:\n {2}#2 {2}hang … pending/,
    );
    expect(await messageOf(() => expect(page as never as Ipc).toHaveInvoked('save'))).toBe(
      "expect(…).toHaveInvoked() needs the recorder's fixture, as in expect(ipc).toHaveInvoked(…). It got object. Where the suite has a fixture ipc of its own, the recorder's is ipcRecording: expect(ipcRecording).toHaveInvoked(…).",
    );
  });

  test('see what the app saw, and show what may be seen', async ({ page, ipc }) => {
    await call(page, 'save', { user: 'ada', password: 'correct-horse-battery' });
    await expect(ipc).toHaveInvoked('save', { password: 'correct-horse-battery' });
    expect(ipc.calls('save')[0]?.args).toEqual({ user: 'ada', password: 'correct-horse-battery' });
    const message = await messageOf(() => expect(ipc).toHaveInvoked('save', { user: 'bob' }, { timeout: 50 }));
    expect(message).toContain('"ada"');
    expect(message).not.toContain('correct-horse');
    expect(JSON.stringify(ipc.recorder.export())).not.toContain('correct-horse');
  });
});

test('records a browser that the test launches itself, attached or not, once', async ({
  playwright,
  ipc,
  browser,
}, testInfo) => {
  const own = await playwright.chromium.launch(testInfo.project.use.launchOptions);
  const page = await own.newPage();
  await page.addInitScript(`window.__TAURI_INTERNALS__ = { invoke: async (c) => c };`);
  await page.goto('data:text/html,x');
  await page.evaluate(`__TAURI_INTERNALS__.invoke('before')`);
  await ipc.attach(page);
  await page.evaluate(`__TAURI_INTERNALS__.invoke('after')`);
  await page.goto('data:text/html,y');
  await page.evaluate(`__TAURI_INTERNALS__.invoke('next document')`);
  await expect(ipc).toHaveNoPendingCalls();
  expect(ipc.calls().map(({ command }) => command)).toEqual(['before', 'after', 'next document']);
  await own.close();
  expect(browser.isConnected()).toBe(true);
});

test.describe('a page shared by tests', () => {
  test.describe.configure({ mode: 'serial' });
  let shared: Page;

  test.beforeAll(async ({ browser }) => {
    shared = await browser.newPage();
    await open(shared);
  });
  test.afterAll(() => shared.close());

  for (const n of [1, 2]) {
    test(`is recorded and served by the test that attaches it (${n})`, async ({ ipc }) => {
      await ipc.serve({ load: () => `from test ${n}` });
      await ipc.route('save', (route) => route.fulfill(`route of test ${n}`));
      await ipc.attach(shared);
      expect(await call(shared, 'load')).toEqual({ value: `from test ${n}` });
      expect(await call(shared, 'save')).toEqual({ value: `route of test ${n}` });
      expect(ipc.calls().map(({ command }) => command)).toEqual(['load', 'save']);
    });
  }
});

test('records a source of one’s own', async ({ ipc }) => {
  let detached = 0;
  await ipc.attach({
    async attach(sink) {
      const started = sink.started({
        type: 'Ipc',
        id: '1',
        command: 'mine',
        timestamp: new Date().toISOString(),
        duration_ms: null,
        result: 'Pending',
        arg_size_bytes: 0,
        webview_label: 'main',
      });
      sink.settled(started, { result: { Ok: 1 }, durationUs: 1500 });
    },
    async detach() {
      detached += 1;
    },
  });
  expect(ipc.calls('mine')[0]).toMatchObject({ result: { Ok: 1 }, duration_ms: 2, duration_us: 1500 });
  expect(detached).toBe(0);
});

test.describe('off', () => {
  test.use({ ipcRecorder: 'off' });

  test('adds nothing to the page and says so when it is used', async ({ page, ipc }) => {
    await open(page);
    expect(
      await page.evaluate(
        `[Symbol.for('playwright-ipc-recorder') in window, '__ipcRecorder' in window, '__TAURI_EVENT_PLUGIN_INTERNALS__' in window]`,
      ),
    ).toEqual([false, false, false]);
    expect(await messageOf(async () => ipc.calls())).toContain("ipcRecorder is 'off' here");
  });
});

test.describe('a recorded race', () => {
  const at = (ms: number) => new Date(Date.UTC(2026, 10, 25) + ms).toISOString();
  const recorded = (command: string, start: number, took: number, index: number) => ({
    index,
    timestamp: at(start),
    event: {
      type: 'Ipc',
      id: command,
      command,
      timestamp: at(start),
      duration_ms: took,
      duration_us: took * 1_000,
      result: { Ok: command },
      args: {},
      arg_size_bytes: 0,
      webview_label: 'main',
    },
  });
  const session = {
    id: 'race',
    started_at: at(0),
    events: [recorded('open_document', 0, 300, 0), recorded('get_settings', 1, 100, 1)],
    checkpoints: [],
  };

  for (const [timing, order] of [
    ['in-order', ['get_settings', 'open_document']],
    ['at-once', ['open_document', 'get_settings']],
    [0.5, ['get_settings', 'open_document']],
  ] as const) {
    test(`is answered as the timing ${timing} says`, async ({ page, ipc }, testInfo) => {
      const file = testInfo.outputPath('race.json');
      writeFileSync(file, JSON.stringify(session));
      await ipc.routeFromSession(file, { timing });
      await open(page);
      const came = await page.evaluate(async () => {
        const { invoke } = window as never as { invoke(command: string): Promise<string> };
        const answers: string[] = [];
        await Promise.all(
          ['open_document', 'get_settings'].map((one) => invoke(one).then((value) => answers.push(value))),
        );
        return answers;
      });
      expect(came).toEqual(order);
    });
  }
});
