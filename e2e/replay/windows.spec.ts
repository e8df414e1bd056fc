// What a recorded backend pushes goes to the window it was recorded in, and as often; also what it pushed before anything was asked for.
import type { BrowserContext, Page } from '@playwright/test';
import type { IpcCall } from 'playwright-ipc-recorder';
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { replayFrom } from '../support/sessions/replay-from.ts';
import { SampleSession } from '../support/sessions/sample-session.ts';
import { APP, serveTauriPages } from '../support/tauri/page.ts';
import { WailsV3Server } from '../support/wails/v3-server.ts';

test.use({ ipcRecorder: 'on' });

/** A window that lists what it hears, and saves when it is told to. It listens as often as its address says. */
const WINDOW = `<ul></ul><script type="module">
  import { invoke } from '@tauri-apps/api/core.js';
  import { emit, listen } from '@tauri-apps/api/event.js';
  const add = (text) => { document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: text })); };
  for (let times = 0; times < Number(new URLSearchParams(location.search).get('listens') ?? 1); times += 1) {
    if (times > 0) await new Promise((resolve) => setTimeout(resolve, 200));
    for (const event of ['saved', 'renamed']) await listen(event, ({ payload }) => add(event + ' ' + payload));
  }
  window.call = (command) => invoke(command).then(add);
  window.rename = (payload = 'Milk') => emit('renamed', payload).then(() => invoke('list_notes'));
</script>`;

const serve = (context: BrowserContext) =>
  serveTauriPages(context, { '/': WINDOW, '/outer': `${WINDOW}<iframe src="/inner"></iframe>`, '/inner': WINDOW });

const heardIn = (page: Pick<Page, 'locator'>) => page.locator('li');

async function open(page: Page, path = '/'): Promise<void> {
  await page.goto(APP + path);
  await page.waitForFunction(() => 'rename' in window);
}

const push = (page: string, payload: string, rest: Partial<IpcCall> = {}): Partial<IpcCall> => ({
  kind: 'push',
  page,
  args: payload,
  ...rest,
});

/** An answered call of a window that has no arguments. */
const call = (page: string | undefined, answer: string, rest: Partial<IpcCall> = {}): Partial<IpcCall> => ({
  ...(page === undefined ? {} : { page }),
  args: {},
  result: { Ok: answer },
  ...rest,
});

const listens = (page: string, event: string, rest: Partial<IpcCall> = {}): Partial<IpcCall> =>
  call(page, '1', { args: { event, handler: 1 }, ...rest });

test('each window hears what it heard in the recording, before the answer that it came before', async ({
  page,
  context,
  ipc,
}, testInfo) => {
  await serve(context);
  const session = new SampleSession()
    .at(0)
    .call('save_note', { page: 'page-1', args: {}, result: { Ok: 'done' }, duration_us: 50_000 });
  session.at(10).call('saved', push('page-1', 'for the first'));
  session.at(20).call('saved', push('page-2', 'for the second'));
  session.at(30).call('saved', push('page-2', 'for its frame', { frame: `${APP}/inner` }));
  session.at(40).call('saved', push('page-3', 'for nobody'));
  session.at(60).call('saved', push('page-2', 'afterwards'));
  await replayFrom(ipc, testInfo, session);
  await open(page);
  const second = await context.newPage();
  await open(second, '/outer');
  const frame = second.frames()[1];
  await frame?.waitForFunction(() => 'rename' in window);
  await page.evaluate('call("save_note")');
  await expect(heardIn(page)).toHaveText(['saved for the first', 'done']);
  await expect(heardIn(second)).toHaveText(['saved for the second', 'saved afterwards']);
  await expect(second.frameLocator('iframe').locator('li')).toHaveText(['saved for its frame']);
});

test('a window hears once what a window sends itself', async ({ page, context, ipc }, testInfo) => {
  await serve(context);
  const listen = { page: 'page-1', args: { event: 'renamed', handler: 1 }, result: { Ok: 1 } };
  const session = new SampleSession().at(0).call('plugin:event|listen', listen);
  session
    .at(10)
    .call('plugin:event|emit', { page: 'page-1', args: { event: 'renamed', payload: 'Milk' }, result: { Ok: null } });
  session.at(11).call('renamed', push('page-1', 'Milk'));
  session.at(12).call('renamed', push('page-2', 'Milk'));
  session.at(20).call('list_notes', { page: 'page-1', args: {}, result: { Ok: [] } });
  session.at(30).call('renamed', push('page-1', 'Milk'));
  await replayFrom(ipc, testInfo, session);
  await open(page);
  const second = await context.newPage();
  await open(second);
  await page.evaluate('rename()');
  // The second one is the backend's own.
  await expect(heardIn(page)).toHaveText(['renamed Milk', 'renamed Milk']);
  await expect(heardIn(second)).toHaveText(['renamed Milk']);
});

