// When an app begins to listen is its own affair: what it hears is compared, in a recording and in the replay of that recording.
import type { BrowserContext, Page, TestInfo } from '@playwright/test';
import { expect, type Ipc, test } from 'playwright-ipc-recorder/fixtures';
import { keepSession, replayFrom } from '../support/sessions/replay-from.ts';
import { SampleSession } from '../support/sessions/sample-session.ts';
import { settled } from '../support/settled.ts';
import { APP, serveTauriPages } from '../support/tauri/page.ts';

test.use({ ipcRecorder: 'on' });

/** An app of one module script, that keeps what it hears and what it is answered in `log`. */
const app = (body: string, rest = '') => `${rest}<script type="module">
  import { invoke } from '@tauri-apps/api/core.js';
  import { listen, once } from '@tauri-apps/api/event.js';
  const log = window.log = [];
  const hear = (event) => listen(event, ({ payload }) => log.push(event + ' ' + payload));
  const call = (command) => invoke(command).then((answer) => log.push(command + ': ' + answer));
  Object.assign(window, { hear, call });
  ${body}
  window.ready = true;
</script>`;

type Emit = (event: string, payload: unknown) => Promise<void>;
type Backend = Record<string, (emit: Emit) => Promise<unknown>>;

interface Trip {
  page: Page;
  context: BrowserContext;
  ipc: Ipc;
}

/** What is in `log` when a scenario was gone through with a backend, and again with its recording in the backend's place. */
async function twice(
  { page, context, ipc }: Trip,
  testInfo: TestInfo,
  pages: Record<string, string>,
  backend: Backend,
  scenario: (page: Page, toCome: number) => Promise<unknown[]>,
): Promise<[recorded: unknown, replayed: unknown]> {
  await serveTauriPages(context, pages);
  const commands = Object.entries(backend).map(([name, run]) => [
    name,
    (_args: unknown, { emit }: { emit: Emit }) => run(emit),
  ]);
  await ipc.serve(Object.fromEntries(commands));
  const recorded = await scenario(page, 0);
  const file = keepSession(ipc, testInfo);
  await page.close();
  await ipc.routeFromSession(file);
  return [recorded, await scenario(await context.newPage(), recorded.length)];
}

const opened = async (page: Page) => {
  await page.goto(APP);
  await page.waitForFunction(() => 'ready' in window);
};

/** The log when `toCome` entries have come, if they ever do, and nothing more comes. */
async function logOf(page: Page, ipc: Ipc, toCome: number): Promise<unknown[]> {
  await page
    .waitForFunction((count) => (window as unknown as { log: unknown[] }).log.length >= count, toCome, {
      timeout: 10_000,
    })
    .catch(() => {});
  await settled(page, ipc);
  return await page.evaluate('log');
}

const progress: Backend = {
  load: async (emit) => {
    for (const part of [1, 2]) await emit('progress', part);
    return 'loaded';
  },
  next: async (emit) => {
    await emit('progress', 3);
    return 'next';
  },
};

for (const [title, body] of [
  ['listens without waiting, and calls', `void hear('progress'); await call('load'); await call('next');`],
  [
    'calls, and then listens',
    `const loading = call('load'); void hear('progress'); await loading; await call('next');`,
  ],
  [
    'listens once',
    `void once('progress', ({ payload }) => log.push('once ' + payload)); await call('load'); await call('next');`,
  ],
  [
    'listens, no more, and again',
    `(await hear('progress'))(); await hear('progress'); await call('load'); await call('next');`,
  ],
  [
    'calls between two listeners',
    `const off = await hear('progress'); await call('load'); off(); await call('next'); await hear('progress');`,
  ],
] as const)
  test(`an app that ${title}`, async ({ page, context, ipc }, testInfo) => {
    const [recorded, replayed] = await twice(
      { page, context, ipc },
      testInfo,
      { '/': app(body) },
      progress,
      async (one, toCome) => {
        await opened(one);
        return await logOf(one, ipc, toCome);
      },
    );
    expect(replayed).toEqual(recorded);
    expect(recorded).toContain('load: loaded');
  });

