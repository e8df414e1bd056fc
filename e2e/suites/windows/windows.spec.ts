// Tests of an app of two windows on Tauri's own scripts, whose backend pushes all the time: when a window has loaded, while calls go on,
// and to windows that have asked for nothing. All fail on purpose, on the list of all that a window was told. WINDOWS_BACKEND=none
// takes the backend away.
import process from 'node:process';
import { setTimeout as later } from 'node:timers/promises';
import type { Frame, Page } from '@playwright/test';
import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
import {
  emitFromRust,
  serveTauriApp,
  TAURI_APP,
  type TauriBackend,
  tauriInitScript,
} from '../../support/tauri/runtime.ts';

const WINDOW = `<button>Run</button><ul></ul><script type="module">
  import { Channel, invoke } from '@tauri-apps/api/core.js';
  import { listen } from '@tauri-apps/api/event.js';
  const add = (text) => { document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: text })); };
  // As an effect of React does while it is developed.
  (await listen('theme', () => add('theme of a listener that is gone')))();
  for (const event of ['ready', 'theme', 'progress']) await listen(event, ({ payload }) => add(event + ' ' + payload));
  add(await invoke('load', { page: location.pathname }));
  if (location.pathname === '/') setInterval(() => invoke('get_status'), 40);
  document.querySelector('button').onclick = async () => {
    const on = new Channel((message) => add('message ' + message));
    await Promise.all([
      ...[40, 10, 25].map((ms) => invoke('run', { ms }).then(add)),
      invoke('download', { on }).then(add),
    ]);
    add(await invoke('save_theme', { theme: 'dark' }));
  };
</script>`;

/** Tells every window. */
const tell = async (frames: Iterable<Frame>, event: string, payload: unknown) => {
  await Promise.all([...frames].map((frame) => emitFromRust(frame, event, payload).catch(() => {})));
};

const test = base.extend<{ app: undefined }>({
  app: [
    async ({ context }, use) => {
      const isGone = process.env.WINDOWS_BACKEND === 'none';
      const windows = () => context.pages().map((page) => page.mainFrame());
      const backend: TauriBackend = async ({ command, args, frame, sendToChannel }) => {
        if (isGone) throw 'the backend is gone';
        const { ms = 0, on = '', page, theme } = args as { ms?: number; on?: string; page?: string; theme?: string };
        if (command === 'load') return `loaded ${page}`;
        if (command === 'get_status') return 'idle';
        if (command === 'run') {
          await later(ms);
          await tell([frame], 'progress', `of ${ms}`);
          await later(ms);
          return `ran ${ms}`;
        }
        if (command === 'download') {
          for (let index = 0; index < 3; index += 1) {
            await later(15);
            await sendToChannel(on, index, index);
          }
          return 'downloaded';
        }
        await tell(windows(), 'theme', theme);
        return 'saved';
      };
      await context.addInitScript(tauriInitScript());
      await serveTauriApp(context, { '/': WINDOW, '/settings': WINDOW }, backend);
      let loads = 0;
      const watch = (page: Page) =>
        page.on('load', async () => {
          loads += 1;
          const number = loads;
          if (isGone) return;
          await expect(told(page)).not.toHaveCount(0);
          await tell([page.mainFrame()], 'ready', number);
        });
      for (const page of context.pages()) watch(page);
      context.on('page', watch);
      await use(undefined);
    },
    { auto: true },
  ],
  // Before the first page: the app is served by then.
  page: async ({ app: _app, context }, use) => use(await context.newPage()),
});

const told = (page: Page) => page.getByRole('listitem');

test('runs jobs at the same time', async ({ page }) => {
  await page.goto(TAURI_APP);
  await expect(told(page)).toHaveCount(2);
  await page.getByRole('button').click();
  await expect(told(page)).toHaveCount(14);
  await expect(told(page)).toHaveText(['all that it was told'], { timeout: 100 });
});

test('is told again after a reload', async ({ page }) => {
  await page.goto(TAURI_APP);
  await expect(told(page)).toHaveCount(2);
  await page.reload();
  await expect(told(page)).toHaveText(['loaded /', 'ready 2']);
  await page.getByRole('button').click();
  await expect(told(page)).toHaveCount(14);
  await expect(told(page)).toHaveText(['all that it was told'], { timeout: 100 });
});

test('tells the second window of a change in the first', async ({ page, context }) => {
  await page.goto(TAURI_APP);
  await expect(told(page)).toHaveCount(2);
  const settings = await context.newPage();
  await settings.goto(`${TAURI_APP}/settings`);
  await expect(told(settings)).toHaveText(['loaded /settings', 'ready 2']);
  await page.getByRole('button').click();
  await expect(told(page)).toHaveCount(14);
  await expect(told(settings)).toHaveCount(3);
  await expect(told(settings)).toHaveText(['all that it was told'], { timeout: 100 });
});
