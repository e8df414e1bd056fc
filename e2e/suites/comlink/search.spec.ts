// Tests of an app that searches in a Comlink worker and saves by Tauri; one fails on purpose. COMLINK_BACKEND=none takes the backend
// behind Tauri away. The worker is part of the frontend, and is there in a replay too.
import process from 'node:process';
import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
import { COMLINK } from '../../support/pages/comlink-client.ts';
import { FileServers } from '../../support/pages/serve-files.ts';

const FILES = {
  '/comlink.mjs': COMLINK,
  '/search.mjs': `import * as Comlink from './comlink.mjs';
    Comlink.expose({ find: (text, notes) => notes.filter((note) => note.includes(text)) });`,
  '/': `<input aria-label="Search"><ul></ul><script type="module">
    import * as Comlink from './comlink.mjs';
    const worker = Comlink.wrap(new Worker('/search.mjs', { type: 'module', name: 'search' }));
    const { invoke } = window.__TAURI_INTERNALS__;
    document.querySelector('input').oninput = async ({ target }) => {
      const found = await worker.find(target.value, await invoke('list_notes'));
      await invoke('save_search', { text: target.value, count: found.length });
      document.querySelector('ul').replaceChildren(...found.map((textContent) => Object.assign(document.createElement('li'), { textContent })));
    };
  </script>`,
};

const servers = new FileServers();
const test = base.extend<{ app: undefined }>({
  app: [
    async ({ page, ipc }, use) => {
      const isGone = process.env.COMLINK_BACKEND === 'none';
      await ipc.serve((command) => {
        if (isGone) throw new Error('the backend is gone');
        return command === 'list_notes' ? ['Milk', 'Bread', 'Muesli'] : null;
      });
      await page.goto(await servers.serve(FILES));
      await use(undefined);
      await servers.close();
    },
    { auto: true },
  ],
});
test.use({ ipcRecorder: { mode: 'retain-on-failure', sources: { workers: true } } });

test('finds notes', async ({ page, ipc }) => {
  await page.getByLabel('Search').fill('M');
  await expect(page.getByRole('listitem')).toHaveText(['Milk', 'Muesli']);
  await expect(ipc).toHaveInvoked('save_search', { count: 2 });
});

test('finds notes whatever their case', async ({ page }) => {
  await page.getByLabel('Search').fill('m');
  await expect(page.getByRole('listitem')).toHaveText(['Milk', 'Muesli'], { timeout: 1_000 });
});