test('what came before any call comes once, when as many listen as did', async ({ page, context, ipc }, testInfo) => {
  await serve(context);
  const session = new SampleSession();
  for (let at = 0; at < 2; at += 1)
    session
      .at(at)
      .call('plugin:event|listen', { page: 'page-1', args: { event: 'saved', handler: at }, result: { Ok: at } });
  session.at(10).call('saved', push('page-1', 'early'));
  session.at(20).call('save_note', { page: 'page-1', args: {}, result: { Ok: 'done' } });
  await replayFrom(ipc, testInfo, session);
  await open(page, '/?listens=2');
  await expect(heardIn(page)).toHaveText(['saved early', 'saved early']);
  await page.reload();
  await page.waitForFunction(() => 'rename' in window);
  await page.evaluate('call("save_note")');
  await expect(heardIn(page)).toHaveText(['done']);
});

test('where listening is no call, it comes when the page has loaded', async ({ page, ipc }, testInfo) => {
  const server = new WailsV3Server(`<output></output><script type="module">
    import { Events } from '@wailsio/runtime';
    Events.On('ready', ({ data }) => { document.querySelector('output').textContent += data; });
  </script>`);
  const session = new SampleSession().at(10).call('ready', push('page-1', 'ready', { source: 'wails-v3' }));
  await replayFrom(ipc, testInfo, session);
  await page.goto('data:text/html,<p>Log in</p>');
  await page.goto(await server.listen());
  await expect(page.getByRole('status')).toHaveText('ready');
  await server.close();
});

test('what came to a window that was opened or loaded later waits for it', async ({ page, context, ipc }, testInfo) => {
  await serve(context);
  const session = new SampleSession();
  // The ids of calls tell which document they are of.
  session.at(0).call('plugin:event|listen', listens('page-1', 'saved', { id: 'aaa-1' }));
  session.at(10).call('save_note', call('page-1', 'done', { id: 'aaa-2' }));
  session.at(20).call('saved', push('page-1', 'at once', { id: 'aaa-3' }));
  session.at(100).call('plugin:event|listen', listens('page-1', 'saved', { id: 'bbb-1' }));
  session.at(110).call('saved', push('page-1', 'after the reload', { id: 'bbb-2' }));
  session.at(200).call('plugin:event|listen', listens('page-2', 'saved', { id: 'ccc-1' }));
  session.at(210).call('saved', push('page-2', 'in a new window', { id: 'ccc-2' }));
  await replayFrom(ipc, testInfo, session);
  await open(page);
  await page.evaluate('call("save_note")');
  await expect(heardIn(page)).toHaveText(['done', 'saved at once']);
  await page.reload();
  await expect(heardIn(page)).toHaveText(['saved after the reload']);
  const second = await context.newPage();
  await open(second);
  await expect(heardIn(second)).toHaveText(['saved in a new window']);
  await expect(heardIn(page)).toHaveText(['saved after the reload']);
});

test('a window is known by its page, though another one asks the same, and first this time', async ({
  page,
  context,
  ipc,
}, testInfo) => {
  await serve(context);
  const session = new SampleSession();
  session.at(0).call('get_config', call('page-1', 'of the first'));
  session.at(20).call('get_config', call('page-2', 'of the second'));
  session.at(300).call('save_note', call('page-1', 'done'));
  session.at(310).call('saved', push('page-1', 'for the first'));
  session.at(320).call('saved', push('page-2', 'for the second'));
  await replayFrom(ipc, testInfo, session);
  await open(page);
  const second = await context.newPage();
  await open(second);
  await second.evaluate('call("get_config")');
  await page.evaluate('call("get_config")');
  // Once more than it was recorded.
  await second.evaluate('call("get_config")');
  await page.evaluate('call("save_note")');
  await expect(heardIn(page)).toHaveText(['of the first', 'done', 'saved for the first']);
  await expect(heardIn(second)).toHaveText(['of the second', 'of the second', 'saved for the second']);
});

test('a session of one window is that of the window that asks, whatever its name is in this run', async ({
  page,
  context,
  ipc,
}, testInfo) => {
  await serve(context);
  const session = new SampleSession().at(10).call('saved', push('page-1', 'early'));
  session.at(20).call('save_note', call('page-1', 'done'));
  session.at(30).call('saved', push('page-1', 'late'));
  await replayFrom(ipc, testInfo, session);
  await page.goto('data:text/html,<script>console.warn("Log in")</script>');
  const second = await context.newPage();
  await open(second);
  await second.evaluate('call("save_note")');
  await expect(heardIn(second)).toHaveText(['saved early', 'done', 'saved late']);
});

