// The second window: it counts the notes, and hears of their changes as the first does.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

async function countNotes(): Promise<void> {
  const { length } = await invoke<unknown[]>('list_notes');
  const count = document.getElementById('count');
  if (count !== null) count.textContent = `${length} notes`;
}

void listen('notes://changed', () => void countNotes());
void countNotes();
