import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a suite of tests that pass, 20 unless said otherwise: a page of notes, some clicks in steps, and some forty calls to a made-up backend each.
 * It stands inside the repository, so that it finds Playwright.
 */
export function writeSuite(folder, { from, reporter, use, tests = 20 }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'playwright.config.mjs'), configOf(reporter, use));
  writeFileSync(join(folder, 'notes.spec.mjs'), specFrom(from, tests));
}

function configOf(reporter, use) {
  return `import { browserLaunchOptions } from '../../../scripts/browser.mjs';
export default {
  testDir: '.',
  outputDir: 'test-results',
  workers: 1,
  reporter: ${JSON.stringify(reporter)},
  use: { launchOptions: browserLaunchOptions(), ...${JSON.stringify(use)} },
};
`;
}

function specFrom(from, tests) {
  return `import { expect, test } from '${from}';

const APP = ${JSON.stringify(APP)};

for (let i = 0; i < ${tests}; i++) {
  test('saves notes ' + i, async ({ page }) => {
    await page.route('http://notes.test/', (route) => route.fulfill({ contentType: 'text/html', body: APP }));
    await page.goto('http://notes.test/');
    for (const title of ['Milk', 'Bread', 'Eggs', 'Salt', 'Tea']) {
      await test.step('save ' + title, async () => {
        await page.getByLabel('Title').fill(title);
        await page.getByRole('button', { name: 'Save' }).click();
        await expect(page.getByRole('listitem').last()).toHaveText(title);
      });
    }
    await expect(page.getByRole('listitem')).toHaveCount(5);
  });
}
`;
}

/** Every save makes eight calls, as apps do that read back what they wrote. */
const APP = `<!doctype html><title>notes</title><label>Title <input id="title"></label><button>Save</button><ul></ul><script>
  window.__TAURI_INTERNALS__ = {
    metadata: { currentWindow: { label: 'main' }, currentWebview: { label: 'main' } },
    invoke: (command, args) => new Promise((resolve) => setTimeout(() => resolve({ command, id: args.id, saved: true }), 2)),
  };
  document.querySelector('button').onclick = async () => {
    const title = document.querySelector('#title').value;
    const invoke = window.__TAURI_INTERNALS__.invoke;
    for (const command of ['save_note', 'list_notes', 'sync_status', 'read_settings']) await invoke(command, { id: 1, title });
    await Promise.all(['a', 'b', 'c', 'd'].map((tag) => invoke('tag_note', { id: 1, tag })));
    document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: title }));
  };
</script>`;
