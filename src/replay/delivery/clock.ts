/** The time and its timers, as whoever needs them is given them: the machine's own, or one that a test moves by hand. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back at a time, or earlier; returns how to call that off. */
  wakeAt(atMs: number, run: () => void): () => void;
  /** Calls back in a task of its own: what is under way now is done by then. */
  inLaterTask(run: () => void): void;
}
