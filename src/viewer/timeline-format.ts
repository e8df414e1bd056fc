import type { CheckpointStep, SessionDropped, SessionTest } from '../session/format/schema.ts';

/** Events in one chunk: enough to compress well, few enough to inflate in one frame or two. */
export const EVENTS_PER_CHUNK = 4096;
/** States in one chunk; they are larger than events and asked for one by one. */
export const STATES_PER_CHUNK = 32;

/** Kinds of rows (`other` = what a newer recorder may have added); a row's `kind` column is a digit into this list. */
export const KINDS = ['invoke', 'send', 'push', 'state', 'dom', 'input', 'window', 'console', 'other'] as const;
export type RowKind = (typeof KINDS)[number];

/** How a row ended; its `status` column is a digit into this list. `none` = expects no answer, `abandoned` = its document is gone. */
export const STATUSES = ['ok', 'failed', 'pending', 'none', 'abandoned'] as const;
export type RowStatus = (typeof STATUSES)[number];

/** All events, column by column: what the list and the axis need without touching a payload. */
export interface EncodedColumns {
  /** Differences between neighbouring event numbers; the first is the number itself. */
  index: number[];
  /** Differences between neighbouring starts, in microseconds; the first counts from the origin. */
  time: number[];
  /** Microseconds; -1 when there is none. */
  duration: number[];
  /** One digit a row, into {@link KINDS}. */
  kind: string;
  /** One digit a row: 1 for a call to what the framework brings itself, else 0. */
  framework: string;
  /** One digit a row, into {@link STATUSES}. */
  status: string;
  name: number[];
  names: string[];
  window: number[];
  windows: string[];
}

/** A checkpoint without its state. */
export interface CheckpointRow {
  id: string;
  label: string | null;
  /** Microseconds from the origin. */
  time: number;
  eventIndex: number;
  hasState: boolean;
  step?: CheckpointStep | undefined;
  note?: string | undefined;
}

/** A sentence about a place in a session: where it parts from its baseline, or why its test failed. */
export interface Divergence {
  text: string;
  /** The number of the event where it parts. */
  index?: number | undefined;
}

/** Why a test failed; with `isLead` it cannot be told, and the place is worth a look. */
export interface Verdicted extends Divergence {
  isLead: boolean;
}

/** The header chunk: everything but payloads and states. */
export interface TimelineHeader {
  title: string;
  id: string;
  startedAt: string;
  /** Microseconds from the first thing recorded to the last. */
  length: number;
  eventCount: number;
  columns: EncodedColumns;
  checkpoints: CheckpointRow[];
  /** The position of the checkpoint of the step in which the test failed: of its end, or of its begin when it never ended. */
  failedAt?: number | undefined;
  test?: SessionTest | undefined;
  dropped?: SessionDropped | undefined;
  redactions?: number | undefined;
  /** Texts that the scan before writing took out, counted by rule. */
  withheld?: Record<string, number> | undefined;
  divergence?: Divergence | undefined;
  /** The path of Playwright's trace of the attempt. */
  trace?: string | undefined;
  /** The verdict on the failure, with the number of the event at fault. */
  cause?: Verdicted | undefined;
  /** The reasons why there are no calls; empty where there are some. */
  whyNoCalls: string[];
}

/** How the two calls of a pair relate; its mark is a digit into this list: how two sessions part there, or `same`. */
export const MARKS = [
  'same',
  'result-changed',
  'never-answered',
  'args-changed',
  'missing',
  'extra',
  'moved',
  'answer-order',
  'order',
] as const;
export type PairMark = (typeof MARKS)[number];

/** The calls and messages of two sessions, pair by pair; the second session's own chunks have {@link BESIDE} before their ids. */
export interface EncodedComparison {
  /** What the two sessions are called. */
  names: readonly [string, string];
  /** Numbers of events; -1 where the other session has a call too many. */
  first: number[];
  second: number[];
  /** One digit a pair, into {@link MARKS}. */
  marks: string;
  /** The position of the first pair that differs; -1 when none does. */
  firstDifference: number;
  /** How pairs differ, in sentences, by their positions. */
  texts: Record<number, string>;
}

export const BESIDE = 'beside-';

/** Ids of the data blocks in the page. */
export const CHUNK_IDS = {
  header: 'ipc-header',
  comparison: 'ipc-comparison',
  events: (chunk: number) => `ipc-events-${chunk}`,
  states: (chunk: number) => `ipc-states-${chunk}`,
} as const;
