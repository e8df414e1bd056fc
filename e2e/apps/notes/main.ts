import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { ExportProgress, Note } from './backend.ts';

declare global {
  interface Window {
    /** Read by playwright-ipc-recorder at each checkpoint. */
    __IPC_RECORDER_STATE__?: () => unknown;
  }
}

const search = element<HTMLInputElement>('search');
const title = element<HTMLInputElement>('title');
const body = element<HTMLTextAreaElement>('body');
const format = element<HTMLSelectElement>('format');
const theme = element<HTMLSelectElement>('theme');
const status = element<HTMLOutputElement>('status');
const errorBox = element('error');

let notes: Note[] = [];

window.__IPC_RECORDER_STATE__ = () => ({
  notes,
  query: search.value,
  theme: theme.value,
  status: status.value,
  error: errorBox.hidden ? null : errorBox.textContent,
});

element('editor').addEventListener('submit', (event) => {
  event.preventDefault();
  void attempt('Saved', async () => {
    await invoke('save_note', { title: title.value, body: body.value });
    title.value = '';
    body.value = '';
  });
});
search.addEventListener('input', () => void attempt('Ready', showNotes));
element('sync').addEventListener('click', () => {
  status.value = 'Syncing…';
  void attempt('Synced', () => invoke('sync_notes'));
});
element('export').addEventListener('click', () => {
  void attempt('Exported', async () => {
    const onProgress = new Channel<ExportProgress>(({ done, total }) => {
      status.value = `Exporting ${done} of ${total}…`;
    });
    await invoke('export_notes', { format: format.value, onProgress });
  });
});
theme.addEventListener('change', () => setTheme(theme.value));

setTheme(localStorage.getItem('notes.theme') ?? 'light');
void attempt('Ready', async () => {
  await listen('notes://changed', () => void attempt(null, showNotes));
  await showNotes();
});

/** Runs what a button or the backend asks for; says in the page how it went. Without `done` a success changes no words. */
async function attempt(done: string | null, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
    errorBox.hidden = true;
    if (done !== null) status.value = done;
  } catch (error) {
    errorBox.textContent = messageOf(error);
    errorBox.hidden = false;
    status.value = 'Failed';
  }
}

async function showNotes(): Promise<void> {
  const query = search.value.trim();
  notes = query ? await invoke<Note[]>('search_notes', { query }) : await invoke<Note[]>('list_notes');
  element('notes').replaceChildren(...Array.from(notes, noteItem));
  element('count').textContent = `${notes.length} ${notes.length === 1 ? 'note' : 'notes'}`;
}

function noteItem(note: Note): HTMLLIElement {
  const text = document.createElement('div');
  const heading = document.createElement('h2');
  heading.textContent = note.title;
  const paragraph = document.createElement('p');
  paragraph.textContent = note.body;
  text.append(heading, paragraph);

  const remove = document.createElement('button');
  remove.type = 'button';
  remove.textContent = 'Delete';
  remove.ariaLabel = `Delete ${note.title}`;
  remove.addEventListener('click', () => void attempt('Deleted', () => invoke('delete_note', { id: note.id })));

  const item = document.createElement('li');
  item.append(text, remove);
  return item;
}

function setTheme(name: string): void {
  theme.value = name;
  document.documentElement.dataset.theme = name;
  localStorage.setItem('notes.theme', name);
}

/** A Rust command's error is whatever it serializes to: a text, or here an object with a message. */
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}

function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`No element #${id}`);
  return found as T;
}
