import { createBackend } from '../../apps/notes/backend.ts';

/**
 * The commands of the app as its frontend's developers have mocked them. Of one of them the backend has changed since: it answers a saved note with
 * its body, and without the time at which it was saved.
 */
export function mockBackend(): ReturnType<typeof createBackend> {
  const { save_note: save, ...commands } = createBackend();
  return {
    ...commands,
    save_note: (args, context) => {
      const { body: _body, ...note } = (save?.(args, context) ?? {}) as { body?: string };
      return { ...note, savedAt: '2026-11-23T09:30:00Z' };
    },
    app_info: () => ({ version: '0.1.0', starts: 1 }),
  };
}
