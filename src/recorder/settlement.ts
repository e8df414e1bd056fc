import type { IpcResult } from '../session/format/schema.ts';

/** The outcome of a call, for `settle`. */
export interface Settlement {
  result: IpcResult;
  /** Milliseconds from start to answer, a whole number. */
  duration_ms: number;
  /** Microseconds from start to answer, a whole number. */
  duration_us?: number;
  /** The structured error behind `Err`, JSON-safe. */
  error?: unknown;
  /** True when something other than the backend answered. */
  mocked?: boolean;
  /** True when the caller waited for it without going on. */
  sync?: boolean;
  /** True when it came in the task in which the call was made. */
  same_task?: boolean;
}

/** Returns the fields of an outcome, in the order that recordings have them in, and no other. */
export function outcomeOf({
  result,
  duration_ms,
  duration_us,
  error,
  mocked,
  sync,
  same_task,
}: Settlement): Settlement {
  return {
    result,
    duration_ms,
    ...(duration_us !== undefined && { duration_us }),
    ...(error !== undefined && { error }),
    ...(mocked !== undefined && { mocked }),
    ...(sync !== undefined && { sync }),
    ...(same_task !== undefined && { same_task }),
  };
}
