// Tests of a small Wails v3 app, with the real runtime; two fail on purpose. WAILS_BACKEND=none takes its backend away.
import process from 'node:process';
import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
import { WailsV3Server } from '../../support/wails/v3-server.ts';

const HTML = `<button>Save</button><output></output><ul></ul><script type="module">
  import { Call, Events } from '@wailsio/runtime';
  const say = (text) => { document.querySelector('output').textContent = text; };
  const add = (text) => { document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: text })); };
  Events.On('saved', ({ data }) => add(data.title));
  document.querySelector('button').onclick = async () => {
    try {
      const id = crypto.randomUUID();
      const { echoed } = await Call.ByName('main.App.echo', { id, title: 'Milk', at: Date.now() });
      await Call.ByName('main.App.push', { name: 'saved', payload: echoed });
      await Promise.all([20, 5, 1].map((ms) => Call.ByName('main.App.slow', { ms, tag: 'after ' + ms }).then(add)));
      say(echoed.id === id ? 'Saved' : 'Saved as another');
    } catch (error) { say(error.message); }
  };
</script>`;

const test = base.extend<{ app: undefined }>({
  app: [
    async ({ page }, use) => {
      const server = new WailsV3Server(HTML);
      const url = await server.listen();
      if (process.env.WAILS_BACKEND === 'none') await page.route('**/wails/runtime', (route) => route.abort());
      await page.goto(url);
      await use(undefined);
      await server.close();
    },
    { auto: true },
  ],
});

test('saves a note', async ({ page }) => {
  await page.getByRole('button').click();
  await expect(page.getByRole('status')).toHaveText('Saved');
  await expect(page.getByRole('listitem')).toHaveText(['Milk', 'after 1', 'after 5', 'after 20']);
});

test('saves a note twice', async ({ page }) => {
  for (const title of ['first', 'second'])
    await test.step(title, async () => {
      await page.getByRole('button').click();
      await expect(page.getByRole('status')).toHaveText('Saved');
    });
  // What it should say, the app does not.
  await expect(page.getByRole('status')).toHaveText('Saved again', { timeout: 1_000 });
});

test('lists what comes first', async ({ page }) => {
  await page.getByRole('button').click();
  await expect(page.getByRole('status')).toHaveText('Saved');
  // The answers come the other way round.
  await expect(page.getByRole('listitem').nth(1)).toHaveText('after 20', { timeout: 1_000 });
});