test('a session that names no pages brings its pushes to the window that asks, and early ones to all', async ({
  page,
  context,
  ipc,
}, testInfo) => {
  await serve(context);
  await ipc.serve({ never: () => null });
  await open(page);
  const session = new SampleSession().at(10).call('saved', { kind: 'push', args: 'early' });
  session.at(20).call('save_note', call(undefined, 'done'));
  session.at(30).call('saved', { kind: 'push', args: 'late' });
  // The page listens already.
  await replayFrom(ipc, testInfo, session);
  await expect(heardIn(page)).toHaveText(['saved early']);
  await page.evaluate('call("save_note")');
  await expect(heardIn(page)).toHaveText(['saved early', 'done', 'saved late']);
});

test('a push for another window comes before the next answer there', async ({ page, context, ipc }, testInfo) => {
  await serve(context);
  const session = new SampleSession().at(0).call('first', call('page-1', 'one', { duration_us: 100_000 }));
  session.at(10).call('second', call('page-2', 'two', { duration_us: 200_000 }));
  session.at(150).call('saved', push('page-2', 'in between'));
  await replayFrom(ipc, testInfo, session);
  await open(page);
  const second = await context.newPage();
  await open(second);
  await second.evaluate('void call("second")');
  await expect.poll(() => ipc.calls('second')).toHaveLength(1);
  await page.evaluate('call("first")');
  await expect(heardIn(second)).toHaveText(['saved in between', 'two']);
});

test('a window that answers nothing costs the others one second, not each answer', async ({
  page,
  context,
  ipc,
}, testInfo) => {
  await serve(context);
  const session = new SampleSession().at(0).call('get_config', call('page-2', 'config'));
  for (let at = 10; at < 210; at += 10) {
    session.at(at).call('save_note', call('page-1', 'done', { duration_us: 2_000 }));
    session.at(at + 4).call('saved', push('page-2', 'elsewhere'));
  }
  await replayFrom(ipc, testInfo, session);
  await open(page);
  const second = await context.newPage();
  await open(second);
  await second.evaluate('call("get_config")');
  second.on('dialog', () => {});
  await second.evaluate('setTimeout(() => alert("busy"))');
  const began = performance.now();
  for (let times = 0; times < 20; times += 1) await page.evaluate('call("save_note")');
  expect(performance.now() - began).toBeLessThan(10_000);
  await expect(heardIn(page)).toHaveCount(20);
});

test('a push behind a call that a route answers comes, and no answer waits for that call', async ({
  page,
  context,
  ipc,
}, testInfo) => {
  await serve(context);
  const session = new SampleSession().at(0).call('load', call('page-1', 'loaded', { duration_us: 20_000_000 }));
  session.at(10).call('save_note', call('page-1', 'recorded', { duration_us: 10_000 }));
  session.at(30).call('saved', push('page-1', 'behind it'));
  await replayFrom(ipc, testInfo, session);
  await ipc.route('save_note', (route) => route.fulfill('routed'));
  await open(page);
  const began = performance.now();
  await page.evaluate('Promise.all([call("load"), call("save_note")])');
  expect(performance.now() - began).toBeLessThan(10_000);
  await expect(heardIn(page)).toHaveText(['routed', 'saved behind it', 'loaded']);
});

test('a window that calls later than it is pushed to gets that, where listening is no call', async ({
  page,
  context,
  ipc,
}, testInfo) => {
  const server = new WailsV3Server(`<ul></ul><script type="module">
    import { Call, Events } from '@wailsio/runtime';
    const add = (text) => { document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: text })); };
    Events.On('told', ({ data }) => add(data));
    window.call = (name) => Call.ByName(name).then(add);
  </script>`);
  const wails = { source: 'wails-v3', args: undefined };
  const session = new SampleSession().at(0).call('save', call('page-1', 'saved', { ...wails, id: 'aaa-1' }));
  session.at(10).call('told', push('page-2', 'of it', { source: 'wails-v3', id: 'bbb-1' }));
  session.at(50).call('read', call('page-2', 'read', { ...wails, id: 'bbb-2' }));
  await replayFrom(ipc, testInfo, session);
  const url = await server.listen();
  await page.goto(url);
  const second = await context.newPage();
  for (const one of [page, second]) {
    await one.goto(url);
    await one.waitForFunction(() => 'call' in window);
  }
  await page.evaluate('call("save")');
  await expect(heardIn(page)).toHaveText(['saved']);
  await second.evaluate('call("read")');
  await expect(heardIn(second).filter({ hasText: 'of it' })).toHaveCount(1);
  await expect(heardIn(second).filter({ hasText: 'read' })).toHaveCount(1);
  await server.close();
});
