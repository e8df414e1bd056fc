/** The time and its timers, as whoever needs them is given them: the machine's own, or one that a test moves by hand. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back at a time, or earlier; returns how to call that off. */
  wakeAt(atMs: number, run: () => void): () => void;
  /** Calls back in a task of its own: what is under way now is done by then. */
  inLaterTask(run: () => void): void;
}

/** The longest delay that a timer can hold: a longer one would come at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * A clock of the machine's own functions.
 *
 * @param parts.later as `setTimeout`.
 * @param parts.next calls back in a task of its own.
 */
export function clockOf<Timer>(parts: {
  now(): number;
  later(run: () => void, ms: number): Timer;
  cancel(timer: Timer): void;
  next(run: () => void): unknown;
}): Clock {
  const { now, later, cancel, next } = parts;
  return {
    now,
    wakeAt: (atMs, run) => {
      const timer = later(run, Math.min(Math.max(0, atMs - now()), MAX_TIMER_MS));
      return () => cancel(timer);
    },
    inLaterTask: (run) => void next(run),
  };
}
