// What the Tauri app has beyond the notes of the demo: a raw body with headers, bytes as an answer, a second window, the number of starts.
import { invoke } from '@tauri-apps/api/core';

/** What `attach_file` answers. */
interface Attachment {
  id: string;
  note: string;
  size: number;
}

const attachment = element<HTMLOutputElement>('attachment');

element<HTMLInputElement>('file').addEventListener('change', async ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file !== undefined) attachment.value = await attach(new Uint8Array(await file.arrayBuffer()));
});
element('settings').addEventListener('click', () => void invoke('open_settings'));

void invoke<{ starts: number }>('app_info').then(({ starts }) => {
  element<HTMLOutputElement>('starts').value = `Start ${starts}`;
});

/** Sends a file for the first note and reads it back; returns how that went, for people. */
async function attach(content: Uint8Array): Promise<string> {
  try {
    const { id, size } = await invoke<Attachment>('attach_file', content, { headers: { note: 'note-1' } });
    const back = new Uint8Array(await invoke<ArrayBuffer>('read_attachment', { id }));
    return `${size} bytes, ${back.every((byte, at) => byte === content[at]) ? 'the same' : 'others'} read back`;
  } catch (error) {
    return `Failed: ${(error as { message?: string }).message ?? String(error)}`;
  }
}

function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`No element #${id}`);
  return found as T;
}
