import type {
  Abandoned,
  IpcResult,
  RecordedEvent,
  SessionAction,
  SessionDropped,
  SessionExcluded,
  SessionGap,
  SessionObserved,
  SessionTest,
  StateCheckpoint,
} from '../../session/format/schema.ts';

/** The `format` of a journal's first line. */
export const JOURNAL_FORMAT = 'playwright-ipc-journal';
/** The version of a journal's lines. */
export const JOURNAL_VERSION = 1;

/** The first line of a journal: which recording it is of. */
export interface JournalHeader {
  /** The session's id. */
  id: string;
  started_at: string;
  /** A test's own traffic, or that of `beforeAll` and worker-scoped pages. */
  kind: 'test' | 'worker';
  /** The recorder's mode, in the words of Playwright's `trace`. */
  mode?: string;
  /** The rules of redaction that were in force: `off`, or a keyed digest of them, by which the reporter knows whether they are its own. */
  redact?: string;
  /** The limits of the recording. */
  limits?: { maxEvents?: number; maxCheckpoints?: number };
  test?: SessionTest;
}

/** The outcome of a call, by the index of its event. */
export interface JournalSettle {
  result: IpcResult;
  duration_ms: number;
  duration_us?: number;
  error?: unknown;
  mocked?: boolean;
  sync?: boolean;
  same_task?: boolean;
}

/** The last line of a journal: what is known when a recording ends. */
export interface JournalEnd {
  /** Counts the calls of the session: what a reader needs of a test that passed. */
  calls?: number;
  gaps?: SessionGap[];
  dropped?: SessionDropped;
  redactions?: number;
  withheld?: Record<string, number>;
  excluded?: SessionExcluded;
  test?: Partial<SessionTest>;
  /** Events that were not written, because others of their kind had used its share. */
  unwritten?: number;
  observed?: SessionObserved;
}

/** The first line of each segment. `lost` counts what went with segments before the older one, and what was not written until then. */
export interface HeaderLine extends JournalHeader {
  format: typeof JOURNAL_FORMAT;
  version: number;
  lost?: { events: number; checkpoints: number; unwritten?: number };
}

/** A checkpoint whose state is that of an earlier one, which has a `checkpoint` line of its own before it in the segment. */
export type UnchangedCheckpoint = Omit<StateCheckpoint, 'state'> & { state_of: StateCheckpoint['id'] };

/** Any other line: an object with one key. */
export type JournalLine =
  | { event: RecordedEvent }
  | { settle: [index: number, outcome: JournalSettle] }
  | { abandon: [index: number, how: Abandoned] }
  | { checkpoint: StateCheckpoint | UnchangedCheckpoint }
  /** A checkpoint whose state is being read; the `checkpoint` of the same id takes its place. */
  | { reserved: StateCheckpoint }
  /** An action by its number, from 0. When it has ended, it comes again. */
  | { action: [number: number, action: SessionAction] }
  | { gap: SessionGap }
  | { test: Partial<SessionTest> }
  | { end: JournalEnd };
