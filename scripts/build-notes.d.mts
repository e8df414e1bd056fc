/** Builds the notes app of e2e/apps/notes into its dist/. */
export function buildNotes(): Promise<void>;
