// The specs in Chromium, on mocks.
import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
import { BrowserNotes } from './browser-notes.ts';
import { mockBackend } from './mock-backend.ts';
import type { NotesPage } from './notes-page.ts';
import { notesSpecs } from './notes-specs.ts';

const test = base.extend<{ notes: NotesPage }>({
  notes: async ({ page, ipc }, use) => {
    await ipc.serve(mockBackend());
    const notes = new BrowserNotes(page);
    await notes.open();
    await expect.poll(() => notes.status()).toBe('Ready');
    await use(notes);
  },
});

notesSpecs(test);
