import process from 'node:process';

/** A note as the backend answers it. */
export interface Note {
  id: string;
  title: string;
  body: string;
}

/** A message on the channel of `export_notes`. */
export interface ExportProgress {
  done: number;
  total: number;
}

/** What a command gets besides its arguments. */
export interface CommandContext {
  emit(event: string, payload?: unknown): unknown;
}

export interface BackendOptions {
  /** What is there at the start. */
  notes?: Note[];
  /** 2 answers a search with `{ items }`, which the frontend does not know yet. @default 1 */
  apiVersion?: 1 | 2;
  /** Without the server a sync waits, and never answers. @default true */
  online?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: each command knows its own arguments
type Command = (args: any, context: CommandContext) => unknown;

const FIRST_NOTES: Note[] = [
  { id: 'note-1', title: 'Bread', body: 'Rye, from the corner' },
  { id: 'note-2', title: 'Call Ada', body: 'About the engine' },
];

/**
 * The commands of the notes app, as its Rust side has them; each call makes a backend of its own. NOTES_BACKEND=none takes them all
 * away, which nothing notices while a recording is replayed.
 */
export function createBackend(options: BackendOptions = {}): Record<string, Command> {
  if (process.env.NOTES_BACKEND === 'none') return {};
  const { apiVersion = 1, online = true } = options;
  let notes = [...(options.notes ?? FIRST_NOTES)];
  let lastNumber = notes.length;

  return {
    list_notes: () => notes,

    save_note: ({ title, body }: { title: string; body: string }, { emit }) => {
      if (title.trim() === '') throw { code: 'EMPTY_TITLE', message: 'A note needs a title.' };
      lastNumber += 1;
      const note = { id: `note-${lastNumber}`, title, body };
      notes = [...notes, note];
      emit('notes://changed', { reason: 'saved', id: note.id });
      return note;
    },

    delete_note: ({ id }: { id: string }, { emit }) => {
      if (!notes.some((note) => note.id === id)) throw { code: 'NOT_FOUND', message: `There is no note ${id}.` };
      notes = notes.filter((note) => note.id !== id);
      emit('notes://changed', { reason: 'deleted', id });
      return null;
    },

    search_notes: ({ query }: { query: string }) => {
      const found = notes.filter(({ title, body }) => `${title} ${body}`.toLowerCase().includes(query.toLowerCase()));
      return apiVersion === 1 ? found : { items: found, next: null };
    },

    export_notes: (args: { format: string; onProgress: { send(message: ExportProgress): unknown } }) => {
      notes.forEach((_, index) => {
        args.onProgress.send({ done: index + 1, total: notes.length });
      });
      return args.format === 'json'
        ? JSON.stringify(notes)
        : notes.map(({ title, body }) => `# ${title}\n\n${body}\n`).join('\n');
    },

    sync_notes: () => (online ? { synced: notes.length } : new Promise<never>(() => {})),
  };
}
