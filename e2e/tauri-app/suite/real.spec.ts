// The specs on the real app, with its Rust backend.
import { test as base, expect } from 'playwright-ipc-recorder/fixtures';
import { type TauriFixtures, tauriFixtures } from 'playwright-ipc-recorder/tauri';
import type { NotesPage } from './notes-page.ts';
import { notesSpecs } from './notes-specs.ts';
import { TauriNotes } from './tauri-notes.ts';

const test = base.extend<object, TauriFixtures>(tauriFixtures).extend<{ notes: NotesPage }>({
  notes: async ({ tauriApp }, use) => {
    const notes = new TauriNotes(tauriApp);
    await notes.open();
    await expect.poll(() => notes.status()).toBe('Ready');
    await use(notes);
  },
});

notesSpecs(test);