test("what the test emits itself comes once, in a route too, and what a served backend emits is the session's", async ({
  page,
  context,
  ipc,
}, testInfo) => {
  const backend = { save: async () => await ipc.emit('progress', 'of the backend') };
  await ipc.route('routed', async (route) => {
    await ipc.emit('progress', 'of the route');
    route.fulfill('done');
  });
  const [recorded, replayed] = await twice(
    { page, context, ipc },
    testInfo,
    { '/': app(`await hear('progress');`) },
    backend,
    async (one, toCome) => {
      await opened(one);
      await one.evaluate('call("save")');
      await ipc.emit('progress', 'of the test');
      await one.evaluate('call("routed")');
      return await logOf(one, ipc, toCome);
    },
  );
  expect(recorded).toEqual([
    'progress of the backend',
    'save: 1',
    'progress of the test',
    'progress of the route',
    'routed: done',
  ]);
  expect(replayed).toEqual(recorded);
});

test('a listener that was taken off and comes again later hears what came then', async ({
  page,
  context,
  ipc,
}, testInfo) => {
  let tell: () => Promise<void> = async () => {};
  const told: Backend = {
    left: async (emit) => {
      tell = () => emit('progress', 'late');
    },
  };
  const body = `const off = await hear('progress'); window.leave = async () => { off(); await call('left'); };`;
  const [recorded, replayed] = await twice(
    { page, context, ipc },
    testInfo,
    { '/': app(body) },
    told,
    async (one, toCome) => {
      await opened(one);
      await one.evaluate('leave()');
      await settled(one, ipc);
      await one.evaluate('hear("progress")');
      if (toCome === 0) await tell();
      await one.waitForFunction('log.length === 2');
      return await logOf(one, ipc, toCome);
    },
  );
  expect(recorded).toEqual(['left: undefined', 'progress late']);
  expect(replayed).toEqual(recorded);
});

test('a frame is the same when its address changes', async ({ page, context, ipc }, testInfo) => {
  const pages = {
    '/': app(`await call('main');`, '<iframe src="/inner"></iframe>'),
    '/inner': app(`await hear('progress'); await call('inner'); location.hash = 'tab';`),
  };
  const [recorded, replayed] = await twice(
    { page, context, ipc },
    testInfo,
    pages,
    { main: async () => 1, inner: async () => 2, go: async (emit) => await emit('progress', 'x') },
    async (one) => {
      await opened(one);
      const [, frame] = one.frames();
      await frame?.waitForFunction(() => 'ready' in window);
      await one.evaluate('call("go")');
      await frame?.waitForFunction('log.length === 2');
      await settled(one, ipc);
      return [await one.evaluate('log'), await frame?.evaluate('log')];
    },
  );
  expect(recorded).toEqual([
    ['main: 1', 'go: undefined'],
    ['inner: 2', 'progress x'],
  ]);
  expect(replayed).toEqual(recorded);
});

test.describe('a page that was there before the test', () => {
  test.describe.configure({ mode: 'serial' });
  let shared: Page;
  test.beforeAll(async ({ browser }) => {
    shared = await browser.newPage();
    await serveTauriPages(shared.context(), { '/': app(`await hear('progress');`) });
    await shared.addInitScript(
      'window.__TAURI_INTERNALS__ = { invoke: async () => 1, transformCallback: (callback) => { window._1 = callback; return 1; } }',
    );
    await opened(shared);
  });
  test.afterAll(() => shared.close());

  test('hears what a session has for one that listens', async ({ ipc }, testInfo) => {
    await ipc.attach(shared);
    const session = new SampleSession();
    const listen = { page: 'page-1', id: 'aaa-1', args: { event: 'progress', handler: 1 }, result: { Ok: 1 } };
    session.at(0).call('plugin:event|listen', listen);
    session.at(10).call('go', { page: 'page-1', id: 'aaa-2', args: {}, result: { Ok: 'gone' } });
    session.at(20).call('progress', { page: 'page-1', id: 'aaa-3', kind: 'push', args: 'there' });
    await replayFrom(ipc, testInfo, session);
    await shared.evaluate('call("go")');
    expect(await logOf(shared, ipc, 2)).toEqual(['go: gone', 'progress there']);
  });
});

test('a session of another recorder is not taken for one of ours by its ids', async ({
  page,
  context,
  ipc,
}, testInfo) => {
  await serveTauriPages(context, { '/': app(`await hear('progress');`) });
  const session = new SampleSession();
  session.at(10).call('go', { page: 'page-1', id: 'call-1', args: {}, result: { Ok: 'gone' } });
  session.at(20).call('progress', { page: 'page-1', id: 'push-1', kind: 'push', args: 'there' });
  await replayFrom(ipc, testInfo, session);
  await opened(page);
  await page.evaluate('call("go")');
  expect(await logOf(page, ipc, 2)).toEqual(['go: gone', 'progress there']);
});
