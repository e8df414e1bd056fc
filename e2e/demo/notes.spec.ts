// Run by `npm run demo`: one test passes, one fails, one times out. Two of them are meant to: see what the recorder says of them.
import { expect, test } from 'playwright-ipc-recorder/fixtures';
import { createBackend } from '../apps/notes/backend.ts';

test('adds a note', async ({ page, ipc }) => {
  await ipc.serve(createBackend());
  await page.goto('/');
  await test.step('write it', async () => {
    await page.getByLabel('Title').fill('Milk');
    await page.getByLabel('Body').fill('Two bottles');
  });
  await test.step('save it', async () => {
    await page.getByRole('button', { name: 'Save' }).click();
  });
  await expect(page.getByRole('listitem').filter({ hasText: 'Milk' })).toBeVisible();
  await expect(ipc).toHaveInvoked('save_note', { title: 'Milk' });
});

test('finds a note', async ({ page, ipc }) => {
  // The backend was upgraded and answers { items: [...] }; the frontend still expects a list.
  await ipc.serve(createBackend({ apiVersion: 2 }));
  await page.goto('/');
  await test.step('search', async () => {
    await page.getByLabel('Search').fill('Ada');
  });
  await expect(page.getByRole('listitem')).toHaveText([/Call Ada/]);
});

test('syncs the notes', async ({ page, ipc }) => {
  test.setTimeout(5_000);
  // The server cannot be reached, and the backend waits for it for ever.
  await ipc.serve(createBackend({ online: false }));
  await page.goto('/');
  await test.step('sync', async () => {
    await page.getByRole('button', { name: 'Sync' }).click();
    await expect(page.getByRole('status')).toHaveText('Synced', { timeout: 30_000 });
  });
});
