// Tests of the sample app: the first ones pass, the others fail on purpose, each in its own way.
import { stubDialog } from 'electron-playwright-helpers';
import { electronFixtures } from 'playwright-ipc-recorder/electron';
import { test as base, expect } from 'playwright-ipc-recorder/fixtures';

const test = base.extend(electronFixtures).extend({
  // Settings of its own for each test, on disk.
  electron: async ({ electron }, use, testInfo) => {
    await use({ ...electron, env: { ...electron.env, ELECTRON_NOTES_DATA: testInfo.outputPath('data') } });
  },
});

test('saves a note', async ({ electronApp, ipc }) => {
  const window = await electronApp.firstWindow();
  await test.step('write it', async () => {
    await window.getByLabel('Title').fill('Milk');
  });
  await test.step('save it', async () => {
    await window.getByRole('button', { name: 'Save' }).click();
  });
  await expect(window.getByRole('listitem')).toHaveText(['Bread', 'Call Ada', 'Milk']);
  await expect(ipc).toHaveInvoked('notes:save', [{ title: 'Milk' }]);
});

test('exports the notes to where the dialog says', async ({ electronApp }) => {
  await stubDialog(electronApp, 'showSaveDialog', { canceled: false, filePath: '/tmp/notes.md' });
  const window = await electronApp.firstWindow();
  await window.getByRole('button', { name: 'Export' }).click();
  await expect(window.getByRole('status')).toHaveText('Exported 2 notes to notes.md');
});

test('changes the theme in the settings window', async ({ electronApp }) => {
  const window = await electronApp.firstWindow();
  const opening = electronApp.waitForEvent('window');
  await window.getByRole('button', { name: 'Settings' }).click();
  const settings = await opening;
  await settings.getByLabel('Theme').selectOption('dark');
  await expect(settings.getByRole('status')).toHaveText('Saved theme');
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('counts the words', async ({ electronApp }) => {
  const window = await electronApp.firstWindow();
  await window.getByRole('button', { name: 'Count words' }).click();
  await expect(window.getByRole('status')).toHaveText('7 words');
});

test('finds a note by its body', async ({ electronApp }) => {
  const window = await electronApp.firstWindow();
  await test.step('search', async () => {
    await window.getByLabel('Search').fill('engine');
  });
  // The backend searches titles alone.
  await expect(window.getByRole('listitem')).toHaveText(['Call Ada']);
});

test('takes a note without a title', async ({ electronApp }) => {
  const window = await electronApp.firstWindow();
  await window.getByLabel('Body').fill('Two bottles');
  await window.getByRole('button', { name: 'Save' }).click();
  await expect(window.getByRole('status')).toHaveText('Saved');
});

test.describe('offline', () => {
  test.use({
    electron: async ({ electron }, use) => {
      await use({ ...electron, env: { ...electron.env, ELECTRON_NOTES_ONLINE: 'no' } });
    },
  });

  test('syncs the notes', async ({ electronApp }) => {
    test.setTimeout(5_000);
    const window = await electronApp.firstWindow();
    await window.getByRole('button', { name: 'Sync' }).click();
    await expect(window.getByRole('status')).toHaveText('Synced', { timeout: 30_000 });
  });
});

test('goes on after a crash of the main process', async ({ electronApp }) => {
  const window = await electronApp.firstWindow();
  await expect(window.getByRole('listitem')).toHaveCount(2);
  await window.evaluate('window.notes.debug("crash")');
});

test('closes while the main process hangs', async ({ electronApp }) => {
  test.setTimeout(5_000);
  const window = await electronApp.firstWindow();
  await expect(window.getByRole('listitem')).toHaveCount(2);
  await window.evaluate('window.notes.debug("freeze")');
});
