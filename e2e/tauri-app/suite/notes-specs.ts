import { expect, type TestType } from '@playwright/test';
import type { NotesPage } from './notes-page.ts';

/** Declares the specs, which know nothing of where the app runs. */
// biome-ignore lint/suspicious/noExplicitAny: whatever other fixtures the project has
export function notesSpecs(test: TestType<{ notes: NotesPage } & any, any>): void {
  test('saves a note', async ({ notes }) => {
    await notes.write('Milk', 'Two bottles');
    await notes.press('Save');
    await expect.poll(() => notes.titles()).toEqual(['Bread', 'Call Ada', 'Milk']);
  });

  test('refuses a note without a title', async ({ notes }) => {
    await notes.write('', 'Two bottles');
    await notes.press('Save');
    await expect.poll(() => notes.error()).toBe('A note needs a title.');
  });

  test('syncs', async ({ notes }) => {
    await notes.press('Sync');
    await expect.poll(() => notes.status()).toBe('Synced');
  });
}
