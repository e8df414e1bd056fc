/** Names of what a kept recording attaches to its test. */
export const ATTACHMENTS = {
  session: 'ipc-session',
  timeline: 'ipc-timeline',
  summary: 'ipc-summary',
  workerSession: 'ipc-session-worker',
  replay: 'ipc-replay',
} as const;

/** File names in `<project.outputDir>/ipc/<testId>-r<retry>/`. */
export const RECORDING_FILES = {
  journal: 'journal.ndjson',
  session: 'ipc-session.json',
  timeline: 'ipc-timeline.html',
} as const;

/** The environment variable by which the reporter announces itself to its workers; its value is the reporter's process id. */
export const REPORTER_ENV = 'IPC_RECORDER_REPORTER';
