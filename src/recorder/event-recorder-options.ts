import { IpcError } from '../errors.ts';
import { formatTimestamp } from '../session/format/timestamp.ts';
import { checkBudgets, type EventBudgets } from './event-budgets.ts';

/** The options of an `EventRecorder`. */
export interface EventRecorderOptions {
  /** Events kept; the oldest goes first. 0 keeps one, and none of an import, as in Victauri. @default 50_000 */
  maxEvents?: number;
  /**
   * Events of a kind kept at most, inside `maxEvents`: at its budget a kind loses its own oldest event, and no other kind's.
   * Kinds without one share the rest. Events are then in the order of their indices, also after an import. @default none, as in Victauri
   */
  budgets?: EventBudgets;
  /** Checkpoints kept; the oldest goes first. @default 1_000 */
  maxCheckpoints?: number;
  /**
   * Characters of JSON, about, that are kept of events: the oldest goes first, and kinds with a budget have a share as large as theirs of the events.
   * The newest event stays, however large it is. @default no limit, as in Victauri
   */
  maxBytes?: number;
  /** Characters of JSON, about, that are kept of checkpoints. @default no limit, as in Victauri */
  maxCheckpointBytes?: number;
  /** The time, as an RFC 3339 text, for `started_at` and checkpoints. @default the system's time, to the millisecond */
  now?: () => string;
}

/** The options with their defaults. */
export type CheckedOptions = Required<Omit<EventRecorderOptions, 'budgets'>> & { budgets: EventBudgets | undefined };

/** Checks options and fills in their defaults. @throws {IpcError} `INVALID_OPTION` naming the option, what it is and what it must be. */
export function checkOptions({
  maxEvents = 50_000,
  budgets,
  maxCheckpoints = 1_000,
  maxBytes = Number.POSITIVE_INFINITY,
  maxCheckpointBytes = Number.POSITIVE_INFINITY,
  now = systemTime,
}: EventRecorderOptions): CheckedOptions {
  return {
    maxEvents: checkSize('maxEvents', maxEvents),
    budgets: checkBudgets(budgets, maxEvents),
    maxCheckpoints: checkSize('maxCheckpoints', maxCheckpoints),
    maxBytes: checkBytes('maxBytes', maxBytes),
    maxCheckpointBytes: checkBytes('maxCheckpointBytes', maxCheckpointBytes),
    now,
  };
}

function systemTime(): string {
  return formatTimestamp(Date.now());
}

function checkSize(name: string, size: number): number {
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw invalid(name, size, 'a whole number from 0');
}

/** Checks a size in bytes: sizes are no more than about right, so a fraction will do; and there may be no limit. */
function checkBytes(name: string, size: number): number {
  if (typeof size === 'number' && size >= 0) return size;
  throw invalid(name, size, 'a number from 0');
}

function invalid(name: string, size: unknown, expected: string): IpcError {
  const given = typeof size === 'string' ? JSON.stringify(size) : String(size);
  return new IpcError('INVALID_OPTION', `${name} is ${given}: expected ${expected}.`);
}
