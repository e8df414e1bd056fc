// What a recorded backend pushes goes to the window it was recorded in, and as often; also what it pushed before anything was asked for.
import { writeFileSync } from 'node:fs';
import type { BrowserContext, Page, TestInfo } from '@playwright/test';
import type { IpcCall } from 'playwright-ipc-recorder';
import { expect, type Ipc, test } from 'playwright-ipc-recorder/fixtures';
import { SampleSession } from './support/sample-session.ts';
import { APP, serveTauriPages } from './support/tauri-page.ts';
import { WailsV3Server } from './support/wails-v3-server.ts';

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
  window.save = () => invoke('save_note').then(add);
  window.rename = () => emit('renamed', 'Milk').then(() => invoke('list_notes'));
</script>`;

const serve = (context: BrowserContext) =>
  serveTauriPages(context, { '/': WINDOW, '/outer': `${WINDOW}<iframe src="/inner"></iframe>`, '/inner': WINDOW });

const heardIn = (page: Pick<Page, 'locator'>) => page.locator('li');

async function open(page: Page, path = '/'): Promise<void> {
  await page.goto(APP + path);
  await page.waitForFunction(() => 'rename' in window);
}

async function replay(ipc: Ipc, testInfo: TestInfo, session: SampleSession): Promise<void> {
  const file = testInfo.outputPath('session.json');
  writeFileSync(file, JSON.stringify(session.build()));
  await ipc.routeFromSession(file);
}

const push = (page: string, payload: string, rest: Partial<IpcCall> = {}): Partial<IpcCall> => ({
  kind: 'push',
  page,
  args: payload,
  ...rest,
});

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
  await replay(ipc, testInfo, session);
  await open(page);
  const second = await context.newPage();
  await open(second, '/outer');
  const frame = second.frames()[1];
  await frame?.waitForFunction(() => 'rename' in window);
  await page.evaluate('save()');
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
  await replay(ipc, testInfo, session);
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
  await replay(ipc, testInfo, session);
  await open(page, '/?listens=2');
  await expect(heardIn(page)).toHaveText(['saved early', 'saved early']);
  await page.reload();
  await page.waitForFunction(() => 'rename' in window);
  await page.evaluate('save()');
  await expect(heardIn(page)).toHaveText(['done']);
});

test('where listening is no call, it comes when the page has loaded', async ({ page, ipc }, testInfo) => {
  const server = new WailsV3Server(`<output></output><script type="module">
    import { Events } from '@wailsio/runtime';
    Events.On('ready', ({ data }) => { document.querySelector('output').textContent += data; });
  </script>`);
  const session = new SampleSession().at(10).call('ready', push('page-1', 'ready', { source: 'wails-v3' }));
  await replay(ipc, testInfo, session);
  await page.goto('data:text/html,<p>Log in</p>');
  await page.goto(await server.listen());
  await expect(page.getByRole('status')).toHaveText('ready');
  await server.close();
});
