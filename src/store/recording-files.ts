import { basename, join } from 'node:path';

/** Names of what a kept recording attaches to its test. */
export const ATTACHMENTS = {
  session: 'ipc-session',
  timeline: 'ipc-timeline',
  summary: 'ipc-summary',
  workerSession: 'ipc-session-worker',
  /** The session with its large values in it, where its own text does not have them. */
  wholeSession: 'ipc-session-whole',
  replay: 'ipc-replay',
} as const;

/** Names of the files in a recording's folder. */
export const RECORDING_FILES = {
  journal: 'journal.ndjson',
  /** The older of the two segments of a journal. */
  olderJournal: 'journal.1.ndjson',
  session: 'ipc-session.json',
  timeline: 'ipc-timeline.html',
} as const;

/** The content type of each attachment that is a file of the recording. */
export const FILE_TYPES = {
  journal: 'application/x-ndjson',
  session: 'application/json',
  timeline: 'text/html',
  wholeSession: 'application/gzip',
} as const;

/**
 * The content types of attachments without a file. All but the report of a replay bear the mark of this package:
 * a reader that looks for a type goes by what stands before the semicolon, and the reporter knows by the mark what a worker attached.
 */
export const INLINE_TYPES = {
  session: withMark('application/gzip'),
  summary: withMark('text/markdown'),
  withheld: withMark('text/plain'),
  replay: 'application/json',
} as const;

/** Whether an attachment without a file is of this package, whatever its name. */
export function isInlineType(contentType: string): boolean {
  return MARK.test(contentType);
}

/** The id of a test's attempt, which is its session's id and names its folder. */
export function attemptId(testId: string, retry: number): string {
  return `${testId}-r${retry}`;
}

/** The id of the recording that a worker makes outside of tests. @param count how many it has made, with this one. */
export function workerRecordingId(workerIndex: number, count: number): string {
  return `worker-${workerIndex}-${count}`;
}

/** The folder of all recordings of a project, beside those that Playwright empties for each test. Without a dot: uploads skip hidden folders. */
export function recordingsFolder(outputDir: string): string {
  return join(outputDir, 'ipc');
}

/** The folder of one recording. */
export function recordingFolder(outputDir: string, id: string): string {
  return join(recordingsFolder(outputDir), id);
}

/** Whether a folder is that of a recording that a worker made outside of tests. @param workerIndex of which worker. @default any */
export function isWorkerFolder(folder: string, workerIndex?: number): boolean {
  const index = WORKER_ID.exec(basename(folder))?.[1];
  return index !== undefined && (workerIndex === undefined || Number(index) === workerIndex);
}

const WORKER_ID = /^worker-(\d+)-\d+$/;
const MARK = /; by=playwright-ipc-recorder(;|$)/;

function withMark(contentType: string): string {
  return `${contentType}; by=playwright-ipc-recorder`;
}
